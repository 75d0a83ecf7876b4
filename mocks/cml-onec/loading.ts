import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type { ClientProfile } from '../../server/contracts/commerceml/client-profiles.ts'
import type { CmlDocument, CmlLine } from '../../server/contracts/commerceml/model.ts'
import type { Text } from '../../server/contracts/text.ts'
import type { CmlNodeSettings } from '../../server/storage/document-schema.ts'
import { StatusRefused, type Correspondence } from './correspondence.ts'
import { findCounterparty } from './counterparties.ts'
import { createGoodsFinder, type GoodsFinder } from './goods.ts'
import {
  CLOSED_STATUS,
  dayOf,
  faultOf,
  linesOf,
  lookupOf,
  ORDER_OPERATION,
  outerDiscount,
  spread,
  statusOf,
  subordinateOf,
  sumNote,
  warehouseNote,
  type ReadSubordinate,
} from './loading-rules.ts'
import type { LogLine } from './model.ts'
import { nextNumber, searchOf, type OrderRecord } from './orders.ts'
import type { CmlOnecTables } from './tables.ts'

/** How 1C loads the orders of a site: the whole batch in one transaction (commerceml sections 3.2, 10.2). */

export interface LoadResult {
  loaded: number
  skipped: number
  updated: number
  created: number
  /** Orders that were loaded in this run: they are not sent back in it. */
  orders: Set<string>
  log: { level: LogLine['level']; text: string }[]
}

/** A document that 1C throws at: nothing of the batch is stored. */
export class BatchAborted extends Error {
  override readonly name = 'BatchAborted'
}

export interface LoadOptions {
  db: Kysely<CmlOnecTables>
  catalogue: Catalogue
  node: CmlNodeSettings
  profile: ClientProfile
  /** Local time of 1C. */
  now: string
  correspondence: Correspondence
}

interface Batch {
  orders: CmlDocument[]
  subordinate: ReadSubordinate[]
}

/** Orders, and what belongs to them where the client looks at that. @throws BatchAborted */
function batchOf(documents: readonly CmlDocument[], profile: ClientProfile): Batch {
  const seen = profile.needsContainer ? documents.filter(({ container }) => container !== null) : documents
  const beside = profile.readsSubordinate
    ? seen.filter(({ operation, basis }) => operation !== ORDER_OPERATION && basis !== null)
    : []
  const orders = seen.filter((document) => !beside.includes(document))
  for (const document of orders) {
    const fault = faultOf(document)
    if (fault !== null) throw new BatchAborted(fault)
  }
  const nested = profile.readsSubordinate
    ? orders.flatMap((order) => order.subordinate.map((document) => subordinateOf(document, order.id)))
    : []
  return {
    orders,
    subordinate: [...beside.map((document) => subordinateOf(document, document.basis!)), ...nested].filter(
      (one) => one !== null,
    ),
  }
}

interface Prepared {
  document: CmlDocument
  /** As 1C keeps it: goods of its own, discounts in the lines. */
  kept: CmlDocument
  sum: number
  notes: Text[]
}

async function prepare(document: CmlDocument, goods: GoodsFinder): Promise<Prepared> {
  const read = linesOf(document)
  const discounts = spread(
    outerDiscount(document),
    read.map(({ sum }) => sum),
  )
  const notes: Text[] = []
  const lines: CmlLine[] = []
  for (const [index, { line, price, quantity, sum }] of read.entries()) {
    const found = await goods.find(line)
    notes.push(...found.notes)
    const discount = discounts[index]!
    lines.push({
      ...line,
      id: found.id,
      article: found.article,
      name: found.name,
      price,
      quantity,
      sum: sum - discount,
      discounts:
        discount === 0
          ? line.discounts
          : [...line.discounts, { name: 'Скидка на заказ', sum: discount, percent: '', included: true }],
    })
  }
  const sum = lines.reduce((total, line) => total + line.sum!, 0)
  for (const note of [sumNote(document, sum), warehouseNote(document)]) if (note) notes.push(note)
  return { document, kept: { ...document, lines, sum, discounts: [], subordinate: [] }, sum, notes }
}

const skipped = (order: OrderRecord, why: string): { level: 'warning'; text: string } => ({
  level: 'warning',
  text: `Заказ №${order.site_number} пропущен. ${why}`,
})

/** @throws BatchAborted when the mapping table refuses the status */
function statusIn(document: CmlDocument, node: CmlNodeSettings, correspondence: Correspondence) {
  try {
    return statusOf(document, node, correspondence)
  } catch (error) {
    if (!(error instanceof StatusRefused)) throw error
    throw new BatchAborted(
      `Документ №${document.number}: статус «${error.message}» не сопоставлен, таблица «Статусы заказов CommerceML» его не пропускает`,
    )
  }
}

/** Stores one order. @returns its id, `null` when it was skipped whole */
async function storeOrder(
  db: Kysely<CmlOnecTables>,
  { document, kept, sum, notes }: Prepared,
  { node, profile, now, correspondence }: LoadOptions,
  result: LoadResult,
): Promise<string | null> {
  const lookup = lookupOf(document.number)
  const known = await db
    .selectFrom('cml_onec_order')
    .selectAll()
    .where('lookup', '=', lookup)
    .executeTakeFirst()
  if (known?.status === CLOSED_STATUS) {
    result.log.push(skipped(known, `Статус заказа – "${known.status}"`))
    result.skipped += 1
    return null
  }
  const status = statusIn(document, node, correspondence)
  const day = dayOf(document.date)
  const allNotes = [...notes, ...status.notes]
  if (day === null)
    allNotes.push({
      ru: `Дата заказа «${document.date}» не читается, взята текущая.`,
      en: `The date of the order «${document.date}» cannot be read, the current one is taken.`,
    })
  if (known && known.site_number !== document.number)
    allNotes.push({
      ru: `Номер ${document.number} совпал с ${known.site_number} по первым 11 знакам: 1С считает это одним заказом.`,
      en: `The number ${document.number} is that of ${known.site_number} in its first 11 characters: to 1C it is one order.`,
    })
  const partial =
    known && profile.partialUpdate && (known.payment_json !== null || known.shipment_json !== null)
  const state = {
    status: status.status,
    cancelled: status.cancelled ? 1 : 0,
    changed: 0,
    notes_json: JSON.stringify(allNotes),
  }
  if (known && partial) {
    result.log.push(
      skipped(known, 'Существуют документы, введенные на основании заказа, обновлены свойства и статус.'),
    )
    await db
      .updateTable('cml_onec_order')
      .set({ ...state, revision: known.revision + 1 })
      .where('id', '=', known.id)
      .execute()
    result.skipped += 1
    return known.id
  }
  const party = await findCounterparty(db, document.parties[0]!, node.identify)
  const number = known?.number ?? (await nextNumber(db))
  const values = {
    ...state,
    notes_json: JSON.stringify([...allNotes, ...party.notes]),
    lookup,
    site_number: document.number,
    number,
    date: known?.date ?? `${day ?? now.slice(0, 10)}${now.slice(10)}`,
    node: node.id,
    counterparty: party.id,
    sum,
    currency: document.currency,
    document_json: JSON.stringify(kept),
    search: searchOf(document.number, number, kept),
    revision: (known?.revision ?? 0) + 1,
  }
  if (known) {
    await db.updateTable('cml_onec_order').set(values).where('id', '=', known.id).execute()
    result.updated += 1
    return known.id
  }
  const id = randomUUID()
  await db
    .insertInto('cml_onec_order')
    .values({
      ...values,
      id,
      posted: 1,
      paid: 0,
      shipped: 0,
      sent_revision: null,
      organization: node.organization,
      agreement: node.agreement,
      manager: node.manager,
      payment_json: null,
      shipment_json: null,
    })
    .execute()
  result.created += 1
  return id
}

/** Payments and shipments of the site become documents on the grounds of their orders. */
async function storeSubordinate(
  db: Kysely<CmlOnecTables>,
  { what, number, date }: ReadSubordinate,
  order: string,
): Promise<void> {
  const json = JSON.stringify({ number, date: `${date}T00:00:00` })
  await db
    .updateTable('cml_onec_order')
    .set(what === 'payment' ? { paid: 1, payment_json: json } : { shipped: 1, shipment_json: json })
    .where('id', '=', order)
    .execute()
}

/**
 * Loads a batch. @throws BatchAborted when one document spoils it: then nothing was stored
 */
export async function loadOrders(
  documents: readonly CmlDocument[],
  options: LoadOptions,
): Promise<LoadResult> {
  const { db, catalogue, node, profile } = options
  const { orders, subordinate } = batchOf(documents, profile)
  // The catalogue is a base of its own: its goods are looked up before the transaction, which would hold up everybody.
  const goods = createGoodsFinder(catalogue, node.newItemsGroup)
  const prepared: Prepared[] = []
  for (const document of orders) prepared.push(await prepare(document, goods))
  const made = goods.made()
  if (made.length > 0) await catalogue.put(made)
  const result: LoadResult = {
    loaded: orders.length,
    skipped: 0,
    updated: 0,
    created: 0,
    orders: new Set(),
    log: [],
  }
  await db.transaction().execute(async (trx) => {
    const bySiteId = new Map<string, string>()
    for (const one of prepared) {
      const id = await storeOrder(trx, one, options, result)
      if (id === null) continue
      result.orders.add(id)
      bySiteId.set(one.document.id, id)
    }
    for (const one of subordinate) {
      const order = bySiteId.get(one.basis)
      if (order) await storeSubordinate(trx, one, order)
    }
  })
  return result
}
