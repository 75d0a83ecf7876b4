import type { EnterpriseSettings } from '../../storage/document-schema.ts'
import type { Regate } from '../../../mocks/regate/regate.ts'
import { choice, count, same, type Errand } from '../errand.ts'

const ALL = '*'
const enterprise = { ru: 'Предприятие', en: 'Enterprise' }

/** What the enterprises that publish ReGate start by themselves. */
export function regateErrands({
  regate,
  enterprises,
  loadBankFolder,
}: {
  regate: Pick<Regate, 'expire'>
  enterprises(): readonly EnterpriseSettings[]
  /** Loads what lies in the bank folder of an enterprise. @throws Refusal when it has none or cannot be read */
  loadBankFolder(enterprise: string): Promise<{ files: number; documents: number; failed: string[] }>
}): Errand[] {
  const choices = (of: readonly EnterpriseSettings[]) =>
    of.map(({ id, name }) => ({ value: id, label: same(name) }))
  return [
    {
      id: 'regate.expiry',
      title: { ru: 'ReGate: истечение брони', en: 'ReGate: expiry of bookings' },
      description: {
        ru: 'Неоплаченные заказы, чей срок прошёл, отменяются, резерв освобождается. Без задания это делается каждые пять минут.',
        en: 'Unpaid orders past their time expire and free the reserve. Without an errand it is done every five minutes.',
      },
      params: () => [
        choice('enterprise', enterprise, [
          { value: ALL, label: { ru: 'все', en: 'all' } },
          ...choices(enterprises()),
        ]),
      ],
      traffic: null,
      async run({ enterprise: chosen }, signal) {
        let expired = 0
        for (const { id } of enterprises())
          if ((chosen === ALL || chosen === id) && !signal.aborted) expired += await regate.expire(id)
        return {
          outcome: signal.aborted ? 'stopped' : 'ok',
          words:
            expired === 0
              ? { ru: 'Просроченных заказов нет.', en: 'No order is past its time.' }
              : { ru: 'Просроченные заказы отменены.', en: 'Orders past their time have expired.' },
          counts: [count('заказов отменено', 'orders expired', expired)],
        }
      },
    },
    {
      id: 'regate.bank-folder',
      title: { ru: 'ReGate: загрузка папки банка', en: 'ReGate: loading of the bank folder' },
      description: {
        ru: 'Загружает выписки из папки банка предприятия. Уже загруженное не меняется. Без задания новые файлы берутся сразу.',
        en: 'Loads the statements of the bank folder. What was loaded before stays. Without an errand new files are taken at once.',
      },
      params: () => [
        choice(
          'enterprise',
          enterprise,
          choices(enterprises().filter(({ bankFolder }) => bankFolder !== '')),
        ),
      ],
      traffic: null,
      async run({ enterprise: chosen }) {
        const { files, documents, failed } = await loadBankFolder(String(chosen))
        return {
          outcome: failed.length > 0 ? 'failed' : 'ok',
          words:
            failed.length > 0
              ? { ru: `Не загружено: ${failed.join('; ')}`, en: `Not loaded: ${failed.join('; ')}` }
              : files === 0
                ? { ru: 'Выписок в папке нет.', en: 'The folder has no statements.' }
                : { ru: 'Выписки загружены.', en: 'The statements are loaded.' },
          counts: [count('файлов', 'files', files), count('документов', 'documents', documents)],
        }
      },
    },
  ]
}
