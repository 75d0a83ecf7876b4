import type { KnownBody } from './known-body.ts'

/**
 * The link key that a message takes its turn by: contact, item or deal (DD-06). A message that belongs to none of them has
 * its own.
 *
 * - A contact is known by «Код 1С» in everything that 1C tells of it (D-11, D-90), a new one by «Код КСУП».
 * - An item is known by the reference of its card, so that a change of the article does not start a new count (DD-23).
 * - Orders, incomes and shipments take turns in their deal (D-44, D-70, D-80).
 */
export function linkKeyOf(operation: string, body: KnownBody): string {
  const { meta } = body
  const own = `message:${meta.source_ref ?? meta.message_id}`
  switch (operation) {
    case 'ksup.contactCreate':
      return `contact-new:${body.code_ksup}`
    case 'ksup.contactLink':
    case 'ksup.contactChange':
      return `contact:${body.code_1c}`
    case 'ksup.nomenclatureCreate':
    case 'ksup.nomenclatureChange':
      return `item:${meta.source_ref ?? body.article_old ?? body.article}`
    case 'ksup.orders':
    case 'ksup.income':
    case 'ksup.shipments':
      return `deal:${body.deal_number}`
    case 'ksup.retail':
      return body.code_1c === undefined ? own : `contact:${body.code_1c}`
    default:
      return own
  }
}
