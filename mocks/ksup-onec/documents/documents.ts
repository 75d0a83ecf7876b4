import { randomUUID } from 'node:crypto'
import { write } from '../context.ts'
import type { OnecContext } from '../context.ts'
import { readKnown } from '../known.ts'
import type { DocumentEdit, VerdictView } from '../model.ts'
import type { KsupOnec } from '../service.ts'
import type { OnecDb } from '../tables.ts'
import { acted } from './actions.ts'
import { takePayments } from './bank.ts'
import { checkDocument } from './checks.ts'
import { coveragePage, operatorRows } from './coverage.ts'
import type { AnyDocument } from './document.ts'
import { draftOf } from './drafts.ts'
import { edited } from './edits.ts'
import { factsOf } from './facts.ts'
import { orderForm } from './order.ts'
import { orderUnknown } from './refusals.ts'
import { documentOf, documentsOf, newNumber, writeDocument } from './store.ts'
import { tellingOf } from './telling.ts'
import { printedOrder } from './print.ts'
import { documentCard, documentsPage } from './views.ts'
import { writeAndTell } from './writing.ts'

export type Documents = Pick<
  KsupOnec,
  | 'documents'
  | 'document'
  | 'saveDocument'
  | 'act'
  | 'preview'
  | 'draftOf'
  | 'printedOrder'
  | 'orderForm'
  | 'coverage'
  | 'operatorList'
  | 'takeBankPayments'
>

/** The documents of the simulated 1C: writing them is what tells КСУП (D-41, D-68, D-77, D-88). */
export function createDocuments(context: OnecContext): Documents {
  const { db, clock, print, settings } = context

  /** A document as an edit leaves it. */
  async function afterEdit(
    base: OnecDb,
    edit: DocumentEdit,
    numberFor: () => Promise<string>,
  ): Promise<{ before: AnyDocument | null; after: AnyDocument }> {
    const before = edit.ref === undefined ? null : await documentOf(base, edit.ref)
    const isTold = before !== null && (await readKnown(base, before.ref)) !== null
    const ref = before?.ref ?? randomUUID()
    const number = before?.number ?? (await numberFor())
    return { before, after: edited(edit, { before, isTold, ref, number, clock, settings }) }
  }

  async function orderOf(ref: string) {
    const [order] = await documentsOf(db, 'order', [ref])
    if (!order) throw orderUnknown(ref)
    return order
  }

  async function preview(edit: DocumentEdit): Promise<VerdictView[]> {
    const { after } = await afterEdit(db, edit, async () => '')
    const facts = await factsOf(db, [after])
    return tellingOf(after, { facts, print, settings: settings() }).verdicts
  }

  async function saveDocument(edit: DocumentEdit) {
    const ref = await write(context, async (trx) => {
      const { before, after } = await afterEdit(trx, edit, () => newNumber(trx, edit.kind))
      await checkDocument(trx, after, await factsOf(trx, [after]))
      await writeAndTell(trx, context, before, after)
      return after.ref
    })
    return documentCard(context, ref)
  }

  return {
    documents: (query) => documentsPage(context, query),
    document: (ref) => documentCard(context, ref),
    saveDocument,
    async act(ref, action) {
      await write(context, async (trx) => {
        const before = await documentOf(trx, ref)
        const after = { ...acted(before, action), updated_at: clock().toISOString() }
        // Deletion does not travel, nor what comes of it (section 8, DD-64).
        if (action === 'mark' || action === 'unmark') return writeDocument(trx, after)
        await checkDocument(trx, after, await factsOf(trx, [after]))
        await writeAndTell(trx, context, before, after)
      })
      return documentCard(context, ref)
    },
    preview,
    draftOf: (order, kind) => draftOf(context, order, kind),
    async printedOrder(ref) {
      const order = await orderOf(ref)
      return printedOrder(order, await factsOf(db, [order]))
    },
    async orderForm(ref) {
      const order = await orderOf(ref)
      return orderForm(order, await factsOf(db, [order]), print)
    },
    coverage: (query) => coveragePage(context, query),
    operatorList: () => operatorRows(context),
    takeBankPayments: (payments) => write(context, (trx) => takePayments(trx, context, payments)),
  }
}
