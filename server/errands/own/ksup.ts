import type { Text } from '../../contracts/text.ts'
import { ARTICLES_LIMIT } from '../../contracts/ksup/price-stock-messages.ts'
import type { KsupParts } from '../../ksup/service.ts'
import type { OutboxStatus, Sender } from '../../outbox/model.ts'
import { choice, count, stopped, type Errand } from '../errand.ts'

const senders: { value: Sender; label: Text }[] = [
  { value: 'onec', label: { ru: '1С → КСУП', en: '1C to КСУП' } },
  { value: 'server', label: { ru: 'КСУП → 1С', en: 'КСУП to 1C' } },
]

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })

const delivered = ({ counts }: OutboxStatus): number => counts.delivered
const parked = ({ counts }: OutboxStatus): number => counts.parked

/** What КСУП and the 1C that exchanges with it start by themselves. */
export function ksupErrands(
  ksup: Pick<KsupParts, 'outbox' | 'ksup' | 'takeBankPayments' | 'settings'>,
): Errand[] {
  return [
    {
      id: 'ksup.outbox',
      title: { ru: 'КСУП: отправка очереди', en: 'КСУП: sending of a queue' },
      description: {
        ru: 'Отправляет из очереди одной стороны всё, чему пришёл срок, в порядке сообщений.',
        en: 'Sends what is due in the queue of one side, in the order of the messages.',
      },
      params: () => [choice('sender', { ru: 'Очередь', en: 'Queue' }, senders)],
      traffic: 'contract:ksup',
      async run({ sender }, signal) {
        const outbox = ksup.outbox(sender as Sender)
        const before = await outbox.status()
        if (before.stopped)
          return {
            outcome: 'failed',
            words: {
              ru: `Очередь стоит: ${before.stopped.code}, ${before.stopped.message}. Исправьте логин и пароль и нажмите «Возобновить» на экране «Обмен с КСУП».`,
              en: `The queue is stopped: ${before.stopped.code}, ${before.stopped.message}. Correct the account and resume it on the screen of the exchange.`,
            },
          }
        outbox.poke()
        await Promise.race([outbox.idle(), aborted(signal)])
        const after = await outbox.status()
        const sent = delivered(after) - delivered(before)
        const failed = parked(after) - parked(before)
        return stopped(signal, {
          outcome: failed > 0 || after.stopped ? 'failed' : 'ok',
          words: after.stopped
            ? {
                ru: `Очередь встала: ${after.stopped.message}`,
                en: `The queue has stopped: ${after.stopped.message}`,
              }
            : failed > 0
              ? {
                  ru: 'Часть сообщений отложена до решения человека.',
                  en: 'Some messages wait for a person.',
                }
              : sent === 0
                ? { ru: 'Отправлять нечего.', en: 'There was nothing to send.' }
                : { ru: 'Очередь отправлена.', en: 'The queue is sent.' },
          counts: [count('доставлено', 'delivered', sent), count('отложено', 'parked', Math.max(failed, 0))],
        })
      },
    },
    {
      id: 'ksup.prices',
      title: { ru: 'КСУП: получение цен и остатков', en: 'КСУП: prices and stock' },
      description: {
        ru: `Запрашивает у 1С цены и остатки всей номенклатуры КСУП, по ${ARTICLES_LIMIT} артикулов за раз.`,
        en: `Asks 1C for prices and stock of every item of КСУП, ${ARTICLES_LIMIT} articles at a time.`,
      },
      params: () => [],
      traffic: 'contract:ksup',
      async run(_, signal) {
        let offset = 0
        let written = 0
        let differing = 0
        for (let total = 1; offset < total && !signal.aborted; offset += ARTICLES_LIMIT) {
          const page = await ksup.ksup.items({ offset, limit: ARTICLES_LIMIT })
          total = page.total
          const articles = page.rows.filter(({ deleted }) => !deleted).map(({ article }) => article)
          if (articles.length === 0) continue
          const { rows } = await ksup.ksup.priceStock({ contact: null, articles })
          written += new Set(rows.filter((row) => row.written).map(({ article }) => article)).size
          differing += new Set(rows.filter((row) => !row.written).map(({ article }) => article)).size
        }
        return stopped(signal, {
          outcome: 'ok',
          words:
            differing === 0
              ? { ru: 'Цены и остатки получены.', en: 'Prices and stock are there.' }
              : {
                  ru: 'Цены и остатки получены; где названия расходятся, они не записаны.',
                  en: 'Prices and stock are there; they are not written where the names differ.',
                },
          counts: [
            count('позиций записано', 'items written', written),
            count('названия расходятся', 'names differ', differing),
          ],
        })
      },
    },
    {
      id: 'ksup.bank',
      title: { ru: 'КСУП: поступления из банка', en: 'КСУП: incomes of the bank' },
      description: {
        ru: 'Банковские поступления предприятия из настроек становятся поступлениями 1С, которая обменивается с КСУП.',
        en: 'Bank payments of the enterprise of the settings become incomes of the 1C that exchanges with КСУП.',
      },
      params: () => [],
      traffic: 'contract:ksup',
      async run() {
        if (ksup.settings().bankEnterprise === '')
          return {
            outcome: 'failed',
            words: {
              ru: 'Предприятие не выбрано: «Обмен с КСУП → Настройки → Поступления из банка предприятия».',
              en: 'No enterprise is chosen: see the settings of the exchange with КСУП.',
            },
          }
        const { made, changed } = await ksup.takeBankPayments()
        return {
          outcome: 'ok',
          words: { ru: 'Поступления взяты.', en: 'The incomes are taken.' },
          counts: [count('новых', 'new', made), count('изменено', 'changed', changed)],
        }
      },
    },
  ]
}
