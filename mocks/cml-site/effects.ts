import type { CmlDocument, CmlLine } from '../../server/contracts/commerceml/model.ts'
import {
  siteStatusIds,
  siteStatusNames,
  type CmlSiteProfile,
  type SiteStatusId,
} from '../../server/contracts/commerceml/site-profiles.ts'
import { moneyText } from '../../server/contracts/decimal.ts'
import type { Text } from '../../server/contracts/text.ts'
import { lineSum, sumOf } from './new-order.ts'
import type { SiteOrder } from './orders.ts'

/** What a document of 1C does to an order of the site (commerceml sections 11.1–11.3). Pure. */

/** An order of 1C with the payments and shipments that belong to it. */
export interface Incoming {
  order: CmlDocument
  subordinate: CmlDocument[]
  /** Payments and shipments that are not among them are removed (section 10.3). */
  complete: boolean
}

export interface Effect {
  order: SiteOrder
  /** What changed, one sentence each; empty: nothing. */
  changes: Text[]
  /** What could not be followed. */
  notes: Text[]
  /** Lines, their prices or quantities changed: a locked order may not have that. */
  content: boolean
}

const requisite = ({ requisites }: CmlDocument, ...names: string[]): string | null =>
  requisites.find(({ name }) => names.includes(name.trim()))?.value.trim() ?? null

const isTrue = (value: string | null): boolean => /^(?:true|1|да)$/i.test(value ?? '')
const isFalse = (value: string | null): boolean => /^(?:false|0|нет)$/i.test(value ?? '')
const isDate = (value: string | null): boolean =>
  value !== null && value !== '' && !value.startsWith('0001-01-01')

export const isDeleted = (document: CmlDocument): boolean =>
  document.deleted || isTrue(requisite(document, 'ПометкаУдаления', 'Удален'))

const isCancelled = (document: CmlDocument): boolean => isTrue(requisite(document, 'Отменен'))

export const isShipment = ({ operation }: CmlDocument): boolean => operation === 'Отпуск товара'
export const isPayment = ({ operation }: CmlDocument): boolean =>
  /^(?:Выплата|Возврат) .*денег$|^Эквайринговая операция$/.test(operation)

const counts = (document: CmlDocument, done: string): boolean =>
  !isCancelled(document) && !isFalse(requisite(document, done))

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase()

/** The status that a document names: by its id, by `[B] …`, or by its text; `null` when it names none. */
function namedStatus(
  document: CmlDocument,
  { sale }: CmlSiteProfile,
): SiteStatusId | { unknown: string } | null {
  const id = requisite(document, 'Статуса заказа ИД', 'Статус заказа ИД')
  const text = requisite(document, 'Статус заказа')
  const wanted = id || /^\[([^\]]+)\]/.exec(text ?? '')?.[1] || ''
  if (wanted === '' && (text ?? '') === '') return null
  const found =
    siteStatusIds.find((known) => wanted !== '' && same(sale.statuses[known].id, wanted)) ??
    siteStatusIds.find((known) => wanted !== '' && known === wanted) ??
    siteStatusIds.find(
      (known) =>
        same(sale.statuses[known].name, text ?? '') ||
        same(siteStatusNames[known].ru, text ?? '') ||
        same(siteStatusNames[known].en, text ?? ''),
    )
  return found ?? { unknown: id || text || '' }
}

/** УТ sends no status: it follows from posting, payment, shipment and cancelling (section 11.1). */
function derivedStatus(
  document: CmlDocument,
  { paid, shipped, status }: SiteOrder,
  profile: CmlSiteProfile,
): SiteStatusId {
  if (isDeleted(document) || isCancelled(document)) return 'C'
  if (paid && shipped) return 'F'
  if (shipped) return 'S'
  if (paid) return 'P'
  const posted = requisite(document, 'Проведен')
  if (profile.sale.buyer === 'name' && posted !== null) return isTrue(posted) ? 'P' : 'N'
  return status
}

/** Lines that mean the same keep the site's id: 1C returns a delivery, or goods it found by name, under its own GUID. */
function linesOf(document: CmlDocument, before: readonly CmlLine[]): CmlLine[] {
  return document.lines
    .filter(({ quantity }) => quantity !== 0)
    .map((line) => {
      const known =
        before.find(({ id }) => id === line.id) ?? before.find(({ name }) => same(name, line.name))
      const quantity = line.quantity ?? known?.quantity ?? 1000
      const price =
        line.price ?? (line.sum !== null ? Math.round((line.sum * 1000) / quantity) : (known?.price ?? 0))
      const place = { line: 1, column: 1 }
      return {
        ...line,
        place,
        id: known?.id ?? line.id,
        unit: line.unit ?? known?.unit ?? null,
        requisites: line.requisites.length > 0 ? line.requisites : (known?.requisites ?? []),
        price,
        quantity,
        sum: line.sum ?? lineSum(price, quantity),
      }
    })
}

const text = (ru: string, en: string): Text => ({ ru, en })

function lineChanges(before: readonly CmlLine[], after: readonly CmlLine[]): Text[] {
  const changes: Text[] = []
  for (const line of after) {
    const known = before.find(({ id }) => id === line.id)
    if (!known) changes.push(text(`добавлена строка «${line.name}»`, `line «${line.name}» added`))
    else if (known.price !== line.price || known.quantity !== line.quantity || known.sum !== line.sum)
      changes.push(
        text(
          `строка «${line.name}»: ${lineText(known)} → ${lineText(line)}`,
          `line «${line.name}»: ${lineText(known)} → ${lineText(line)}`,
        ),
      )
  }
  for (const line of before)
    if (!after.some(({ id }) => id === line.id))
      changes.push(text(`удалена строка «${line.name}»`, `line «${line.name}» removed`))
  return changes
}

const lineText = ({ price, quantity }: CmlLine): string =>
  `${moneyText(price ?? 0)} × ${(quantity ?? 0) / 1000}`

interface Subordinates {
  documents: CmlDocument[]
  changes: Text[]
}

/** Payments, or shipments: what came replaces what was there, what did not come is removed (section 10.3, F24). */
function replaced(
  before: readonly CmlDocument[],
  came: readonly CmlDocument[],
  complete: boolean,
  [ru, en]: readonly [string, string],
): Subordinates {
  const changes: Text[] = []
  const isSame = (one: CmlDocument, other: CmlDocument): boolean =>
    one.id === other.id || (one.number !== '' && one.number === other.number)
  const kept: CmlDocument[] = []
  for (const document of came) {
    const known = before.find((one) => isSame(one, document))
    const name = document.number || document.id
    if (isDeleted(document)) {
      if (known) changes.push(text(`удалена ${ru} ${name}`, `${en} ${name} removed`))
      continue
    }
    kept.push({ ...document, subordinate: [], container: null, parties: [] })
    if (!known) changes.push(text(`добавлена ${ru} ${name}`, `${en} ${name} added`))
    else if (
      known.sum !== document.sum ||
      JSON.stringify(known.requisites) !== JSON.stringify(document.requisites)
    )
      changes.push(text(`изменена ${ru} ${name}`, `${en} ${name} changed`))
  }
  const missing = before.filter((known) => !came.some((document) => isSame(known, document)))
  if (!complete) return { documents: [...missing, ...kept], changes }
  for (const { number, id } of missing)
    changes.push(
      text(
        `удалена ${ru} ${number || id}: в файле 1С её нет`,
        `${en} ${number || id} removed: the file of 1C lacks it`,
      ),
    )
  return { documents: kept, changes }
}

const PAYMENT = ['оплата', 'payment'] as const
const SHIPMENT = ['отгрузка', 'shipment'] as const

const SITE_NUMBER = '[Номер документа на сайте:'

/** A comment without what the module puts behind it: that is no words of a person (section 11.2). */
function ownComment(comment: string): string {
  const whole = comment.trimEnd()
  const at = whole.lastIndexOf(SITE_NUMBER)
  const ends = at >= 0 && whole.indexOf(']', at) === whole.length - 1
  return ends ? whole.slice(0, at).trimEnd() : comment
}

/** What an order becomes. Whether it may is decided by who calls. */
export function effectOf(before: SiteOrder, incoming: Incoming, profile: CmlSiteProfile, at: string): Effect {
  const { order: document, subordinate, complete } = incoming
  const changes: Text[] = []
  const order: SiteOrder = { ...before, document: { ...before.document } }

  if (document.lines.length > 0) {
    const lines = linesOf(document, before.document.lines)
    changes.push(...lineChanges(before.document.lines, lines))
    order.document.lines = lines
    const sum = document.sum ?? sumOf(lines)
    if (sum !== before.document.sum)
      changes.push(
        text(
          `сумма: ${moneyText(before.document.sum ?? 0)} → ${moneyText(sum)}`,
          `sum: ${moneyText(before.document.sum ?? 0)} → ${moneyText(sum)}`,
        ),
      )
    order.document.sum = sum
  }
  const content = changes.length > 0

  const comment = ownComment(document.comment)
  if (comment !== '' && comment !== before.document.comment) {
    order.document.comment = comment
    changes.push(text('комментарий', 'comment'))
  }

  const payments = replaced(before.payments, subordinate.filter(isPayment), complete, PAYMENT)
  const shipments = replaced(before.shipments, subordinate.filter(isShipment), complete, SHIPMENT)
  order.payments = payments.documents
  order.shipments = shipments.documents
  changes.push(...payments.changes, ...shipments.changes)

  const touches = (documents: readonly CmlDocument[]): boolean => documents.length > 0
  if (isDate(requisite(document, 'Дата оплаты по 1С')) || isTrue(requisite(document, 'Оплачен')))
    order.paid = true
  else if (touches(subordinate.filter(isPayment)))
    order.paid = order.payments.some((one) => counts(one, 'Оплачено'))
  if (isDate(requisite(document, 'Дата отгрузки по 1С')) || isTrue(requisite(document, 'Отгружен')))
    order.shipped = true
  else if (touches(subordinate.filter(isShipment)))
    order.shipped = order.shipments.some((one) => counts(one, 'Отгружено'))
  order.cancelled = before.cancelled || isCancelled(document) || isDeleted(document)
  if (order.paid !== before.paid)
    changes.push(order.paid ? text('оплачен', 'paid') : text('оплата снята', 'payment taken back'))
  if (order.shipped !== before.shipped)
    changes.push(order.shipped ? text('отгружен', 'shipped') : text('отгрузка снята', 'shipment taken back'))
  if (order.cancelled !== before.cancelled) changes.push(text('отменён', 'cancelled'))

  const named = namedStatus(document, profile)
  const notes =
    named !== null && typeof named === 'object'
      ? [
          text(
            `статус «${named.unknown}» на сайте неизвестен`,
            `status «${named.unknown}» is unknown at the site`,
          ),
        ]
      : []
  order.status = typeof named === 'string' ? named : derivedStatus(document, order, profile)
  if (order.status !== before.status) {
    const [was, is] = [siteStatusNames[before.status], siteStatusNames[order.status]]
    changes.push(text(`статус: ${was.ru} → ${is.ru}`, `status: ${was.en} → ${is.en}`))
    order.statusAt = at
  }

  order.id1c = document.id !== '' && document.id !== before.number ? document.id : before.id1c
  order.number1c = (document.number1c ?? requisite(document, 'Номер по 1С'))?.trim() || before.number1c
  order.version1c = document.version || before.version1c
  if (order.number1c !== before.number1c)
    changes.push(text(`номер в 1С: ${order.number1c}`, `number in 1C: ${order.number1c}`))
  return { order, changes, notes, content }
}

/** The same version as before: nothing is looked at (section 11.3). */
export const isRepeated = ({ version1c }: SiteOrder, { version }: CmlDocument): boolean =>
  version !== '' && version === version1c

/** 1C may not change the content of an order that is paid or handed over, and nothing of a final one (section 11.3, F15). */
export const isLocked = (before: SiteOrder, { content }: Effect, { sale }: CmlSiteProfile): boolean =>
  sale.locks && (siteStatusNames[before.status].final || ((before.paid || before.shipped) && content))
