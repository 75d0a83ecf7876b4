import type { Selectable } from 'kysely'
import { documentNumber, nextValue } from './facts.ts'
import type { RegateDb, RegateTables, RegateTransaction } from './tables.ts'

/**
 * Where money is. A payment is what came in; its allocations say where it lies, and together they are the payment: an order,
 * or nobody's order, which is the client's balance (BD-29). Money moves by moving allocations, so none is ever lost.
 */

/** Payment codes of section 5.2 that money comes with. */
export type PaymentKind = 1 | 2 | 3 | 4

export interface NewPayment {
  enterprise: string
  kind: PaymentKind
  transaction_id: string | null
  client_id: string | null
  /** Kopecks. */
  amount: number
  /** Instants, ISO 8601. */
  paid_at: string
  at: string
  details: unknown
  /** Order → kopecks; what they leave goes to the balance. */
  parts: readonly { order_id: string; amount: number }[]
  /** For a payment that was meant for an order which could not take it (BD-22). */
  refused?: { order_id: string; code: string }
}

/** Account that money of a kind arrives at. */
const DEBIT: Record<PaymentKind, string> = { 1: '57.03', 2: '51', 3: '50.01', 4: '57.03' }
const CUSTOMERS = '62.01'
const ADVANCES = '62.02'

const DOCUMENT: Record<PaymentKind, string> = {
  1: 'Оплата от покупателя платёжной картой',
  2: 'Поступление безналичных денежных средств',
  3: 'Приходный кассовый ордер',
  4: 'Оплата от покупателя электронными деньгами',
}

/** Kopecks of an order that are paid. */
export async function paidFor(db: RegateDb, enterprise: string, order_id: string): Promise<number> {
  const { paid } = await db
    .selectFrom('regate_allocation')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.lit(0)).as('paid'))
    .where('enterprise', '=', enterprise)
    .where('order_id', '=', order_id)
    .executeTakeFirstOrThrow()
  return Number(paid)
}

/** Kopecks on the balance of a client: money that is not an order's (BD-29). */
export async function balanceOf(db: RegateDb, enterprise: string, client_id: string): Promise<number> {
  const { balance } = await db
    .selectFrom('regate_allocation')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.lit(0)).as('balance'))
    .where('enterprise', '=', enterprise)
    .where('client_id', '=', client_id)
    .where('order_id', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(balance)
}

export type StoredPayment = Selectable<RegateTables['regate_payment']>

/** The payment of a kind with this id of the payment system or bank document. */
export function paymentByTransaction(
  db: RegateDb,
  enterprise: string,
  kind: PaymentKind,
  transaction_id: string,
): Promise<StoredPayment | undefined> {
  return db
    .selectFrom('regate_payment')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('kind', '=', kind)
    .where('transaction_id', '=', transaction_id)
    .executeTakeFirst()
}

/** Books money: the receipt document, its postings (8.4) and where the money goes. @returns the number of the payment */
export async function recordPayment(trx: RegateTransaction, payment: NewPayment): Promise<number> {
  const { enterprise, kind, client_id, amount, parts, at } = payment
  const number = await nextValue(trx, enterprise, `receipt-${kind}`)
  const document = `${DOCUMENT[kind]} ${documentNumber(number)}`
  const { id } = await trx
    .insertInto('regate_payment')
    .values({
      enterprise,
      kind,
      transaction_id: payment.transaction_id,
      client_id,
      amount,
      paid_at: payment.paid_at,
      recorded_at: at,
      details_json: JSON.stringify(payment.details),
      meant_for: payment.refused?.order_id ?? null,
      refused_with: payment.refused?.code ?? null,
      document,
    })
    .returning('id')
    .executeTakeFirstOrThrow()

  const advance = amount - parts.reduce((sum, part) => sum + part.amount, 0)
  if (advance < 0) throw new RangeError(`The parts of a payment of ${amount} exceed it by ${-advance}`)
  const places = [
    ...parts.map((part) => ({ order_id: part.order_id as string | null, amount: part.amount })),
    ...(advance > 0 ? [{ order_id: null, amount: advance }] : []),
  ]
  for (const place of places) {
    await trx
      .insertInto('regate_allocation')
      .values({ enterprise, payment_id: id, client_id, ...place })
      .execute()
    await post(trx, {
      enterprise,
      at,
      document,
      debit: DEBIT[kind],
      credit: place.order_id === null ? ADVANCES : CUSTOMERS,
      amount: place.amount,
      client_id,
      order_id: place.order_id,
    })
  }
  return id
}

export async function post(
  trx: RegateTransaction,
  posting: Omit<Selectable<RegateTables['regate_posting']>, 'id'>,
): Promise<void> {
  await trx.insertInto('regate_posting').values(posting).execute()
}

/**
 * Moves money of a payment from the balance to orders, «зачёт аванса». The caller has checked the sums.
 * @param client_id whose money it is from now on: a payment of nobody becomes this client's
 */
export async function allocateAdvance(
  trx: RegateTransaction,
  move: {
    enterprise: string
    payment_id: number
    client_id: string
    parts: readonly { order_id: string; amount: number }[]
    at: string
  },
): Promise<void> {
  const { enterprise, payment_id, client_id, parts, at } = move
  await trx
    .updateTable('regate_payment')
    .set({ client_id })
    .where('enterprise', '=', enterprise)
    .where('id', '=', payment_id)
    .execute()
  const free = await trx
    .selectFrom('regate_allocation')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.lit(0)).as('amount'))
    .where('enterprise', '=', enterprise)
    .where('payment_id', '=', payment_id)
    .where('order_id', 'is', null)
    .executeTakeFirstOrThrow()
  const rest = Number(free.amount) - parts.reduce((sum, { amount }) => sum + amount, 0)
  if (rest < 0) throw new RangeError(`Payment ${payment_id} has ${-rest} kopecks less than its parts`)
  await trx
    .deleteFrom('regate_allocation')
    .where('enterprise', '=', enterprise)
    .where('payment_id', '=', payment_id)
    .where('order_id', 'is', null)
    .execute()
  const { document } = await trx
    .selectFrom('regate_payment')
    .select('document')
    .where('enterprise', '=', enterprise)
    .where('id', '=', payment_id)
    .executeTakeFirstOrThrow()
  for (const { order_id, amount } of parts) {
    await trx
      .insertInto('regate_allocation')
      .values({ enterprise, payment_id, client_id, order_id, amount })
      .execute()
    await post(trx, {
      enterprise,
      at,
      document: `Зачёт аванса: ${document}`,
      debit: ADVANCES,
      credit: CUSTOMERS,
      amount,
      client_id,
      order_id,
    })
  }
  if (rest > 0)
    await trx
      .insertInto('regate_allocation')
      .values({ enterprise, payment_id, client_id, order_id: null, amount: rest })
      .execute()
}

/** Takes an order's money back to the balance of its client: a cancelled order (5.3). @returns kopecks */
export async function releaseMoney(
  trx: RegateTransaction,
  order: { enterprise: string; order_id: string; client_id: string; document: string; at: string },
  only?: { kinds: readonly PaymentKind[] },
): Promise<number> {
  const { enterprise, order_id, client_id, document, at } = order
  const held = await trx
    .selectFrom('regate_allocation')
    .innerJoin('regate_payment', 'regate_payment.id', 'regate_allocation.payment_id')
    .select(['regate_allocation.id', 'regate_allocation.amount', 'regate_payment.kind'])
    .where('regate_allocation.enterprise', '=', enterprise)
    .where('regate_allocation.order_id', '=', order_id)
    .execute()
  let released = 0
  for (const { id, amount, kind } of held) {
    if (only && !only.kinds.includes(kind as PaymentKind)) continue
    released += amount
    await trx
      .updateTable('regate_allocation')
      .set({ order_id: null, client_id })
      .where('id', '=', id)
      .execute()
    await post(trx, {
      enterprise,
      at,
      document,
      debit: CUSTOMERS,
      credit: ADVANCES,
      amount,
      client_id,
      order_id,
    })
  }
  return released
}
