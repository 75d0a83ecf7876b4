import type { Contragents, RowResult } from '../../server/contracts/site-orders/schema.ts'
import type { Answer, Call } from '../../server/http/contract-routes.ts'
import type { ShopBase } from './orders.ts'
import type { Shop } from './parts.ts'
import { refusedRow, rowResults, rowsRead } from './row-results.ts'

type Contragent = Contragents['contragents'][number]

/**
 * `POST /contragents` (section 6.6): the shop stores 1C's reference with the buyer it finds, and keeps one that it does not
 * know as a buyer without an account. The shop's own data of a buyer with an account stay as they are.
 */
export function contragentsHandler(shop: Shop) {
  return async function acceptContragents(call: Call): Promise<Answer> {
    const { contragents } = call.request as Contragents
    const rows = await shop.base.transaction().execute(async (base) => {
      const said: RowResult[] = []
      for (const { index, item: contragent } of rowsRead(contragents, call.rejected)) {
        const found = await buyersOf(base, contragent)
        if (found.length > 1)
          said.push(
            refusedRow(
              index,
              `Подходят несколько покупателей сайта: ${found.join(', ')}. Укажите site_client_id.`,
              'SITE-CONTRAGENT-AMBIGUOUS',
            ),
          )
        else if (found[0] !== undefined) await bind(base, found[0], contragent)
        else await addBuyer(base, contragent)
      }
      return said
    })
    shop.changes.publish({ area: 'site' })
    return { status: 200, body: rowResults(contragents, call.rejected, rows) }
  }
}

/**
 * Buyers that the counterparty can be: by `site_client_id`, else by the reference that is stored already (a repeated message), else
 * by INN and KPP, else by e-mail. Never by name.
 */
async function buyersOf(base: ShopBase, contragent: Contragent): Promise<string[]> {
  const { site_client_id, ref_1c, requisites, client } = contragent
  const rows = await base
    .selectFrom('site_customer')
    .select(['customer_id', 'ref_1c', 'inn', 'kpp', 'email'])
    .execute()
  const email = client?.email?.toLowerCase()
  const ways: ((row: (typeof rows)[number]) => boolean)[] = [
    (row) => row.customer_id === site_client_id,
    (row) => row.ref_1c === ref_1c,
    (row) => requisites != null && row.inn === requisites.inn && row.kpp === (requisites.kpp ?? ''),
    (row) => email !== undefined && row.email.toLowerCase() === email,
  ]
  for (const matches of ways) {
    const found = rows.filter(matches)
    if (found.length > 0) return found.map(({ customer_id }) => customer_id)
  }
  return []
}

async function bind(base: ShopBase, customer_id: string, contragent: Contragent): Promise<void> {
  const { ref_1c, code_1c } = contragent
  await base
    .updateTable('site_customer')
    .set({ ref_1c, code_1c })
    .where('customer_id', '=', customer_id)
    .execute()
}

async function addBuyer(base: ShopBase, { ref_1c, code_1c, requisites, client }: Contragent): Promise<void> {
  await base
    .insertInto('site_customer')
    .values({
      customer_id: `onec-${ref_1c}`,
      name: client?.name ?? requisites?.organization ?? code_1c,
      email: client?.email ?? '',
      telefon: client?.telefon ?? '',
      inn: requisites?.inn ?? '',
      kpp: requisites?.kpp ?? '',
      registered: 0,
      requisites_json: JSON.stringify(requisites ?? null),
      client_json: JSON.stringify(client ?? null),
      delivery_json: null,
      ref_1c,
      code_1c,
    })
    .execute()
}
