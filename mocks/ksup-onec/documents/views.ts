import { forOperator } from '../../../server/contracts/ksup/conditions.ts'
import type { OnecContext } from '../context.ts'
import type { DocumentCard, DocumentQuery, DocumentRowView, Page } from '../model.ts'
import { holdsWord, searchWords } from '../search.ts'
import type { OnecDb } from '../tables.ts'
import { actionsFor } from './actions.ts'
import { amountOf, ordersOf, ownDeal } from './document.ts'
import type { AnyDocument } from './document.ts'
import { factsOf } from './facts.ts'
import type { Facts } from './facts.ts'
import { payerOf } from './payment.ts'
import { asDocument, documentOf } from './store.ts'
import { tellingOf } from './telling.ts'

/** Documents as screens show them. */

function dealsOf(document: AnyDocument, facts: Facts): number[] {
  const own = ownDeal(document)
  const others = ordersOf(document).flatMap((ref) => facts.order(ref)?.data.deal_number ?? [])
  return [...new Set([...(own === null ? [] : [own]), ...others])]
}

function partyOf(document: AnyDocument, facts: Facts): string | null {
  if (document.kind === 'payment') return payerOf(document, facts) || null
  const ref =
    document.kind === 'receipt' && document.data.card !== null
      ? (facts.owner(document.data.card) ?? null)
      : document.counterparty
  return facts.counterparty(ref)?.name ?? null
}

async function rowView(
  document: AnyDocument,
  facts: Facts,
  outbox: OnecContext['outbox'],
): Promise<DocumentRowView> {
  const { ref, kind, number, posted, deletion_mark, updated_at, data } = document
  const [last] = await outbox.of(ref)
  return {
    ref,
    kind,
    number,
    date: data.date,
    posted,
    deletion_mark,
    counterparty: partyOf(document, facts),
    deal_numbers: dealsOf(document, facts),
    amount: amountOf(document),
    type: kind === 'order' ? data.type : kind === 'receipt' ? data.operation : null,
    status: kind === 'order' ? data.status : null,
    sent: last?.state ?? null,
    updated_at,
  }
}

type ViewContext = Pick<OnecContext, 'db' | 'outbox' | 'print' | 'settings'>

async function rowViews({ db, outbox }: ViewContext, documents: readonly AnyDocument[]) {
  const facts = await factsOf(db, documents)
  return Promise.all(documents.map((document) => rowView(document, facts, outbox)))
}

/** Orders, payments and shipments that a query means. */
function found(db: OnecDb, { text, kind, deal_number }: DocumentQuery) {
  let query = db
    .selectFrom('ksup_onec_document as document')
    .leftJoin('ksup_onec_counterparty as party', 'party.ref', 'document.counterparty')
  if (kind) query = query.where('document.kind', '=', kind)
  for (const word of searchWords(text))
    query = query.where(({ or, ref }) =>
      or([holdsWord(ref('document.search'), word), holdsWord(ref('party.search').$castTo<string>(), word)]),
    )
  if (deal_number !== undefined)
    query = query.where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('document.deal_number', '=', deal_number),
        exists(
          selectFrom('ksup_onec_document as paid')
            .select('paid.ref')
            .leftJoin('ksup_onec_share as share', 'share.order_ref', 'paid.ref')
            .where('paid.kind', '=', 'order')
            .where('paid.deal_number', '=', deal_number)
            .where((inner) =>
              inner.or([
                inner('paid.ref', '=', inner.ref('document.order_ref')),
                inner('share.payment', '=', inner.ref('document.ref')),
              ]),
            ),
        ),
      ]),
    )
  return query
}

/** Newest first. */
export async function documentsPage(
  context: ViewContext,
  query: DocumentQuery,
): Promise<Page<DocumentRowView>> {
  const { offset = 0, limit } = query
  const rows = await found(context.db, query)
    .selectAll('document')
    .orderBy('document.position', 'desc')
    .offset(offset)
    .limit(limit)
    .execute()
  const { total } = await found(context.db, query)
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: await rowViews(context, rows.map(asDocument)), total: Number(total) }
}

/** The order of a shipment or payment; the shipments and payments of an order. */
async function relatedOf(db: OnecDb, document: AnyDocument): Promise<AnyDocument[]> {
  const orders = ordersOf(document)
  const rows = await db
    .selectFrom('ksup_onec_document')
    .selectAll()
    .where(({ or, eb, selectFrom }) =>
      document.kind === 'order'
        ? or([
            eb('order_ref', '=', document.ref),
            eb(
              'ref',
              'in',
              selectFrom('ksup_onec_share').select('payment').where('order_ref', '=', document.ref),
            ),
          ])
        : eb('ref', 'in', orders),
    )
    .orderBy('position')
    .execute()
  return rows.map(asDocument)
}

/** @throws Refusal `KSUP-ONEC-DOCUMENT-UNKNOWN` */
export async function documentCard(context: ViewContext, ref: string): Promise<DocumentCard> {
  const { db, outbox, print, settings } = context
  const document = await documentOf(db, ref)
  const facts = await factsOf(db, [document])
  const { verdicts } = tellingOf(document, { facts, print, settings: settings() })
  return {
    ...(await rowView(document, facts, outbox)),
    data: document.data,
    verdicts,
    messages: await outbox.of(ref),
    actions: actionsFor(document),
    operator: forOperator(verdicts),
    related: await rowViews(context, await relatedOf(db, document)),
  } as DocumentCard
}
