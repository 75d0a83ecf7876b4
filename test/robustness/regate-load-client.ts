import { fromKopecks, fromThousandths, kopecks } from '../../server/contracts/decimal.ts'
import type { ItemRow } from '../../mocks/regate/model.ts'
import type { Caller, Outcome } from './regate-load-caller.ts'

/** What a client knows of an order from the answers it got. */
export interface KnownOrder {
  order_id: string
  order_number: string
  booking_id: string
  /** Kopecks. */
  amount: number
  /** Item → thousandths. */
  lines: ReadonlyMap<string, number>
  status: 100 | 210 | 430
}

/** What a client was told in all. */
export interface KnownClient {
  client_id: string
  orders: KnownOrder[]
  /** Bookings that were refused because the goods were gone. */
  refused: number
  /** Transaction → kopecks, of every payment that 1C says it has. */
  payments: Map<string, number>
  /** Kopecks of second payments, which are on the balance (BD-23). */
  balance: number
}

/** Bookings of one client. */
const PURCHASES = 2
/** Both at once would keep an item busy that is not sold out; these spread over the base. */
const STRIDE = [7, 13] as const

function expectStatus(outcome: Outcome, statuses: readonly number[], what: string): void {
  if (!statuses.includes(outcome.status))
    throw new Error(`${what}: ${outcome.status} ${JSON.stringify(outcome.body)}`)
}

/** The status and the paid sum that `bookingstate` tells right after an answered write (section 4, visibility). */
async function expectState(
  caller: Caller,
  order: KnownOrder,
  known: { code: number; paid: number },
): Promise<void> {
  const state = await caller.read('bookingstate', { order_id: order.order_id })
  const { status, paid_amount } = state.body as { status?: { code: number }; paid_amount?: number }
  if (status?.code !== known.code || paid_amount !== fromKopecks(known.paid))
    throw new Error(`${order.booking_id}: known ${JSON.stringify(known)}, told ${JSON.stringify(state.body)}`)
}

/**
 * One client of the load: it is made, places orders, pays some, refunds some of those, and asks after each write. What it
 * does follows from its number alone.
 * @throws Error for an answer that cannot be
 */
export async function liveAsClient(
  n: number,
  {
    caller,
    items,
    store_id,
    told,
  }: { caller: Caller; items: readonly ItemRow[]; store_id: string; told: KnownClient },
): Promise<void> {
  const { client_id } = told
  const made = await caller.write('client', `${client_id}:client`, {
    client_id,
    client: { type: 'person', name: `Клиент ${n}` },
  })
  expectStatus(made, [201], client_id)

  for (let purchase = 0; purchase < PURCHASES; purchase += 1) {
    const booking_id = `${client_id}-${purchase}`
    const lines = new Map<string, number>()
    for (const stride of STRIDE.slice(0, 1 + (n % 2))) {
      const item = items[(n * stride + purchase * 11) % items.length]!
      lines.set(item.item_id, item.min_volume + item.step * ((n + purchase) % 3))
    }
    const booked = await caller.write(
      'booking',
      `${booking_id}:booking`,
      {
        booking_id,
        client_id,
        store_id,
        delivery: { type: 'pickup' },
        lines: [...lines].map(([item_id, quantity]) => ({ item_id, quantity: fromThousandths(quantity) })),
      },
      // Some do not wait and ask for the outcome later.
      n % 5 === 0 ? 0 : 30,
    )
    expectStatus(booked, [201, 409], booking_id)
    if (booked.status === 409) {
      if (booked.code !== 'RG-OUT-OF-STOCK') throw new Error(`${booking_id}: ${booked.code}`)
      told.refused += 1
      continue
    }
    const { order_id, order_number, amount } = booked.body as Record<'order_id' | 'order_number', string> & {
      amount: number
    }
    const order: KnownOrder = {
      order_id,
      order_number,
      booking_id,
      amount: kopecks(amount),
      lines,
      status: 100,
    }
    told.orders.push(order)
    await expectState(caller, order, { code: 100, paid: 0 })
    if ((n + purchase) % 3 > 0) await pay(caller, told, order, n)
    if (order.status === 210 && (n + purchase) % 4 < 2) await refund(caller, order)
  }
}

async function pay(caller: Caller, told: KnownClient, order: KnownOrder, n: number): Promise<void> {
  const send = (transaction_id: string) =>
    caller.write('paycard', `${transaction_id}:paycard`, {
      order_id: order.order_id,
      payment: {
        transaction_id,
        amount: fromKopecks(order.amount),
        currency: 'RUB',
        paid_at: '2025-09-18T12:04:51',
        system: 'Пример-Эквайринг',
        pan_mask: '4000 00** **** 0002',
      },
    })
  const first = `pay-${order.booking_id}`
  // Somebody looks at the order just while it is paid: what they are told may not be told afterwards.
  const look = () => caller.read('bookingstate', { order_id: order.order_id })
  const [paid] = await Promise.all([send(first), look(), look()])
  expectStatus(paid, [200], first)
  order.status = 210
  told.payments.set(first, order.amount)
  await expectState(caller, order, { code: 210, paid: order.amount })
  if (n % 7 !== 0) return
  const second = `${first}-again`
  const refused = await send(second)
  expectStatus(refused, [409], second)
  if (refused.code !== 'RG-ALREADY-PAID' || refused.body['payment_recorded'] !== true)
    throw new Error(`${second}: ${JSON.stringify(refused.body)}`)
  told.payments.set(second, order.amount)
  told.balance += order.amount
}

async function refund(caller: Caller, order: KnownOrder): Promise<void> {
  const refund_id = `ref-${order.booking_id}`
  const refunded = await caller.write('refund', `${refund_id}:refund`, {
    order_id: order.order_id,
    refund_id,
    reason: 'Передумали',
  })
  expectStatus(refunded, [200], refund_id)
  order.status = 430
  await expectState(caller, order, { code: 430, paid: order.amount })
}
