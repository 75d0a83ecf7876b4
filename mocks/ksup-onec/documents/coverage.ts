import { forOperator } from '../../../server/contracts/ksup/conditions.ts'
import type { OnecContext } from '../context.ts'
import { DOCUMENT_KINDS } from '../model.ts'
import type { CoverageRow, CoveredObject, ListQuery, OperatorRow, Page, VerdictView } from '../model.ts'
import { holdsWord, searchWords } from '../search.ts'
import { titleOf } from './document.ts'
import { factsOf } from './facts.ts'
import { asDocument, inPieces } from './store.ts'
import { tellingOf } from './telling.ts'

/** What would go about every object, and why: the page «условия отправки» and the operator's list. */

export interface CoverageQuery extends ListQuery {
  object?: CoveredObject | undefined
  /** Only those that something blocks and that were never told of. */
  blocked?: boolean | undefined
}

type Covered = Pick<CoverageRow, 'object' | 'ref' | 'title'>
type Judged = Covered & { verdicts: VerdictView[] }

async function documentsIn({ db }: OnecContext, words: readonly string[]): Promise<Covered[]> {
  let query = db.selectFrom('ksup_onec_document').select(['ref', 'kind', 'number'])
  for (const word of words) query = query.where(({ ref }) => holdsWord(ref('search'), word))
  const rows = await query.orderBy('position', 'desc').execute()
  return rows.map(({ ref, kind, number }) => ({ object: kind, ref, title: titleOf({ kind, number }) }))
}

async function itemsIn({ db }: OnecContext, words: readonly string[]): Promise<Covered[]> {
  let query = db.selectFrom('ksup_onec_item').select(['ref', 'article', 'name'])
  for (const word of words) query = query.where(({ ref }) => holdsWord(ref('search'), word))
  const rows = await query.orderBy('position', 'desc').execute()
  return rows.map(({ ref, article, name }) => ({
    object: 'item',
    ref,
    title: [article, name].filter(Boolean).join(' '),
  }))
}

async function counterpartiesIn({ db }: OnecContext, words: readonly string[]): Promise<Covered[]> {
  let query = db.selectFrom('ksup_onec_counterparty').select(['ref', 'code_1c', 'name'])
  for (const word of words) query = query.where(({ ref }) => holdsWord(ref('search'), word))
  const rows = await query.orderBy('position', 'desc').execute()
  return rows.map(({ ref, code_1c, name }) => ({ object: 'counterparty', ref, title: `${code_1c} ${name}` }))
}

const isDocument = (object: CoveredObject): boolean =>
  (DOCUMENT_KINDS as readonly CoveredObject[]).includes(object)

/** Each kind newest first; documents, which change most, before the directories. */
async function coveredIn(
  context: OnecContext,
  { text, object }: Pick<CoverageQuery, 'text' | 'object'>,
): Promise<Covered[]> {
  const words = searchWords(text)
  const documents = object && !isDocument(object) ? [] : await documentsIn(context, words)
  const items = object && object !== 'item' ? [] : await itemsIn(context, words)
  const counterparties = object && object !== 'counterparty' ? [] : await counterpartiesIn(context, words)
  return [...documents, ...items, ...counterparties].filter((found) => !object || found.object === object)
}

async function documentVerdicts(
  { db, print, settings }: OnecContext,
  refs: readonly string[],
): Promise<Map<string, VerdictView[]>> {
  const rows = await inPieces(refs, (piece) =>
    db.selectFrom('ksup_onec_document').selectAll().where('ref', 'in', piece).execute(),
  )
  const documents = rows.map(asDocument)
  const around = { facts: await factsOf(db, documents), print, settings: settings() }
  return new Map(documents.map((document) => [document.ref, tellingOf(document, around).verdicts]))
}

async function judged(context: OnecContext, covered: readonly Covered[]): Promise<Judged[]> {
  const { db, verdictsOf } = context
  const documents = await documentVerdicts(
    context,
    covered.filter(({ object }) => isDocument(object)).map(({ ref }) => ref),
  )
  const rows: Judged[] = []
  for (const found of covered) {
    const { object, ref } = found
    const verdicts =
      object === 'counterparty' || object === 'item'
        ? await verdictsOf[object](db, ref)
        : (documents.get(ref) ?? [])
    rows.push({ ...found, verdicts })
  }
  return rows
}

async function withSent({ outbox }: OnecContext, rows: readonly Judged[]): Promise<CoverageRow[]> {
  const found: CoverageRow[] = []
  for (const row of rows) found.push({ ...row, sent: (await outbox.of(row.ref))[0]?.state ?? null })
  return found
}

const isBlocked = ({ verdicts, sent }: CoverageRow): boolean =>
  sent === null && verdicts.every(({ wouldSend }) => !wouldSend)

export async function coveragePage(context: OnecContext, query: CoverageQuery): Promise<Page<CoverageRow>> {
  const { blocked, offset = 0, limit } = query
  const covered = await coveredIn(context, query)
  const page = <Row>(rows: readonly Row[]): Row[] => rows.slice(offset, offset + limit)
  if (!blocked)
    return { rows: await withSent(context, await judged(context, page(covered))), total: covered.length }
  const rows = (await withSent(context, await judged(context, covered))).filter(isBlocked)
  return { rows: page(rows), total: rows.length }
}

/** Items are on the operator's list for one reason only: they have no article (DD-24). */
async function itemsWithoutArticle({ db }: OnecContext): Promise<Covered[]> {
  const rows = await db
    .selectFrom('ksup_onec_item')
    .select(['ref', 'name'])
    .where(({ fn }) => fn<string>('trim', ['article']), '=', '')
    .orderBy('position', 'desc')
    .execute()
  return rows.map(({ ref, name }) => ({ object: 'item', ref, title: name }))
}

/** What no message tells КСУП (DD-31, DD-36, DD-45, DD-64), newest first. Nothing about a counterparty is a matter for it. */
export async function operatorRows(context: OnecContext): Promise<OperatorRow[]> {
  const covered = [...(await documentsIn(context, [])), ...(await itemsWithoutArticle(context))]
  return (await judged(context, covered))
    .map(({ object, ref, title, verdicts }) => ({ object, ref, title, reasons: forOperator(verdicts) }))
    .filter(({ reasons }) => reasons.length > 0)
}
