import { toLocalTime } from '../../server/contracts/time.ts'
import type { BankIncome, BankRow } from './model.ts'
import type { RegateDb } from './tables.ts'

/** Bank payments of an enterprise with what was allocated to its orders, oldest first. @param zone of the bank's days */
export async function bankIncomes(db: RegateDb, enterprise: string, zone: string): Promise<BankIncome[]> {
  const documents = await db
    .selectFrom('regate_bank_document')
    .innerJoin('regate_payment', (join) =>
      join
        .onRef('regate_payment.enterprise', '=', 'regate_bank_document.enterprise')
        .onRef('regate_payment.id', '=', 'regate_bank_document.payment_id'),
    )
    .select([
      'regate_bank_document.payment_id',
      'regate_bank_document.duplicate_key',
      'regate_bank_document.payer_json',
      'regate_payment.amount',
      'regate_payment.paid_at',
    ])
    .where('regate_bank_document.enterprise', '=', enterprise)
    .orderBy('regate_bank_document.id')
    .execute()
  if (documents.length === 0) return []
  const allocations = await db
    .selectFrom('regate_allocation')
    .innerJoin('regate_bank_document', (join) =>
      join
        .onRef('regate_bank_document.enterprise', '=', 'regate_allocation.enterprise')
        .onRef('regate_bank_document.payment_id', '=', 'regate_allocation.payment_id'),
    )
    .innerJoin('regate_order', (join) =>
      join
        .onRef('regate_order.enterprise', '=', 'regate_allocation.enterprise')
        .onRef('regate_order.order_id', '=', 'regate_allocation.order_id'),
    )
    .select(['regate_allocation.payment_id', 'regate_order.order_number', 'regate_allocation.amount'])
    .where('regate_allocation.enterprise', '=', enterprise)
    .orderBy('regate_allocation.id')
    .execute()
  const shares = new Map<number, BankIncome['shares']>()
  for (const { payment_id, order_number, amount } of allocations) {
    const parts = shares.get(payment_id) ?? []
    parts.push({ order_number, amount })
    shares.set(payment_id, parts)
  }
  return documents.map(({ payment_id, duplicate_key, payer_json, amount, paid_at }) => {
    const { name, inn, number, purpose } = JSON.parse(payer_json) as BankRow['payer']
    return {
      key: `${enterprise} ${duplicate_key}`,
      number,
      date: toLocalTime(new Date(paid_at), zone).slice(0, 10),
      payer: name,
      payer_inn: inn,
      amount,
      purpose,
      shares: shares.get(payment_id) ?? [],
    }
  })
}
