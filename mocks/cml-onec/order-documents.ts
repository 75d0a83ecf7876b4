import type { CmlDocument, CmlRequisite } from '../../server/contracts/commerceml/model.ts'
import type { ClientProfile } from '../../server/contracts/commerceml/client-profiles.ts'
import type { CmlNodeSettings } from '../../server/storage/document-schema.ts'
import type { Correspondence } from './correspondence.ts'
import { guidOf } from './export-source.ts'
import type { FaultPlay } from './faults.ts'
import { statusIdOf } from './loading-rules.ts'
import { documentOf, paymentOf, shipmentOf, type OrderRecord } from './orders.ts'

/** Orders of 1C as they go to the site (commerceml sections 11.1, 11.2). */

/** What the failures of the field change in all orders of one file. */
export interface DocumentFaults {
  /** F14 */
  withoutStatus: boolean
  /** F15 */
  oldVersion: boolean
  /** F24 */
  withoutPayments: boolean
  /** F29 */
  oddDates: boolean
}

export const documentFaults = (faults: FaultPlay): DocumentFaults => ({
  withoutStatus: faults.use('F14'),
  oldVersion: faults.use('F15'),
  withoutPayments: faults.use('F24'),
  oddDates: faults.use('F29'),
})

/** `НомерВерсии`: eight bytes in base64. */
function versionOf(revision: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(revision, 4)
  return bytes.toString('base64')
}

/** Spellings of a date that F29 goes through. */
const oddDates: readonly ((day: string) => string)[] = [
  (day) => `${day}+03:00`,
  (day) => day.split('-').reverse().join('.'),
  (day) => `${day}T10:00:00+03:00`,
  () => '0001-01-01',
  () => '01.01.1970',
]

const requisite = (name: string, value: string | null): CmlRequisite[] =>
  value === null || value === '' ? [] : [{ name, value }]

/** The status of the site that the table of the node, or else the mapping table, has for the status of 1C. */
const siteStatus = ({ node, correspondence }: Circumstances, { status, site_number }: OrderRecord): string =>
  node.statuses.find(({ onec }) => onec === status)?.site ??
  correspondence.statusOfOnec(status, `/Документ[${site_number}]/Статуса заказа ИД`)

interface Circumstances {
  node: CmlNodeSettings
  profile: ClientProfile
  faults: DocumentFaults
  correspondence: Pick<Correspondence, 'statusOfOnec'>
}

/** УНФ: what it adds behind the requisites of УТ. */
function unfRequisites(order: OrderRecord, document: CmlDocument): CmlRequisite[] {
  const own = (name: string) => document.requisites.filter((one) => one.name === name)
  return [
    { name: 'Оплачен', value: String(order.paid === 1) },
    { name: 'Отгружен', value: String(order.shipped === 1) },
    { name: 'Вид заказа', value: 'Заказ покупателя' },
    ...[
      'Метод оплаты',
      'Метод оплаты ИД',
      'Адрес доставки',
      'Метод доставки',
      'Метод доставки ИД',
      'Способ доставки',
    ].flatMap(own),
  ]
}

function statusRequisites(order: OrderRecord, circumstances: Circumstances): CmlRequisite[] {
  const { profile, faults } = circumstances
  if (!profile.documents.status || faults.withoutStatus) return []
  const status = siteStatus(circumstances, order)
  return [
    ...requisite('Статуса заказа ИД', statusIdOf(status) || status),
    ...(profile.documents.unfRequisites ? requisite('Статус заказа', status) : []),
  ]
}

/** Requisites of an order in the order of section 11.1. */
function requisitesOf(
  order: OrderRecord,
  document: CmlDocument,
  circumstances: Circumstances,
): CmlRequisite[] {
  const { profile, faults } = circumstances
  const { dateOnly, unfRequisites: more } = profile.documents
  const written = (date: string) => (dateOnly ? date.slice(0, 10) : date)
  const moved = order.posted === 1 && !faults.withoutPayments
  const payment = moved && order.paid === 1 ? paymentOf(order) : null
  const shipment = moved && order.shipped === 1 ? shipmentOf(order) : null
  return [
    { name: 'Номер по 1С', value: order.number },
    { name: 'Дата по 1С', value: written(order.date) },
    { name: 'ПометкаУдаления', value: 'false' },
    { name: 'Проведен', value: String(order.posted === 1) },
    ...requisite('Номер оплаты по 1С', payment?.number ?? null),
    ...requisite('Дата оплаты по 1С', payment && written(payment.date)),
    ...requisite('Номер отгрузки по 1С', shipment?.number ?? null),
    ...requisite('Дата отгрузки по 1С', shipment && written(shipment.date)),
    ...(order.cancelled === 1 ? [{ name: 'Отменен', value: 'true' }] : []),
    ...(more ? unfRequisites(order, document) : []),
    ...statusRequisites(order, circumstances),
  ]
}

/** A payment or a shipment as a document that names its order. */
function subordinate(
  order: OrderRecord,
  main: CmlDocument,
  what: 'payment' | 'shipment',
  { number, date }: { number: string; date: string },
): CmlDocument {
  const shipment = what === 'shipment'
  return {
    ...main,
    id: guidOf(`${what} of ${order.id}`),
    number,
    date: date.slice(0, 10),
    time: date.slice(11),
    operation: shipment ? 'Отпуск товара' : 'Выплата безналичных денег',
    basis: main.id,
    number1c: number,
    date1c: date.slice(0, 10),
    comment: '',
    dueDate: null,
    taxes: [],
    discounts: [],
    lines: shipment ? main.lines : [],
    requisites: shipment
      ? [
          { name: 'Отгружено', value: 'true' },
          { name: 'Дата отгрузки', value: date },
          { name: 'Отменен', value: 'false' },
        ]
      : [
          { name: 'Дата оплаты', value: date },
          { name: 'Оплачено', value: 'true' },
          { name: 'Отменен', value: 'false' },
        ],
    subordinate: [],
  }
}

/** An order with its payments and shipments, as the profile sends them. @param index its place in the file */
export function siteDocument(order: OrderRecord, index: number, circumstances: Circumstances): CmlDocument {
  const { profile, faults } = circumstances
  const { documents } = profile
  const kept = documentOf(order)
  const odd = oddDates[index % oddDates.length]!
  const day = kept.date.slice(0, 10)
  const bySite = documents.id === 'site'
  const main: CmlDocument = {
    ...kept,
    id: bySite ? kept.id : order.id,
    number: order.site_number,
    date: faults.oddDates ? odd(day) : kept.date,
    operation: 'Заказ товара',
    role: 'Продавец',
    number1c: bySite ? order.number : null,
    date1c: bySite ? order.date.slice(0, 10) : null,
    version: bySite ? versionOf((faults.oldVersion ? order.sent_revision : order.revision) ?? 0) : '',
    comment: bySite
      ? [kept.comment, `[Номер документа на сайте: ${order.site_number}]`]
          .filter((text) => text !== '')
          .join(' ')
      : kept.comment,
    sum: order.sum,
    deleted: false,
    basis: null,
    container: null,
    parties: kept.parties.slice(0, 1).map((party) => ({ ...party, role: 'Покупатель' })),
    warehouses: [],
    requisites: requisitesOf(order, kept, circumstances),
    subordinate: [],
  }
  const payment = order.paid === 1 ? paymentOf(order) : null
  const shipment = order.shipped === 1 ? shipmentOf(order) : null
  if (documents.subordinate === 'requisites' || faults.withoutPayments || order.posted === 0) return main
  return {
    ...main,
    subordinate: [
      ...(payment ? [subordinate(order, main, 'payment', payment)] : []),
      ...(shipment ? [subordinate(order, main, 'shipment', shipment)] : []),
    ],
  }
}
