import type { Selectable } from 'kysely'
import { nextNumber } from '../counter.ts'
import { searchText } from '../search.ts'
import type { DocumentData, DocumentKind } from '../model.ts'
import type { KsupOnecTables, OnecDb, OnecTransaction } from '../tables.ts'
import { amountOf, documentNames, ordersOf, ownDeal } from './document.ts'
import type { AnyDocument, DocumentOf } from './document.ts'
import { documentUnknown } from './refusals.ts'

/** Documents as they are kept, and what 1C remembers to have told of them. */

type StoredRow = Selectable<KsupOnecTables['ksup_onec_document']>

export function asDocument(row: StoredRow): AnyDocument {
  const { ref, kind, number, counterparty, updated_at } = row
  const data = JSON.parse(row.data_json) as DocumentData[DocumentKind]
  return {
    ref,
    kind,
    number,
    posted: row.posted === 1,
    deletion_mark: row.deletion_mark === 1,
    counterparty,
    updated_at,
    // The column is what a merge of counterparties rewrites.
    data: 'counterparty' in data ? { ...data, counterparty } : data,
  } as AnyDocument
}

/** @throws Refusal `KSUP-ONEC-DOCUMENT-UNKNOWN` */
export async function documentOf(db: OnecDb, ref: string): Promise<AnyDocument> {
  const row = await db.selectFrom('ksup_onec_document').selectAll().where('ref', '=', ref).executeTakeFirst()
  if (!row) throw documentUnknown(ref)
  return asDocument(row)
}

/** Documents of one kind by their references; those that are not there, or of another kind, are left out. */
export async function documentsOf<Kind extends DocumentKind>(
  db: OnecDb,
  kind: Kind,
  refs: readonly string[],
): Promise<DocumentOf<Kind>[]> {
  const rows = await inPieces(refs, (piece) =>
    db
      .selectFrom('ksup_onec_document')
      .selectAll()
      .where('ref', 'in', piece)
      .where('kind', '=', kind)
      .execute(),
  )
  return rows.map((row) => asDocument(row) as DocumentOf<Kind>)
}

/** A list of parameters has a limit in SQLite. */
const PIECE = 500

export async function inPieces<Result>(
  refs: readonly string[],
  read: (piece: string[]) => Promise<Result[]>,
): Promise<Result[]> {
  const found: Result[] = []
  for (let from = 0; from < refs.length; from += PIECE)
    found.push(...(await read(refs.slice(from, from + PIECE))))
  return found
}

function wordsOf(document: AnyDocument): (string | number | null)[] {
  const { kind, data, number } = document
  const words = [documentNames[kind], number, ownDeal(document)]
  if (kind === 'payment') return [...words, data.payer, data.comment]
  const rows = data.rows.flatMap(({ article, name }) => [article, name])
  return [...words, kind === 'order' ? data.comment : null, kind === 'receipt' ? data.card : null, ...rows]
}

/** Writes a document, a new one at the end of the list. */
export async function writeDocument(trx: OnecTransaction, document: AnyDocument): Promise<void> {
  const { ref, kind, number, posted, deletion_mark, counterparty, updated_at, data } = document
  const row = {
    ref,
    kind,
    number,
    date: data.date,
    posted: posted ? 1 : 0,
    deletion_mark: deletion_mark ? 1 : 0,
    counterparty,
    order_ref: kind === 'shipment' ? data.order : null,
    deal_number: ownDeal(document),
    amount: amountOf(document),
    search: searchText(...wordsOf(document)),
    data_json: JSON.stringify(data),
    updated_at,
  }
  await trx
    .insertInto('ksup_onec_document')
    .values(row)
    .onConflict((conflict) => conflict.column('ref').doUpdateSet(row))
    .execute()
  if (kind !== 'payment') return
  await trx.deleteFrom('ksup_onec_share').where('payment', '=', ref).execute()
  const shares = ordersOf(document).map((order_ref) => ({ payment: ref, order_ref }))
  if (shares.length > 0) await trx.insertInto('ksup_onec_share').values(shares).execute()
}

/** The next number of a kind; those that are there already, however they came, are passed over. */
export async function newNumber(trx: OnecTransaction, kind: DocumentKind): Promise<string> {
  for (;;) {
    const number = `0000-${String(await nextNumber(trx, kind)).padStart(6, '0')}`
    const taken = await trx
      .selectFrom('ksup_onec_document')
      .select('ref')
      .where('kind', '=', kind)
      .where('number', '=', number)
      .executeTakeFirst()
    if (!taken) return number
  }
}

/** What 1C remembers of a document that it told of, besides what its conditions want. */
export interface Memory {
  /** КСУП has taken something about it. */
  delivered?: boolean
}
