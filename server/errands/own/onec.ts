import type { Onec } from '../../../mocks/onec/onec.ts'
import { count, stopped, type Errand } from '../errand.ts'

/** What the 1C that exchanges orders with the site starts by itself. */
export function onecErrands({
  onec,
  isPlayed,
}: {
  onec: Pick<Onec, 'runExchange' | 'sendDue'>
  /** `false` while a real 1C stands in its place, which keeps schedules of its own. */
  isPlayed(): boolean
}): Errand[] {
  const real = {
    outcome: 'skipped' as const,
    words: {
      ru: '1С настоящая: у неё своё расписание, стенд за неё не работает.',
      en: 'The 1C is a real one and keeps its own schedule; the bench does not act for it.',
    },
  }
  return [
    {
      id: 'onec.exchange',
      title: { ru: '1С: обмен заказами с сайтом', en: '1C: exchange of orders with the site' },
      description: {
        ru: 'Весь цикл: справочники, новая номенклатура и контрагенты, заказы с сайта, версии заказов, остатки.',
        en: 'The whole cycle: dictionaries, new items and counterparties, orders of the site, versions, stock.',
      },
      params: () => [],
      traffic: 'from:onec to:site',
      async run(_, signal) {
        if (!isPlayed()) return real
        const cycle = await onec.runExchange('schedule', signal)
        const counts = [
          count(
            'заказов принято',
            'orders taken',
            cycle.orders.filter(({ result }) => result !== 'rejected').length,
          ),
          count('отклонено', 'rejected', cycle.orders.filter(({ result }) => result === 'rejected').length),
        ]
        if (cycle.outcome === 'skipped')
          return { outcome: 'skipped', words: cycle.message ?? { ru: 'Пропущено.', en: 'Skipped.' } }
        const trouble = cycle.message ?? cycle.steps.find(({ message }) => message !== null)?.message ?? null
        if (cycle.outcome === 'stopped')
          return stopped(signal, {
            outcome: 'failed',
            words: {
              ru: `Обмен прерван. ${cycle.code ?? ''} ${trouble?.ru ?? ''}`.trim(),
              en: `The exchange was cut short. ${cycle.code ?? ''} ${trouble?.en ?? ''}`.trim(),
            },
            counts,
          })
        return {
          outcome: 'ok',
          words: trouble
            ? { ru: `Обмен выполнен с замечаниями: ${trouble.ru}`, en: `Done with remarks: ${trouble.en}` }
            : { ru: 'Обмен выполнен.', en: 'The exchange is done.' },
          counts,
        }
      },
    },
    {
      id: 'onec.outbox',
      title: { ru: '1С: отправка очереди на сайт', en: '1C: sending of its queue to the site' },
      description: {
        ru: 'Отправляет из исходящих сообщений всё, чему пришёл срок; заказы с сайта не забирает.',
        en: 'Sends every outgoing message whose time has come; takes no orders of the site.',
      },
      params: () => [],
      traffic: 'from:onec to:site',
      async run(_, signal) {
        if (!isPlayed()) return real
        const { sent, delivered, failure } = await onec.sendDue(signal)
        return stopped(signal, {
          outcome: failure ? 'failed' : 'ok',
          words: failure
            ? { ru: `${failure.code}: ${failure.message}`, en: `${failure.code}: ${failure.message}` }
            : sent === 0
              ? { ru: 'Отправлять нечего.', en: 'There was nothing to send.' }
              : { ru: 'Очередь отправлена.', en: 'The queue is sent.' },
          counts: [count('отправлено', 'sent', sent), count('доставлено', 'delivered', delivered)],
        })
      },
    },
  ]
}
