import { createHash, randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import {
  fromKopecks,
  fromThousandths,
  kopecks,
  quantityText,
  thousandths,
} from '../../../server/contracts/decimal.ts'
import {
  isAllowedVolume,
  lineAmount,
  orderAmount,
  priceFor,
} from '../../../server/contracts/regate/pricing.ts'
import type { BookingAnswer, BookingRequest } from '../../../server/contracts/regate/schema.ts'
import { statusBlocks, type OrderStatusCode } from '../../../server/contracts/regate/states.ts'
import { fromLocalTime, toLocalTime } from '../../../server/contracts/time.ts'
import { documentNumber, nextValue } from '../facts.ts'
import type { PriceTier } from '../model.ts'
import { findOrder, linesOf, noteEvent, type StoredOrder } from '../orders.ts'
import { clientUnknown, refuse, storeUnknown } from '../refusals.ts'
import { moveStock } from '../stock.ts'
import type { RegateTables } from '../tables.ts'
import { findClient } from './client.ts'
import { localTime, withWarnings, type Rule, type RuleContext } from './rule.ts'

type StoredItem = Selectable<RegateTables['regate_item']>

/** A line that was read, with the item it names. Quantities in thousandths, money in kopecks. */
interface Line {
  index: number
  item: StoredItem
  quantity: number
  comment: string | null
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Two requests with the same content have the same fingerprint, whatever the order of their members. */
function fingerprintOf(request: BookingRequest): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => [name, sorted(member)]),
    )
  }
  return createHash('sha256')
    .update(JSON.stringify(sorted(request)))
    .digest('hex')
}

async function answerOf(context: RuleContext, order: StoredOrder): Promise<BookingAnswer> {
  const lines = await linesOf(context.trx, context.enterprise, order.order_id)
  return {
    order_id: order.order_id,
    order_number: order.order_number,
    booking_id: order.booking_id,
    amount: fromKopecks(order.amount),
    currency: 'RUB',
    ...statusBlocks(order.status as OrderStatusCode),
    created_at: localTime(context, order.created_at),
    valid_until: order.valid_until === null ? null : localTime(context, order.valid_until),
    lines: lines.map(({ item_id, quantity, price, amount }) => ({
      item_id,
      quantity: fromThousandths(quantity),
      price: fromKopecks(price),
      amount: fromKopecks(amount),
    })),
    ...withWarnings(context),
  }
}

/** The items of the lines. Refused when one is not there, or its article names several. */
async function itemsOf(context: RuleContext, request: BookingRequest): Promise<Line[]> {
  const { trx, enterprise } = context
  const items = trx
    .selectFrom('regate_item')
    .innerJoin('regate_stock', (join) =>
      join
        .onRef('regate_stock.enterprise', '=', 'regate_item.enterprise')
        .onRef('regate_stock.item_id', '=', 'regate_item.item_id'),
    )
    .selectAll('regate_item')
    .where('regate_item.enterprise', '=', enterprise)
    .where('regate_stock.store_id', '=', request.store_id)
  const lines: Line[] = []
  for (const [index, { item_id, article, quantity, comment = null }] of request.lines.entries()) {
    const found =
      item_id !== undefined
        ? await items.where('regate_item.item_id', '=', item_id).execute()
        : await items.where('regate_item.article', '=', article!).limit(2).execute()
    const named = item_id ?? article!
    const pointer = `/lines/${index}/${item_id === undefined ? 'article' : 'item_id'}`
    if (found.length > 1)
      throw refuse(
        'RG-ARTICLE-AMBIGUOUS',
        `Артикул «${named}» на этом складе у нескольких товаров. Передайте item_id.`,
        { errors: [{ pointer, rule: 'article', actual: named }] },
      )
    const [item] = found
    if (!item)
      throw refuse(
        'RG-ITEM-UNKNOWN',
        `Товара ${named} на складе ${request.store_id} нет. Обновите ассортимент склада.`,
        { errors: [{ pointer, rule: 'item', actual: named }] },
      )
    lines.push({ index, item, quantity: thousandths(quantity), comment })
  }
  return lines
}

/** BD-32: the minimum and the step of each item. */
function checkVolumes(lines: readonly Line[]): void {
  const errors = lines
    .filter(({ item, quantity }) => !isAllowedVolume({ min: item.min_volume, step: item.step }, quantity))
    .map(({ index, item, quantity }) => ({
      pointer: `/lines/${index}/quantity`,
      rule: 'volume',
      expected: `${quantityText(item.min_volume)} + k·${quantityText(item.step)} ${item.unit}`,
      actual: quantityText(quantity),
      message: `«${item.name}»: не меньше ${quantityText(item.min_volume)} и с шагом ${quantityText(item.step)} ${item.unit}`,
    }))
  if (errors.length > 0)
    throw refuse('RG-VOLUME', `Объём не подходит: ${errors[0]!.message}. Исправьте количество.`, { errors })
}

/** What the store can still give, for the items of the lines; goods to order are not counted (BD-14). */
async function checkStock(context: RuleContext, store_id: string, lines: readonly Line[]): Promise<void> {
  const wanted = new Map<string, number>()
  for (const { item, quantity } of lines)
    if (item.unlimited === 0) wanted.set(item.item_id, (wanted.get(item.item_id) ?? 0) + quantity)
  if (wanted.size === 0) return
  const rows = await context.trx
    .selectFrom('regate_stock')
    .select(['item_id', 'quantity', 'reserved'])
    .where('enterprise', '=', context.enterprise)
    .where('store_id', '=', store_id)
    .where('item_id', 'in', [...wanted.keys()])
    .execute()
  const short = rows
    .map(({ item_id, quantity, reserved }) => ({ item_id, free: Math.max(quantity - reserved, 0) }))
    .filter(({ item_id, free }) => free < wanted.get(item_id)!)
  if (short.length > 0)
    throw refuse(
      'RG-OUT-OF-STOCK',
      `На складе не хватает товара (позиций: ${short.length}). Свободное количество в available; закажите не больше.`,
      {
        members: {
          available: short.map(({ item_id, free }) => ({ item_id, quantity: fromThousandths(free) })),
        },
      },
    )
}

interface PricedLine extends Line {
  price: number
  amount: number
}

function priced(lines: readonly Line[]): PricedLine[] {
  return lines.map((line) => {
    const { item, quantity, index } = line
    if (item.price === null)
      throw refuse(
        'RG-NO-PRICE',
        `У товара «${item.name}» в 1С нет цены. Скройте его из продажи до назначения цены.`,
        { errors: [{ pointer: `/lines/${index}/item_id`, rule: 'price', actual: item.item_id }] },
      )
    const price = priceFor(
      { retail: item.price, tiers: JSON.parse(item.tiers_json) as PriceTier[] },
      quantity,
    )
    return { ...line, price, amount: lineAmount(quantity, price) }
  })
}

/** `valid_until` of the order: the default, or an earlier moment that the caller named (BD-15). */
function validUntil({ settings, now }: RuleContext, asked: string | undefined): Date {
  const latest = new Date(now.getTime() + settings.validityDays * DAY_MS)
  if (asked === undefined) return latest
  const until = fromLocalTime(asked, settings.zone)
  if (until <= now || until > latest)
    throw refuse(
      'RG-VALIDATION',
      `valid_until ${asked} должно быть позже текущего времени 1С и не позже ${toLocalTime(latest, settings.zone)}.`,
      { errors: [{ pointer: '/valid_until', rule: 'time', actual: asked }] },
    )
  return until
}

/** `booking`: an order that is the invoice too, all lines or none (B-49…B-52, BD-12…BD-15). */
export const booking: Rule<BookingRequest> = async (context, request) => {
  const { trx, enterprise, now } = context
  const fingerprint = fingerprintOf(request)
  const repeated = await findOrder(trx, enterprise, { booking_id: request.booking_id })
  if (repeated) {
    if (repeated.fingerprint !== fingerprint)
      throw refuse(
        'RG-BOOKING-EXISTS',
        `booking_id ${request.booking_id} уже у заказа ${repeated.order_number} с другим содержанием. Для нового заказа нужен новый booking_id.`,
      )
    return { status: 200, body: await answerOf(context, repeated) }
  }

  const client = await findClient(trx, enterprise, request.client_id)
  if (!client) throw clientUnknown(request.client_id)
  const store = await trx
    .selectFrom('regate_store')
    .select('store_id')
    .where('enterprise', '=', enterprise)
    .where('store_id', '=', request.store_id)
    .executeTakeFirst()
  if (!store) throw storeUnknown(request.store_id)
  const organization_id = await organizationOf(context, request.organization_id)
  const named = await itemsOf(context, request)
  checkVolumes(named)
  await checkStock(context, request.store_id, named)
  const lines = priced(named)
  const amount = orderAmount(lines.map((line) => line.amount))
  if (request.expected_amount !== undefined && kopecks(request.expected_amount) !== amount)
    throw refuse(
      'RG-PRICE-CHANGED',
      `Сумма заказа в 1С ${fromKopecks(amount)} руб., а не ${request.expected_amount}. Покажите клиенту новую сумму и закажите снова.`,
      { members: { amount: fromKopecks(amount) } },
    )
  const valid_until = validUntil(context, request.valid_until).toISOString()

  const created_at = now.toISOString()
  const year = Number(toLocalTime(now, context.settings.zone).slice(0, 4))
  const order: StoredOrder = {
    enterprise,
    order_id: randomUUID(),
    order_number: documentNumber(await nextValue(trx, enterprise, `order-${year}`)),
    year,
    booking_id: request.booking_id,
    fingerprint,
    client_id: request.client_id,
    store_id: request.store_id,
    organization_id,
    delivery_json: JSON.stringify(request.delivery),
    comment: request.comment ?? null,
    status: 100,
    payment_code: 0,
    amount,
    valid_until,
    flagged: 0,
    shipped: 0,
    created_at,
    updated_at: created_at,
  }
  await trx.insertInto('regate_order').values(order).execute()
  await trx
    .insertInto('regate_order_line')
    .values(
      lines.map(({ item, quantity, price, amount: sum, comment }, position) => ({
        enterprise,
        order_id: order.order_id,
        position,
        item_id: item.item_id,
        quantity,
        price,
        amount: sum,
        reserved: item.unlimited === 1 ? 0 : quantity,
        comment,
      })),
    )
    .execute()
  for (const { item, quantity } of lines)
    if (item.unlimited === 0)
      await moveStock(
        trx,
        { enterprise, store_id: request.store_id, item_id: item.item_id, reserved: quantity },
        created_at,
      )
  await noteEvent(trx, {
    enterprise,
    order_id: order.order_id,
    at: created_at,
    event: 'booking',
    status: 100,
    payment_code: 0,
    note: '',
  })
  return { status: 201, body: await answerOf(context, order) }
}

/** BD-37: the organization that sells, the first of the base unless the caller names another. */
async function organizationOf({ trx, enterprise }: RuleContext, asked: string | undefined): Promise<string> {
  const rows = await trx
    .selectFrom('regate_organization')
    .select('organization_id')
    .where('enterprise', '=', enterprise)
    .orderBy('position')
    .execute()
  const found = asked === undefined ? rows[0] : rows.find((row) => row.organization_id === asked)
  if (found) return found.organization_id
  throw refuse('RG-VALIDATION', `Организации ${asked ?? ''} в этой базе нет. Возьмите её из метода state.`, {
    errors: [{ pointer: '/organization_id', rule: 'organization' }],
  })
}
