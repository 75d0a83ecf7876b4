import { randomUUID } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { CmlParty } from '../../server/contracts/commerceml/model.ts'
import type { Text } from '../../server/contracts/text.ts'
import type { CmlNodeSettings } from '../../server/storage/document-schema.ts'
import type { CmlOnecCounterparty } from './model.ts'
import type { CmlOnecTables } from './tables.ts'

/** Counterparties of the simulated 1C, and how the one of an order is found (commerceml section 10.2). */

type Row = Selectable<CmlOnecTables['cml_onec_counterparty']>

/** Contact types with or without spaces are the same (section 5). */
function contactOf({ contacts }: CmlParty, ...types: string[]): string {
  const bare = (type: string) => type.replaceAll(' ', '').toLowerCase()
  return contacts.find(({ type }) => types.includes(bare(type)))?.value ?? ''
}

const asRow = (party: CmlParty): Omit<Row, 'id'> => ({
  site_id: party.id ?? '',
  name: party.name,
  company: party.officialName === null ? 0 : 1,
  inn: party.inn ?? '',
  kpp: party.kpp ?? '',
  email: contactOf(party, 'почта', 'электроннаяпочта'),
  phone: contactOf(party, 'телефонрабочий', 'телефонмобильный', 'телефондомашний', 'телефон'),
})

const namesakes = (siteId: string, row: Row): Text => ({
  ru: `Контрагент «${row.name}» уже есть, на сайте у него другой Ид (${row.site_id}, в заказе ${siteId}): двое с одним именем становятся одним.`,
  en: `The counterparty «${row.name}» is there already, with another Ид (${row.site_id}, the order has ${siteId}): two of one name become one.`,
})

const renamed = (name: string, row: Row): Text => ({
  ru: `Ид ${row.site_id} уже был у контрагента «${row.name}»; по наименованию «${name}» он не найден, создан второй.`,
  en: `Ид ${row.site_id} belonged to the counterparty «${row.name}»; it was not found by the name «${name}», a second one is made.`,
})

/** Found by name or by ИНН and КПП, else created. A person without ИНН is looked for by name in any case. */
export async function findCounterparty(
  db: Kysely<CmlOnecTables>,
  party: CmlParty,
  identify: CmlNodeSettings['identify'],
): Promise<{ id: string; notes: Text[] }> {
  const wanted = asRow(party)
  const all = db.selectFrom('cml_onec_counterparty').selectAll()
  const byNumbers = identify === 'inn-kpp' && wanted.inn !== ''
  const known = await (
    byNumbers
      ? all.where('inn', '=', wanted.inn).where('kpp', '=', wanted.kpp)
      : all.where('name', '=', wanted.name)
  ).executeTakeFirst()
  if (known) {
    const other = wanted.site_id !== '' && known.site_id !== '' && wanted.site_id !== known.site_id
    return { id: known.id, notes: other && !byNumbers ? [namesakes(wanted.site_id, known)] : [] }
  }
  const sameId =
    wanted.site_id === '' ? undefined : await all.where('site_id', '=', wanted.site_id).executeTakeFirst()
  const id = randomUUID()
  await db
    .insertInto('cml_onec_counterparty')
    .values({ id, ...wanted })
    .execute()
  return { id, notes: sameId ? [renamed(wanted.name, sameId)] : [] }
}

export async function counterpartyRows(db: Kysely<CmlOnecTables>): Promise<CmlOnecCounterparty[]> {
  const rows = await db
    .selectFrom('cml_onec_counterparty as party')
    .leftJoin('cml_onec_order as order', 'order.counterparty', 'party.id')
    .selectAll('party')
    .select(sql<number>`count("order"."id")`.as('orders'))
    .groupBy('party.id')
    .orderBy('party.name')
    .limit(1000)
    .execute()
  return rows.map(({ id, site_id, name, company, inn, kpp, email, phone, orders }) => ({
    id,
    siteId: site_id,
    name,
    company: company === 1,
    inn,
    kpp,
    email,
    phone,
    orders,
  }))
}
