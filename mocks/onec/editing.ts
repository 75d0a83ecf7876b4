import { grossAmount, isVatRate } from '../../server/contracts/site-orders/arithmetic.ts'
import { CANCELLED_STATUS } from '../../server/contracts/site-orders/states.ts'
import { moneyText, quantityText } from '../../server/contracts/decimal.ts'
import type { Text } from '../../server/contracts/text.ts'
import type { Resolver } from '../../server/mappings/resolve.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { MAX_LINE_AMOUNT } from './allocation.ts'
import {
  addCounterparty,
  elements,
  findCounterparties,
  itemsById,
  unknownElement,
  unknownItem,
  type ElementRow,
} from './catalogue.ts'
import { contentOf, posted, type DocumentLine, type OrderDocument } from './documents.ts'
import type { DictionaryKind, OnecOrderEdit } from './model.ts'
import type { OnecDb } from './tables.ts'
import { invoiceNumber } from './versions.ts'

/** What a person of 1C does with a document between taking and returning it. */

export interface EditContext {
  mappings: Pick<Resolver, 'toOnec'>
  /** Local time of the connection. */
  now: string
}

const refuse = (code: string, text: Text): never => {
  throw new Refusal(code, text)
}

/**
 * The document after an edit; nothing is written but a counterparty that the new requisites call for.
 * @throws Refusal `ONEC-…` naming what cannot be
 */
export async function editDocument(
  db: OnecDb,
  document: OrderDocument,
  edit: OnecOrderEdit,
  { mappings, now }: EditContext,
): Promise<OrderDocument> {
  const { open_by_user = document.open_by_user, deletion_mark = document.deletion_mark, ...content } = edit
  const flagged = { ...document, open_by_user, deletion_mark }
  if (Object.values(content).every((value) => value === undefined)) return flagged
  posted(document)
  const dictionaries = await elements(db)
  const edited: OrderDocument = { ...flagged }
  if (content.lines) edited.lines = await checkedLines(db, content.lines, dictionaries)
  if (content.status !== undefined) edited.status_ref = statusOf(dictionaries, content.status).ref
  if (content.order_number_payment !== undefined) edited.order_number_payment = content.order_number_payment
  if (content.delivery) Object.assign(edited, deliveryOf(document, content.delivery, dictionaries, mappings))
  if (content.requisites !== undefined) {
    edited.requisites = content.requisites
    const [known] = await findCounterparties(db, content.requisites ?? null, document.client)
    const counterparty = known ?? (await addCounterparty(db, content.requisites ?? null, document.client))
    edited.counterparty_ref = counterparty.ref_1c
  }

  const status = dictionaries.find(({ kind, ref }) => kind === 'order_status' && ref === edited.status_ref)
  if (edited.lines.length === 0 && status?.name !== CANCELLED_STATUS)
    refuse('ONEC-NO-LINES', {
      ru: `Без строк может быть только заказ в состоянии «${CANCELLED_STATUS}». Добавьте строку или отмените заказ.`,
      en: `Only an order with the status «${CANCELLED_STATUS}» may have no lines. Add a line or cancel the order.`,
    })
  if (status?.code === 'awaiting_payment')
    edited.order_number_payment ??= invoiceNumber(edited.number_1c, now)
  if (contentOf(edited) === contentOf(document)) return flagged
  return { ...edited, changed: true, edited: true, changed_at: now }
}

function statusOf(dictionaries: readonly ElementRow[], status: string): ElementRow {
  const found = dictionaries.find(
    ({ kind, name, ref }) => kind === 'order_status' && (name === status || ref === status),
  )
  if (!found) throw unknownElement('order_status', status)
  return found
}

async function checkedLines(
  db: OnecDb,
  lines: NonNullable<OnecOrderEdit['lines']>,
  dictionaries: readonly ElementRow[],
): Promise<DocumentLine[]> {
  const items = await itemsById(
    db,
    lines.map(({ offer_id }) => offer_id),
  )
  const seen = new Set<string>()
  lines.forEach((line, i) => {
    const place = { ru: `Строка ${i + 1}`, en: `Line ${i + 1}` }
    const item = items.get(line.offer_id)
    if (!item) throw unknownItem(line.offer_id)
    if (!dictionaries.some(({ kind, ref }) => kind === 'storage' && ref === line.storage_ref))
      throw unknownElement('storage', line.storage_ref)
    if (!isVatRate(line.nds_s))
      refuse('ONEC-LINE-VAT', {
        ru: `${place.ru}: «${line.nds_s}» не ставка НДС. Выберите ставку из списка.`,
        en: `${place.en}: "${line.nds_s}" is not a VAT rate. Choose one from the list.`,
      })
    if (grossAmount(line.price, line.quantity) > MAX_LINE_AMOUNT)
      refuse('ONEC-LINE-AMOUNT', {
        ru: `${place.ru}: сумма больше ${moneyText(MAX_LINE_AMOUNT)} ₽. Проверьте цену и количество.`,
        en: `${place.en}: the amount is over ${moneyText(MAX_LINE_AMOUNT)} ₽. Check price and quantity.`,
      })
    if (line.discount > grossAmount(line.price, line.quantity))
      refuse('ONEC-LINE-DISCOUNT', {
        ru: `${place.ru}: скидка больше суммы. Уменьшите скидку.`,
        en: `${place.en}: the discount is more than the amount. Make it smaller.`,
      })
    const key = `${line.offer_id} ${line.storage_ref} ${line.price}`
    if (seen.has(key))
      refuse('ONEC-LINE-REPEATED', {
        ru: `${place.ru}: «${item.name}» с тем же складом и ценой уже есть. Объедините строки (${quantityText(line.quantity)} ${item.unit}).`,
        en: `${place.en}: "${item.name}" with the same warehouse and price is there already. Merge the lines.`,
      })
    seen.add(key)
  })
  return lines.map((line) => ({ ...line }))
}

/** The delivery block and its references. Values are the site's identifiers, as they travel. */
function deliveryOf(
  document: OrderDocument,
  change: NonNullable<OnecOrderEdit['delivery']>,
  dictionaries: readonly ElementRow[],
  mappings: Pick<Resolver, 'toOnec'>,
): Pick<OrderDocument, 'delivery' | 'refs'> {
  const delivery = { ...document.delivery, ...change }
  const refs = { ...document.refs }
  const elementOf = (kind: DictionaryKind, value: string): ElementRow => {
    const { ref, code } = mappings.toOnec(kind, value)
    const own = dictionaries.filter((element) => element.kind === kind)
    const found =
      own.find((element) => element.ref === ref) ?? own.find((element) => element.code === (code ?? value))
    if (!found) throw unknownElement(kind, value)
    return found
  }
  if (delivery.delivery_method !== document.delivery.delivery_method)
    refs.delivery_method = elementOf('delivery_method', delivery.delivery_method).ref
  const carrier = delivery.delivery_transport_company
  if (carrier !== document.delivery.delivery_transport_company)
    refs.transport_company = carrier ? elementOf('transport_company', carrier).ref : null
  if (
    delivery.delivery_city !== document.delivery.delivery_city ||
    delivery.delivery_city_id !== document.delivery.delivery_city_id
  )
    // A city may stay plain text (section 10).
    refs.city = mappings.toOnec('city', delivery.delivery_city_id ?? '', delivery.delivery_city).ref
  return { delivery, refs }
}
