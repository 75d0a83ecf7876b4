import { sql, type Selectable } from 'kysely'
import { storedDeal } from './deals.ts'
import { eventsOf } from './events.ts'
import type { DealCard, DealFile, DealQuery, DealRow, DocumentRow, Page } from './model.ts'
import { fileUnknown } from './refusals.ts'
import { holdsWord, searchWords } from './search.ts'
import type { KsupDb, KsupTables } from './tables.ts'

/** Deals as the screens show them. */

const deals = (db: KsupDb) =>
  db.selectFrom('ksup_deal').leftJoin('ksup_contact', 'ksup_contact.code_ksup', 'ksup_deal.contact')

const COLUMNS = [
  'ksup_deal.number',
  'ksup_deal.title',
  'ksup_deal.type',
  'ksup_deal.state',
  'ksup_deal.responsible',
  'ksup_deal.order_number_1c',
  'ksup_deal.amount',
  'ksup_deal.shipped',
  'ksup_deal.received',
  'ksup_deal.opened_at',
  'ksup_deal.closed_at',
  'ksup_deal.updated_at',
  'ksup_deal.deleted',
  'ksup_contact.code_ksup',
  'ksup_contact.name',
  'ksup_contact.code_1c',
] as const

type Found = Omit<DealRow, 'contact' | 'deleted'> & {
  deleted: number
  code_ksup: string | null
  name: string | null
  code_1c: string | null
}

const shown = ({ code_ksup, name, code_1c, deleted, ...deal }: Found): DealRow => ({
  ...deal,
  contact: code_ksup === null ? null : { code_ksup, name: name!, code_1c },
  deleted: deleted === 1,
})

/** Those that changed last come first, the deleted ones last. Found by number, title, order number and contact. */
export async function dealRows(db: KsupDb, query: DealQuery): Promise<Page<DealRow>> {
  let found = deals(db)
  if (query.state !== undefined) found = found.where('ksup_deal.state', '=', query.state)
  if (query.type !== undefined) found = found.where('ksup_deal.type', '=', query.type)
  if (query.contact !== undefined) found = found.where('ksup_deal.contact', '=', query.contact)
  for (const word of searchWords(query.text))
    found = found.where(({ or, ref }) =>
      or([holdsWord(ref('ksup_deal.search'), word), holdsWord(ref('ksup_contact.search'), word)]),
    )
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await found
    .select(COLUMNS)
    .orderBy('ksup_deal.deleted')
    .orderBy('ksup_deal.updated_at', 'desc')
    .orderBy('ksup_deal.number', 'desc')
    .limit(query.limit)
    .offset(query.offset ?? 0)
    .execute()
  return { rows: rows.map(shown), total }
}

type StoredFile = Selectable<KsupTables['ksup_file']>

const shownFile = ({ deal: _deal, current, ...file }: StoredFile): DealFile => ({
  ...file,
  current: current === 1,
})

/** The order, its files, shipments and incomes side by side with the contact of the deal (DD-62). @throws Refusal `KSUP-DEAL-UNKNOWN` */
export async function dealCard(db: KsupDb, number: number): Promise<DealCard> {
  const { rows_json } = await storedDeal(db, number)
  const row = await deals(db).select(COLUMNS).where('ksup_deal.number', '=', number).executeTakeFirstOrThrow()
  const files = await db
    .selectFrom('ksup_file')
    .selectAll()
    .where('deal', '=', number)
    .orderBy('id', 'desc')
    .execute()
  const shipments = await db
    .selectFrom('ksup_shipment')
    .selectAll()
    .where('deal', '=', number)
    .orderBy('date')
    .orderBy('id')
    .execute()
  const incomes = await db
    .selectFrom('ksup_income')
    .select(['id', 'source_ref', 'date', 'amount', 'received_at'])
    .where('deal', '=', number)
    .orderBy('date')
    .orderBy('id')
    .execute()
  return {
    ...shown(row),
    rows: JSON.parse(rows_json) as DocumentRow[],
    files: files.map(shownFile),
    shipments: shipments.map(({ deal: _deal, rows_json: shippedRows, ...shipment }) => ({
      ...shipment,
      rows: JSON.parse(shippedRows) as DocumentRow[],
    })),
    incomes,
    events: await eventsOf(db, { deal: number }),
  }
}

/** @throws Refusal `KSUP-FILE-UNKNOWN` */
export async function dealFile(
  db: KsupDb,
  number: number,
  id: number,
): Promise<DealFile & { bytes: Uint8Array }> {
  const found = await db
    .selectFrom('ksup_file')
    .innerJoin('ksup_file_bytes', 'ksup_file_bytes.file', 'ksup_file.id')
    .selectAll('ksup_file')
    .select('ksup_file_bytes.bytes')
    .where('ksup_file.id', '=', id)
    .where('ksup_file.deal', '=', number)
    .executeTakeFirst()
  if (!found) throw fileUnknown(number, id)
  const { bytes, ...file } = found
  return { ...shownFile(file), bytes }
}

/** How many deals there are in each state, the deleted ones aside. */
export async function countDeals(db: KsupDb): Promise<Record<DealRow['state'], number>> {
  const rows = await db
    .selectFrom('ksup_deal')
    .select(['state', sql<number>`count(*)`.as('n')])
    .where('deleted', '=', 0)
    .groupBy('state')
    .execute()
  return {
    active: 0,
    cancelled: 0,
    finished: 0,
    ...Object.fromEntries(rows.map(({ state, n }) => [state, n])),
  }
}
