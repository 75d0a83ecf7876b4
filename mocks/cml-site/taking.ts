import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { CmlDocument, CmlSummary } from '../../server/contracts/commerceml/model.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import type { CmlSiteProfile } from '../../server/contracts/commerceml/site-profiles.ts'
import type { Text } from '../../server/contracts/text.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { effectOf, isLocked, isPayment, isRepeated, isShipment, type Incoming } from './effects.ts'
import type { FaultsOfRequest } from './faults.ts'
import type { TakenDocument } from './model.ts'
import { buyerNoOf, emptyDocument, sumOf } from './new-order.ts'
import { addHistory, buyerOf, findOrder, saveOrder, toOrder, type SiteOrder } from './orders.ts'
import type { SiteParts } from './parts.ts'
import type { CmlSiteBase } from './tables.ts'

/** Orders that 1C sends up (commerceml section 11). */

/** A file of orders is held as a whole: which payments belong to which order is known at its end. */
const MAX_BYTES = 64 * 1024 * 1024

export interface ReadOrders {
  documents: CmlDocument[]
  summary: CmlSummary
}

/**
 * Reads a file of orders to its end, before anything of it is applied.
 * @throws CmlRefusal; Refusal `CML-ORDERS-TOO-LARGE`; the reason of `signal`
 */
export async function readOrders(path: string, signal: AbortSignal): Promise<ReadOrders> {
  const { size } = await stat(path)
  if (size > MAX_BYTES)
    throw new Refusal('CML-ORDERS-TOO-LARGE', {
      ru: `Файл заказов больше ${MAX_BYTES / 1024 / 1024} МиБ. Отправьте заказы несколькими файлами.`,
      en: `The file of orders is larger than ${MAX_BYTES / 1024 / 1024} MiB. Send the orders in several files.`,
    })
  const documents: CmlDocument[] = []
  const reader = createCmlReader({
    onRecord(record) {
      if (record.kind === 'document') documents.push(record)
    },
  })
  for await (const chunk of createReadStream(path, { signal })) reader.write(chunk as Buffer)
  return { documents, summary: reader.end() }
}

/** Orders with what belongs to them: nested, in one `Контейнер`, or behind them with `Основание` (section 10.3). */
function groups(
  documents: readonly CmlDocument[],
  version: string,
): { orders: Incoming[]; orphans: CmlDocument[] } {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const withDocuments = major * 1000 + minor >= 2010
  const orders: Incoming[] = []
  const orphans: CmlDocument[] = []
  const isPart = (document: CmlDocument): boolean => isPayment(document) || isShipment(document)
  for (const document of documents)
    if (!isPart(document))
      orders.push({
        order: document,
        subordinate: [...document.subordinate],
        complete: withDocuments || document.container !== null || document.subordinate.length > 0,
      })
  const byKey = new Map<string, Incoming>()
  for (const incoming of orders)
    for (const key of keysOf(incoming.order)) if (!byKey.has(key)) byKey.set(key, incoming)
  for (const document of documents) {
    if (!isPart(document)) continue
    const owner =
      byKey.get(`basis ${document.basis ?? ''}`) ??
      (document.container === null ? undefined : byKey.get(`container ${document.container}`))
    if (!owner) orphans.push(document)
    else {
      owner.subordinate.push(document)
      owner.complete = true
    }
  }
  return { orders, orphans }
}

const keysOf = ({ id, number, number1c, container }: CmlDocument): string[] => [
  ...[id, number, number1c ?? ''].filter((key) => key !== '').map((key) => `basis ${key}`),
  ...(container === null ? [] : [`container ${container}`]),
]

/** By number first, by `Ид` second, by the number without a shop's prefix last (sections 11.1, 11.3). */
async function findFor(
  base: CmlSiteBase,
  { number, id }: Pick<CmlDocument, 'number' | 'id'>,
): Promise<SiteOrder | null> {
  const byNumber = number === '' ? null : await findOrder(base, number)
  if (byNumber) return byNumber
  if (id !== '') {
    const row = await base.selectFrom('cml_site_order').selectAll().where('id_1c', '=', id).executeTakeFirst()
    const byId = row ? toOrder(row) : await findOrder(base, id)
    if (byId) return byId
  }
  const bare = /^\D+(\d+)$/.exec(number)?.[1]
  return bare === undefined ? null : findOrder(base, bare)
}

const joined = (texts: readonly Text[], language: keyof Text): string =>
  texts.map((one) => one[language]).join('; ')
const allOf = (texts: readonly Text[]): Text => ({ ru: joined(texts, 'ru'), en: joined(texts, 'en') })

const unknownOrder = (number: string): Text => ({
  ru: `Заказ №${number} на сайте не найден.`,
  en: `Order ${number} was not found at the site.`,
})
const lockedOrder = (number: string): Text => ({
  ru: `Заказ №${number} не может быть изменен (находится в финальном статусе, оплачен или разрешена доставка).`,
  en: `Order ${number} cannot be changed (its status is final, it is paid, or delivery is allowed).`,
})

interface Taking {
  base: CmlSiteBase
  profile: CmlSiteProfile
  create: boolean
  at: Date
  zone: string
  on: FaultsOfRequest
}

async function create(taking: Taking, incoming: Incoming): Promise<TakenDocument> {
  const { base, profile, at, zone } = taking
  const { order: document } = incoming
  const number = document.number || document.id
  const [date = '', time = ''] = toLocalTime(at, zone).split('T')
  const buyerKey = buyerOf(document).trim().toLowerCase()
  const instant = at.toISOString()
  const empty: SiteOrder = {
    number,
    document: {
      ...emptyDocument(number),
      date: document.date || date,
      time: document.time || time,
      currency: document.currency || 'RUB',
      parties: document.parties.slice(0, 1),
      sum: document.sum ?? sumOf(document.lines),
    },
    payments: [],
    shipments: [],
    buyerKey,
    buyerNo: await buyerNoOf(base, buyerKey),
    status: 'N',
    statusAt: instant,
    paid: false,
    shipped: false,
    cancelled: false,
    createdAt: instant,
    changedAt: instant,
    changedBy: '1c',
    changeNo: 0,
    takenNo: 0,
    id1c: null,
    number1c: null,
    version1c: null,
  }
  const { order } = effectOf(empty, incoming, profile, instant)
  await saveOrder(base, order)
  const text = { ru: 'Заказ создан по документу 1С.', en: 'The order was made from a document of 1C.' }
  await addHistory(base, number, at, '1c', text)
  return { number, id: document.id, outcome: 'created', text }
}

async function take(taking: Taking, incoming: Incoming): Promise<TakenDocument> {
  const { base, profile, at, on } = taking
  const { order: document } = incoming
  const named = { number: document.number, id: document.id }
  const before = await findFor(base, document)
  if (!before) {
    if (taking.create && (document.number || document.id) !== '') return create(taking, incoming)
    return { ...named, outcome: 'refused', text: unknownOrder(document.number || document.id) }
  }
  const { number } = before
  if (isRepeated(before, document))
    return {
      ...named,
      number,
      outcome: 'unchanged',
      text: { ru: 'НомерВерсии прежний.', en: 'НомерВерсии is the same.' },
    }
  const effect = effectOf(before, incoming, profile, at.toISOString())
  const { changes, notes } = effect
  if ((changes.length > 0 && isLocked(before, effect, profile)) || on('F15')) {
    await addHistory(base, number, at, '1c', lockedOrder(number))
    return { ...named, number, outcome: 'refused', text: lockedOrder(number) }
  }
  if (changes.length === 0) {
    const text = notes.length > 0 ? allOf(notes) : { ru: 'Изменений нет.', en: 'Nothing has changed.' }
    return { ...named, number, outcome: 'unchanged', text }
  }
  await saveOrder(base, { ...effect.order, changedAt: at.toISOString(), changedBy: '1c' })
  const text = allOf([...changes, ...notes])
  await addHistory(base, number, at, '1c', text)
  return { ...named, number, outcome: 'changed', text }
}

/** A payment or a shipment whose order is not in the file is put to the order; nothing is removed for it. */
async function takeOrphan(taking: Taking, document: CmlDocument): Promise<TakenDocument> {
  const order =
    document.basis === null
      ? null
      : await findFor(taking.base, { number: document.basis, id: document.basis })
  if (!order)
    return {
      number: document.number,
      id: document.id,
      outcome: 'refused',
      text: unknownOrder(document.basis ?? document.number),
    }
  const stub = {
    ...order.document,
    id: order.id1c ?? order.number,
    lines: [],
    comment: '',
    requisites: [],
    version: '',
  }
  const taken = await take(taking, { order: stub, subordinate: [document], complete: false })
  return { ...taken, id: document.id }
}

/** Of everything that came, the last ones are kept for screens. */
const TAKEN_KEPT = 5000

/**
 * Applies a file of orders in one transaction; each document has a result of its own, so that one that is refused holds up no
 * other.
 */
export async function applyOrders(
  { base, clock, settings, zone, changes }: SiteParts,
  { documents, summary }: ReadOrders,
  { file, profile, on }: { file: string; profile: CmlSiteProfile; on: FaultsOfRequest },
): Promise<TakenDocument[]> {
  const { orders, orphans } = groups(documents, summary.version)
  const at = clock()
  const taken = await base.transaction().execute(async (trx) => {
    const taking: Taking = {
      base: trx,
      profile,
      create: settings().createOrders || profile.sale.unknown === 'create',
      at,
      zone,
      on,
    }
    const results: TakenDocument[] = []
    for (const incoming of orders) results.push(await take(taking, incoming))
    for (const orphan of orphans) results.push(await takeOrphan(taking, orphan))
    for (const { number, id, outcome, text } of results)
      await trx
        .insertInto('cml_site_taken')
        .values({ at: at.toISOString(), file, number, document_id: id, outcome, ...text })
        .execute()
    const { last } = await trx
      .selectFrom('cml_site_taken')
      .select(({ fn }) => fn.max('id').as('last'))
      .executeTakeFirstOrThrow()
    await trx
      .deleteFrom('cml_site_taken')
      .where('id', '<=', Number(last ?? 0) - TAKEN_KEPT)
      .execute()
    return results
  })
  changes.publish({ area: 'cml-site' })
  return taken
}
