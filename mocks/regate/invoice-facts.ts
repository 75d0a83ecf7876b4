import type { BankAccount } from '../../server/contracts/regate/catalogue.ts'
import type { Delivery } from '../../server/contracts/regate/orders.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { RegateOrder } from '../../server/invoice/sources/regate.ts'
import { orderAbsent } from './desk.ts'
import { findOrder, type StoredOrder } from './orders.ts'
import type { RegateDb } from './tables.ts'

/**
 * An order of the base with everything that its invoice prints: seller and bank, buyer, lines with names and rates.
 *
 * @throws Refusal `REGATE-ORDER-UNKNOWN`
 */
export async function invoiceFacts(
  db: RegateDb,
  enterprise: string,
  order_id: string,
  zone: string,
): Promise<RegateOrder> {
  const order = await findOrder(db, enterprise, { order_id })
  if (!order) throw orderAbsent(order_id)
  return {
    number: order.order_number,
    created_at: toLocalTime(new Date(order.created_at), zone),
    updated_at: toLocalTime(new Date(order.updated_at), zone),
    amount: order.amount,
    ...(await sellerOf(db, order)),
    buyer: await buyerOf(db, order),
    delivery: JSON.parse(order.delivery_json) as Delivery,
    lines: await linesOf(db, order),
  }
}

async function sellerOf(
  db: RegateDb,
  { enterprise, organization_id }: StoredOrder,
): Promise<Pick<RegateOrder, 'seller' | 'bank'>> {
  const { name, full_name, inn, kpp, address, phone, accounts_json } = await db
    .selectFrom('regate_organization')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('organization_id', '=', organization_id)
    .executeTakeFirstOrThrow()
  const [account] = JSON.parse(accounts_json) as BankAccount[]
  return {
    seller: {
      name: full_name || name,
      inn: inn || null,
      kpp: kpp || null,
      address: address || null,
      phone: phone || null,
    },
    bank: {
      bank: account?.bank ?? null,
      bik: account?.bik ?? null,
      correspondent_account: account?.corr_account ?? null,
      payment_account: account?.account ?? null,
    },
  }
}

async function buyerOf(db: RegateDb, { enterprise, client_id }: StoredOrder): Promise<RegateOrder['buyer']> {
  const { name, full_name, inn, kpp, address, phone } = await db
    .selectFrom('regate_client')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('client_id', '=', client_id)
    .executeTakeFirstOrThrow()
  return { name: full_name || name, inn, kpp, address, phone }
}

async function linesOf(db: RegateDb, { enterprise, order_id }: StoredOrder): Promise<RegateOrder['lines']> {
  const rows = await db
    .selectFrom('regate_order_line')
    .innerJoin('regate_item', (join) =>
      join
        .onRef('regate_item.enterprise', '=', 'regate_order_line.enterprise')
        .onRef('regate_item.item_id', '=', 'regate_order_line.item_id'),
    )
    .select([
      'regate_order_line.item_id',
      'regate_item.name',
      'regate_item.unit',
      'regate_item.nds_s',
      'regate_order_line.quantity',
      'regate_order_line.price',
      'regate_order_line.amount',
    ])
    .where('regate_order_line.enterprise', '=', enterprise)
    .where('regate_order_line.order_id', '=', order_id)
    .orderBy('regate_order_line.position')
    .execute()
  return rows.map(({ nds_s, ...line }) => ({ ...line, vat_rate: nds_s }))
}
