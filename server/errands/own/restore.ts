import type { RestoreTarget } from '../../../mocks/restore/model.ts'
import type { Restore } from '../../../mocks/restore/restore.ts'
import { choice, count, flag, number, same, stopped, type Errand } from '../errand.ts'

/** What the application server ReStore starts by itself. */
export function restoreErrands({
  restore,
  targets,
}: {
  restore: Pick<Restore, 'purchase' | 'startLoad' | 'stopLoad' | 'finishedLoad'>
  /** The enterprises and the real publication, by id and name. */
  targets(): readonly Pick<RestoreTarget, 'id' | 'name'>[]
}): Errand[] {
  const target = () =>
    choice(
      'target',
      { ru: 'Предприятие', en: 'Enterprise' },
      targets().map(({ id, name }) => ({ value: id, label: same(name) })),
    )
  return [
    {
      id: 'restore.purchase',
      title: { ru: 'ReStore: покупка', en: 'ReStore: a purchase' },
      description: {
        ru: 'Клиент, корзина, бронь и оплата, как сделал бы сервер приложений; при желании и возврат.',
        en: 'A client, a basket, a booking and a payment as the application server would; a refund when wanted.',
      },
      params: () => [target(), flag('refund', { ru: 'с возвратом', en: 'with a refund' }, false)],
      traffic: 'from:restore to:onec',
      async run({ target: chosen, refund }, signal) {
        const report = await restore.purchase(String(chosen), { refund: refund === true, signal })
        const failed = report.steps.find(({ ok }) => !ok)
        return stopped(signal, {
          outcome: report.ok ? 'ok' : 'failed',
          words: report.ok
            ? { ru: `Заказ ${report.order_number}.`, en: `Order ${report.order_number}.` }
            : {
                ru: `Покупка не удалась на шаге ${failed?.method ?? '—'}.`,
                en: `The purchase failed at ${failed?.method ?? '—'}.`,
              },
          counts: [count('вызовов', 'calls', report.steps.length)],
        })
      },
    },
    {
      id: 'restore.load',
      title: { ru: 'ReStore: нагрузка', en: 'ReStore: a load' },
      description: {
        ru: 'Много клиентов покупают одновременно. Отчёт — на экране «Проигрыватель ReStore».',
        en: 'Many clients buy at once. The report is on the screen of the player.',
      },
      params: () => [
        target(),
        number('clients', { ru: 'Клиентов', en: 'Clients' }, 5, [1, 500]),
        number('purchases', { ru: 'Покупок у каждого', en: 'Purchases of each' }, 2, [1, 1000]),
        number('refunds', { ru: 'Возвратов, %', en: 'Refunds, %' }, 0, [0, 100]),
      ],
      traffic: 'from:restore to:onec',
      async run({ target: enterprise, clients, purchases, refunds }, signal) {
        await restore.startLoad({
          enterprise: String(enterprise),
          clients: Number(clients),
          purchases: Number(purchases),
          refunds: Number(refunds),
        })
        const stop = () => void restore.stopLoad()
        signal.addEventListener('abort', stop)
        if (signal.aborted) stop()
        const report = (await restore.finishedLoad())!
        const [worst] = report.errors
        return stopped(signal, {
          outcome: report.state === 'stopped' ? 'stopped' : report.purchases.failed > 0 ? 'failed' : 'ok',
          words: worst
            ? {
                ru: `Были отказы, чаще всего ${worst.code}.`,
                en: `There were refusals, most often ${worst.code}.`,
              }
            : { ru: 'Все покупки прошли.', en: 'Every purchase went through.' },
          counts: [
            count('покупок', 'purchases', report.purchases.done),
            count('не удалось', 'failed', report.purchases.failed),
            count('вызовов', 'calls', report.calls),
          ],
        })
      },
    },
  ]
}
