import { randomUUID } from 'node:crypto'
import type { OnecContext } from '../context.ts'
import type { BankPayment, PaymentData } from '../model.ts'
import type { OnecTransaction } from '../tables.ts'
import type { AnyDocument, DocumentOf } from './document.ts'
import { documentOf, newNumber } from './store.ts'
import { writeAndTell } from './writing.ts'

/** Payments of bank statements become «Поступление безналичных ДС» (the point of contact of contracts B and D). */

type Share = PaymentData['shares'][number]

/** Orders by their numbers; those that are marked for deletion are not meant. */
async function orderRefs(trx: OnecTransaction, { shares }: BankPayment): Promise<Map<string, string>> {
  const numbers = shares.map(({ order_number }) => order_number)
  const rows = await trx
    .selectFrom('ksup_onec_document')
    .select(['number', 'ref'])
    .where('kind', '=', 'order')
    .where('deletion_mark', '=', 0)
    .where('number', 'in', numbers)
    .execute()
  return new Map(rows.map(({ number, ref }) => [number, ref]))
}

/** What is tied to each order, in kopecks; what is allocated to an order that 1C does not have stays untied. */
async function tiedTo(trx: OnecTransaction, payment: BankPayment): Promise<Map<string, number>> {
  const refs = await orderRefs(trx, payment)
  const tied = new Map<string, number>()
  for (const { order_number, amount } of payment.shares) {
    const ref = refs.get(order_number)
    if (ref !== undefined) tied.set(ref, (tied.get(ref) ?? 0) + amount)
  }
  return tied
}

/** Moves what is untied to the orders that have less than they are to have; what is tied already stays as it is. */
function tie(shares: readonly Share[], wanted: ReadonlyMap<string, number>): Share[] {
  let free = shares.filter(({ order }) => order === null).reduce((sum, { amount }) => sum + amount, 0)
  const tied = new Map<string, number>()
  for (const { order, amount } of shares) if (order !== null) tied.set(order, (tied.get(order) ?? 0) + amount)
  for (const [order, amount] of wanted) {
    const moved = Math.min(free, Math.max(0, amount - (tied.get(order) ?? 0)))
    if (moved > 0) tied.set(order, (tied.get(order) ?? 0) + moved)
    free -= moved
  }
  const result: Share[] = [...tied].map(([order, amount]) => ({ order, amount }))
  return free > 0 ? [...result, { order: null, amount: free }] : result
}

async function payerRef(trx: OnecTransaction, inn: string): Promise<string | null> {
  const found = await trx
    .selectFrom('ksup_onec_counterparty')
    .select('ref')
    .where('inn', '=', inn)
    .where('deletion_mark', '=', 0)
    .orderBy('position')
    .executeTakeFirst()
  return found?.ref ?? null
}

async function newIncome(
  trx: OnecTransaction,
  { clock }: OnecContext,
  payment: BankPayment,
): Promise<DocumentOf<'payment'>> {
  const { key, number, date, payer, payer_inn, amount, purpose } = payment
  const counterparty = payer_inn === '' ? null : await payerRef(trx, payer_inn)
  return {
    ref: randomUUID(),
    kind: 'payment',
    number: await newNumber(trx, 'payment'),
    posted: true,
    deletion_mark: false,
    counterparty,
    updated_at: clock().toISOString(),
    data: {
      date,
      counterparty,
      payer,
      shares: tie([{ order: null, amount }], await tiedTo(trx, payment)),
      comment: [`п/п ${number}`, purpose].filter(Boolean).join(': '),
      bank_key: key,
    },
  }
}

async function incomeOf(trx: OnecTransaction, key: string): Promise<AnyDocument | null> {
  const taken = await trx
    .selectFrom('ksup_onec_bank')
    .select('payment')
    .where('bank_key', '=', key)
    .executeTakeFirst()
  return taken ? documentOf(trx, taken.payment) : null
}

/** One that was unposted by a person is theirs. */
async function tieAgain(
  trx: OnecTransaction,
  context: OnecContext,
  before: AnyDocument,
  payment: BankPayment,
): Promise<boolean> {
  if (before.kind !== 'payment' || !before.posted) return false
  const untied = before.data.shares.some(({ order }) => order === null)
  if (!untied) return false
  const shares = tie(before.data.shares, await tiedTo(trx, payment))
  if (JSON.stringify(shares) === JSON.stringify(before.data.shares)) return false
  const updated_at = context.clock().toISOString()
  await writeAndTell(trx, context, before, { ...before, updated_at, data: { ...before.data, shares } })
  return true
}

/**
 * Takes payments over, each once; what was untied is tied when the bank part has allocated it since (DD-37).
 * @returns how many documents were made and how many changed
 */
export async function takePayments(
  trx: OnecTransaction,
  context: OnecContext,
  payments: readonly BankPayment[],
): Promise<{ made: number; changed: number }> {
  let made = 0
  let changed = 0
  for (const payment of payments) {
    const before = await incomeOf(trx, payment.key)
    if (before) {
      if (await tieAgain(trx, context, before, payment)) changed += 1
      continue
    }
    const income = await newIncome(trx, context, payment)
    await trx.insertInto('ksup_onec_bank').values({ bank_key: payment.key, payment: income.ref }).execute()
    await writeAndTell(trx, context, null, income)
    made += 1
  }
  return { made, changed }
}
