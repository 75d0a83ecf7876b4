import { fromLocalTime } from '../../../server/contracts/time.ts'
import { printedDate } from '../dates.ts'
import { when, type Check, type OrderFacts } from './check.ts'

/** Dates, and the document that 1C may have of the order already. */

const dayMs = 24 * 60 * 60 * 1000

const futureDate: Check = {
  code: 'ORD-110',
  stage: 'format',
  look: ({ envelope: { order }, now, zone }) =>
    when(
      fromLocalTime(order.order_time, zone).getTime() > fromLocalTime(now, zone).getTime() + dayMs,
      () => ({
        field: 'order.order_time',
        value: order.order_time,
        message: `Дата заказа ${printedDate(order.order_time)} позже текущей больше чем на сутки`,
      }),
    ),
}

const shippedStatuses: ReadonlySet<string | null> = new Set(['shipping', 'shipped', 'closed'])
const frozenStatuses: ReadonlySet<string | null> = new Set([...shippedStatuses, 'cancelled'])

/** The site changed an order that 1C has accepted, and it is not a cancel. */
const isNewEdit = ({ document, envelope: { exchange } }: OrderFacts): boolean =>
  document !== null &&
  document.posted &&
  exchange.revision > document.revision &&
  !exchange.cancelled_by_client

const revisionField = (facts: OrderFacts) => ({
  field: 'exchange.revision',
  value: String(facts.envelope.exchange.revision),
})

const openByUser: Check = {
  code: 'ORD-500',
  stage: 'state',
  look: ({ document }) =>
    when(document?.open_by_user, () => ({
      message: `Документ «Заказ клиента» ${document!.number_1c} открыт пользователем в 1С`,
    })),
}

const frozen: Check = {
  code: 'ORD-501',
  stage: 'state',
  look: (facts) =>
    when(isNewEdit(facts) && frozenStatuses.has(facts.documentStatus), () => ({
      ...revisionField(facts),
      message: `Заказ ${facts.document!.number_1c} уже отгружен или закрыт, изменения не приняты`,
    })),
}

const olderRevision: Check = {
  code: 'ORD-502',
  stage: 'state',
  look: (facts) =>
    when(facts.document?.posted && facts.envelope.exchange.revision < facts.document.revision, () => ({
      ...revisionField(facts),
      message: `В 1С уже есть редакция ${facts.document!.revision}`,
    })),
}

const markedForDeletion: Check = {
  code: 'ORD-503',
  stage: 'state',
  look: ({ document }) =>
    when(document?.deletion_mark, () => ({
      message: `Заказ клиента ${document!.number_1c} помечен на удаление в 1С`,
    })),
}

const closedPeriod: Check = {
  code: 'ORD-504',
  stage: 'state',
  look: ({ conditions: { closed_before }, envelope: { order } }) =>
    when(closed_before !== null && order.order_time.slice(0, 10) < closed_before, () => ({
      field: 'order.order_time',
      value: order.order_time,
      message: `Дата заказа ${printedDate(order.order_time)} попадает в закрытый период (до ${printedDate(closed_before!)})`,
    })),
}

const changedOnBothSides: Check = {
  code: 'ORD-505',
  stage: 'state',
  look: (facts) =>
    when(isNewEdit(facts) && facts.document!.edited && !frozenStatuses.has(facts.documentStatus), () => ({
      ...revisionField(facts),
      message: `Заказ ${facts.document!.number_1c} изменён и в 1С, и на сайте; осталась версия 1С`,
    })),
}

const cancelRefused: Check = {
  code: 'ORD-506',
  stage: 'state',
  look: ({ document, documentStatus, envelope: { exchange } }) =>
    when(exchange.cancelled_by_client && document?.posted && shippedStatuses.has(documentStatus), () => ({
      field: 'exchange.cancelled_by_client',
      value: 'true',
      message: `Отмена не принята: заказ ${document!.number_1c} уже отгружается`,
    })),
}

export const formatChecks: readonly Check[] = [futureDate]

export const stateChecks: readonly Check[] = [
  openByUser,
  frozen,
  olderRevision,
  markedForDeletion,
  closedPeriod,
  changedOnBothSides,
  cancelRefused,
]
