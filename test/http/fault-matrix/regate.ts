import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { OpenBench } from '../admin-bench.ts'
import { MOST_HITS, type GivenUp, type Story } from './matrix.ts'

/** The application server and 1C (regate 4, 7.2, BD-11): a client is made and changed, buys, pays by card and wants the money back. */
export async function regate(bench: OpenBench): Promise<Story> {
  const { api } = bench
  const enterprise = 'kolos'
  const params = { enterprise }
  // The clock stands still, and with it the second that so many requests may come in.
  await bench.parts.workspace.document.update(({ regate: { enterprises } }) => {
    enterprises.find(({ id }) => id === enterprise)!.ratePerSecond = 0
  })
  const [store] = await api.call('regate.stores', { params })
  const { store_id } = store!
  const { rows } = await api.call('regate.items', { params })
  type Item = (typeof rows)[number]
  const here = ({ stock }: Item) => stock.find((one) => one.store_id === store_id)
  const portions = (item: Item): number => (here(item)?.quantity ?? 0) / item.min_volume
  // The one that lasts longest.
  const [item] = rows
    .filter(({ price, unlimited }) => price !== null && !unlimited)
    .sort((a, b) => portions(b) - portions(a)) as [Item]
  const reserved = async (): Promise<number> =>
    here((await api.call('regate.items', { params })).rows.find(({ item_id }) => item_id === item.item_id)!)!
      .reserved
  /** Digits could make up a card number by chance, which `paycard` refuses. */
  const idOf = (prefix: string) =>
    `${prefix}-${randomUUID().replace(/[\d-]/g, (sign) => 'ghijklmnopq'[Number(sign)] ?? 'q')}`

  return {
    link: { from: 'restore', to: 'onec', contract: 'regate' },
    operations: [
      'regate.client',
      'regate.clientupd',
      'regate.booking',
      'regate.paycard',
      'regate.queue',
      'regate.refund',
    ],
    reads: ['regate.queue'],
    finalWhenRefused: [
      'regate.client',
      'regate.clientupd',
      'regate.booking',
      'regate.paycard',
      'regate.queue',
      'regate.refund',
    ],
    async play() {
      const givenUp: GivenUp[] = []

      /** As the contract wants it: the same key until there is an answer. What is handed to a person he sends again. */
      async function surely<Answer>(method: string, values: object, wait?: number): Promise<Answer> {
        const idempotencyKey = randomUUID()
        const call = { target: enterprise, method, values: { ...values }, idempotencyKey, retry: true, wait }
        let answer = await bench.parts.restore.call(call)
        for (let again = 0; !answer.ok && again < MOST_HITS; again += 1) {
          expect(answer.message, 'a sentence for the person').not.toBe('')
          givenUp.push(answer.code ?? `HTTP ${answer.status}`)
          answer = await bench.parts.restore.call(call)
        }
        expect(answer).toMatchObject({ ok: true, message: '' })
        return answer.body as Answer
      }

      const before = await reserved()
      const client_id = idOf('rs')
      await surely('client', {
        client_id,
        client: { type: 'person', name: 'Покупатель', phone: '+79000000002' },
      })
      await surely('clientupd', { client_id, client: { name: 'Покупатель Новый' } })
      const booking = {
        booking_id: idOf('rs-ord'),
        client_id,
        store_id,
        delivery: { type: 'pickup', recipient: 'Покупатель', phone: '+79000000002' },
        lines: [{ item_id: item.item_id, quantity: item.min_volume / 1000 }],
      }
      const { order_id, amount } = await surely<{ order_id: string; amount: number }>('booking', booking)
      const transaction_id = idOf('pay')
      const payment = {
        transaction_id,
        amount,
        currency: 'RUB',
        paid_at: '2026-11-26T12:00:00',
        system: 'Пример-Эквайринг',
        pan_mask: '4000 00** **** 0002',
        auth_code: 'A1B2C3',
        rrn: '123456789012',
      }
      // Without waiting: the outcome is asked of the queue.
      await surely('paycard', { order_id, payment }, 0)
      const reservedNow = await reserved()
      const refund_id = idOf('rs-ref')
      await surely('refund', { order_id, refund_id, reason: 'Передумал', amount })

      return async () => {
        const clients = await api.call('regate.clients', { params })
        expect(clients.filter((one) => one.client_id === client_id)).toMatchObject([
          { name: 'Покупатель Новый', orders: 1, balance: 0 },
        ])
        const orders = await api.call('regate.orders', { params })
        const own = orders.filter((one) => one.client_id === client_id)
        expect(own).toMatchObject([{ order_id, booking_id: booking.booking_id }])
        const paid = own[0]!.amount
        const payments = await api.call('regate.payments', { params })
        expect(payments.filter((one) => one.transaction_id === transaction_id)).toMatchObject([
          { amount: paid, refused_with: null, allocations: [{ order_id, amount: paid }] },
        ])
        expect(reservedNow - before, 'goods are kept for the order once').toBe(item.min_volume)
        const refunds = await api.call('regate.refunds', { params })
        expect(refunds.filter((one) => one.order_id === order_id)).toMatchObject([
          { refund_id, amount: paid, state: 'prepared' },
        ])
        const { jobs } = await api.call('regate.queue', { query: { enterprise, limit: 50 } })
        expect(jobs.filter(({ state }) => state !== 'done')).toEqual([])
        return givenUp
      }
    },
  }
}
