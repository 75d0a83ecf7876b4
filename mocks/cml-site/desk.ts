import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { SiteStatusId } from '../../server/contracts/commerceml/site-profiles.ts'
import { siteStatusIds, siteStatusNames } from '../../server/contracts/commerceml/site-profiles.ts'
import type { Text } from '../../server/contracts/text.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { lineSum, paymentRequisites, placeOrder, sumOf, type NewLine, type NewOrder } from './new-order.ts'
import { addHistory, orderOf, saveOrder, type SiteOrder } from './orders.ts'
import type { SiteParts } from './parts.ts'

/** What people do with orders at the site: they place them, change them, pay and cancel them. */

export interface OrderDraft extends Omit<NewOrder, 'lines'> {
  lines: readonly { offer: string; quantity: number }[]
}

export interface OrderEdit {
  number: string
  status?: string | undefined
  lines?: readonly { id: string; price: number; quantity: number }[] | undefined
  comment?: string | undefined
  paid?: boolean | undefined
  cancelled?: boolean | undefined
}

const refusal = (code: string, ru: string, en: string): Refusal => new Refusal(code, { ru, en })

/** The offer with its goods and its first price. @throws Refusal `CML-OFFER-UNKNOWN`, `CML-OFFER-NO-PRICE` */
async function lineOf(catalogue: Catalogue, id: string, quantity: number): Promise<NewLine> {
  const offer = await catalogue.offerRecord(id)
  if (!offer)
    throw refusal(
      'CML-OFFER-UNKNOWN',
      `Предложения ${id} в каталоге сайта нет. Выберите товар из каталога.`,
      `There is no offer ${id} in the site's catalogue. Choose an item of the catalogue.`,
    )
  const item = await catalogue.itemRecord(offer.itemId)
  const name = offer.name || item?.name || id
  const price = offer.prices?.find((one) => one.price !== null)?.price
  if (price == null)
    throw refusal(
      'CML-OFFER-NO-PRICE',
      `У предложения «${name}» нет цены, заказать его нельзя. Загрузите цены из 1С.`,
      `The offer «${name}» has no price and cannot be ordered. Import prices from 1C.`,
    )
  const unit = offer.unit ?? item?.unit
  return {
    id,
    article: offer.article || item?.article || '',
    name,
    ...(unit ? { unit } : {}),
    price,
    quantity,
  }
}

/** @throws Refusal `CML-OFFER-UNKNOWN`, `CML-OFFER-NO-PRICE` */
export async function placeDraft(
  { base, catalogue, clock, zone }: SiteParts,
  draft: OrderDraft,
): Promise<string> {
  const lines: NewLine[] = []
  for (const { offer, quantity } of draft.lines) lines.push(await lineOf(catalogue, offer, quantity))
  const placed = await base
    .transaction()
    .execute((trx) => placeOrder(trx, { ...draft, lines }, { at: clock(), zone }))
  return placed.number
}

const isStatus = (id: string): id is SiteStatusId => siteStatusIds.some((known) => known === id)

/** @throws Refusal `CML-STATUS-UNKNOWN`, `CML-LINE-UNKNOWN` */
function edited(
  before: SiteOrder,
  edit: OrderEdit,
  at: Date,
  zone: string,
): { order: SiteOrder; changes: Text[] } {
  const order: SiteOrder = { ...before, document: { ...before.document } }
  const changes: Text[] = []
  const changed = (ru: string, en: string): void => void changes.push({ ru, en })

  if (edit.lines) {
    for (const { id } of edit.lines)
      if (!before.document.lines.some((line) => line.id === id))
        throw refusal(
          'CML-LINE-UNKNOWN',
          `В заказе ${before.number} нет строки ${id}. Откройте заказ заново.`,
          `Order ${before.number} has no line ${id}. Open the order again.`,
        )
    const wanted = new Map(edit.lines.map((line) => [line.id, line]))
    order.document.lines = before.document.lines.flatMap((line) => {
      const { price, quantity } = wanted.get(line.id) ?? {
        price: line.price ?? 0,
        quantity: line.quantity ?? 0,
      }
      return quantity === 0 ? [] : [{ ...line, price, quantity, sum: lineSum(price, quantity) }]
    })
    order.document.sum = sumOf(order.document.lines)
    order.payments = before.payments.map((payment) => ({ ...payment, sum: order.document.sum }))
    if (JSON.stringify(order.document.lines) !== JSON.stringify(before.document.lines))
      changed('изменены строки', 'lines changed')
  }
  if (edit.comment !== undefined && edit.comment !== before.document.comment) {
    order.document.comment = edit.comment
    changed('изменён комментарий', 'comment changed')
  }
  if (edit.paid !== undefined && edit.paid !== before.paid) {
    order.paid = edit.paid
    const requisites = paymentRequisites(edit.paid, toLocalTime(at, zone))
    order.payments = order.payments.map((payment, index) =>
      index === 0 ? { ...payment, requisites } : payment,
    )
    if (edit.paid) changed('оплачен', 'paid')
    else changed('оплата снята', 'payment taken back')
  }
  if (edit.cancelled !== undefined && edit.cancelled !== before.cancelled) {
    order.cancelled = edit.cancelled
    if (edit.status === undefined) order.status = edit.cancelled ? 'C' : 'N'
    if (edit.cancelled) changed('отменён', 'cancelled')
    else changed('отмена снята', 'no longer cancelled')
  }
  if (edit.status !== undefined) {
    if (!isStatus(edit.status))
      throw refusal(
        'CML-STATUS-UNKNOWN',
        `Статуса ${edit.status} на сайте нет. Выберите статус из списка.`,
        `The site has no status ${edit.status}. Choose one of the list.`,
      )
    order.status = edit.status
  }
  if (order.status !== before.status) {
    order.statusAt = at.toISOString()
    const [was, is] = [siteStatusNames[before.status], siteStatusNames[order.status]]
    changed(`статус: ${was.ru} → ${is.ru}`, `status: ${was.en} → ${is.en}`)
  }
  return { order, changes }
}

/**
 * A person's change of an order: it goes out with the next `query`.
 * @throws Refusal `CML-ORDER-UNKNOWN`, `CML-STATUS-UNKNOWN`, `CML-LINE-UNKNOWN`; then nothing has changed
 */
export async function editOrder({ base, clock, zone }: SiteParts, edit: OrderEdit): Promise<void> {
  await base.transaction().execute(async (trx) => {
    const at = clock()
    const before = await orderOf(trx, edit.number)
    const { order, changes } = edited(before, edit, at, zone)
    if (changes.length === 0) return
    await saveOrder(trx, { ...order, changedAt: at.toISOString(), changedBy: 'site' })
    await addHistory(trx, edit.number, at, 'site', {
      ru: changes.map(({ ru }) => ru).join('; '),
      en: changes.map(({ en }) => en).join('; '),
    })
  })
}

/** Fills an empty site. */
export async function fillSite(
  { base, catalogue, clock, zone }: SiteParts,
  demo: { records: readonly CmlRecord[]; orders: readonly { minutesAgo: number; order: NewOrder }[] },
): Promise<void> {
  if (demo.records.length > 0) await catalogue.put(demo.records)
  const now = clock().getTime()
  await base.transaction().execute(async (trx) => {
    for (const { minutesAgo, order } of demo.orders)
      await placeOrder(trx, order, { at: new Date(now - minutesAgo * 60_000), zone })
  })
}
