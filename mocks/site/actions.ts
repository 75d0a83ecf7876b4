import { GUID } from '../../server/contracts/requisites.ts'
import { ordCode, type OrdCodeRow, type SiteAction } from '../../server/contracts/site-orders/codes.ts'
import type { ResultCode } from '../../server/contracts/site-orders/schema.ts'
import {
  CANCELLED_STATUS,
  NEW_ORDER_STATUS,
  ORDER_STATUSES,
} from '../../server/contracts/site-orders/states.ts'
import type { Text } from '../../server/contracts/text.ts'
import type { Mappings } from '../../server/mappings/mappings.ts'
import type { SiteMappingKind } from '../../server/mappings/model.ts'
import type { MappingEffect } from './waiting.ts'
import { differences, differencesFromOwn, type Difference } from './differences.ts'
import { raiseRevision } from './marks.ts'
import { mergeLines } from './merge.ts'
import type { SiteOrder, SiteTask } from './model.ts'
import { addEvent, versionOf, type OrderRecord, type ShopBase } from './orders.ts'

/** Deferrals with ORD-900 after which the client is told (section 9). */
const DELAY_SHOWN_AFTER = 3
/** ORD-903: how long a licence may be waited for, ms. */
const LICENCE_ALARM_MS = 30 * 60_000
const CLOSED_STATUS = ORDER_STATUSES.find(({ code }) => code === 'closed')!.name

/** One code of a result and all that an action on it may touch. */
export interface ActionCall {
  /** The transaction of the order. */
  base: ShopBase
  /** Changed in place; the caller saves it. */
  order: OrderRecord
  /** The shop's own data that 1C checked: places of codes count its lines. */
  checked: SiteOrder
  code: ResultCode
  at: string
  node: string | null
  mappings: Pick<Mappings, 'productOf'>
  /** What has to be done to the mapping tables; they are kept elsewhere, so it is done after the order is stored. */
  effects: MappingEffect[]
  /** Differences that the history is to show with the result. */
  changes: Difference[]
}

/** Does what a code asks for and says what was done. */
type Perform = (call: ActionCall) => Text | Promise<Text>

const addTask = ({ order, code }: ActionCall, audience: SiteTask['audience'], text: Text): void => {
  order.tasks.push({
    code: code.code,
    audience,
    text: { ru: `${text.ru}: ${code.message}`, en: `${text.en} (1C: ${code.message})` },
    field: code.field ?? null,
  })
}

const task =
  (audience: SiteTask['audience'], text: Text, done: Text): Perform =>
  (call) => {
    addTask(call, audience, text)
    return done
  }

/** The line that `order.products[1]…` or `/order/products/1/…` names. */
function lineOf({ checked, code }: ActionCall) {
  const index = /products(?:\[|\/)(\d+)/.exec(code.field ?? '')?.[1]
  return index === undefined ? undefined : checked.products[Number(index)]
}

/** The offer that the code is about: named by its value, else by its place in the order. */
function offerOf(call: ActionCall): string | null {
  const { value = '', field = '' } = call.code
  if (GUID.test(value)) return value
  const offers = lineOf(call)?.offers ?? []
  const index = /offers(?:\[|\/)(\d+)/.exec(field)?.[1] ?? 0
  return offers[Number(index)]?.offer_id ?? null
}

/** The product that the code is about, as the site calls it. */
function productOf(call: ActionCall): string | null {
  const offer = offerOf(call)
  return lineOf(call)?.tovar_id ?? (offer && call.mappings.productOf(offer))
}

/** The value of the order that a mapping row should answer for, as the site spells it. */
const mappedValue: Record<SiteMappingKind, (call: ActionCall) => string | null> = {
  product: (call) => productOf(call) ?? offerOf(call),
  storage: (call) => lineOf(call)?.storage ?? call.code.value ?? null,
  city: ({ order }) => order.own.delivery.delivery_city_id ?? order.own.delivery.delivery_city,
  delivery_method: ({ order }) => order.own.delivery.delivery_method,
  transport_company: ({ order, code }) => order.own.delivery.delivery_transport_company ?? code.value ?? null,
  payment_method: ({ order }) => order.own.client.payment_method,
  order_status: ({ order }) => order.own.order_status,
}

/** Sets the row of the code's value aside and lets the order wait until somebody mends it. */
async function setAside(call: ActionCall, effect: MappingEffect): Promise<void> {
  call.effects.push(effect)
  await call.base
    .insertInto('site_waiting')
    .values({
      order_id: call.order.order_id,
      kind: effect.kind,
      value: effect.value,
      effect_json: JSON.stringify(effect),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

const valueNotNamed: Text = {
  ru: '1С не назвала значение, строка соответствия не найдена',
  en: '1C did not name the value, there is no mapping row to find',
}

async function breakMapping(call: ActionCall): Promise<Text> {
  const kind = ordCode(call.code.code)?.mapping ?? 'product'
  const value = mappedValue[kind](call)
  addTask(call, 'manager', { ru: 'Исправьте строку соответствия', en: 'Mend the mapping row' })
  if (value === null) return valueNotNamed
  const name = kind === 'city' ? call.order.own.delivery.delivery_city : ''
  const target = kind === 'product' ? (offerOf(call) ?? value) : value
  await setAside(call, { effect: 'broken', kind, value, target, name, code: call.code.code })
  return {
    ru: `Строка соответствия «${target}» помечена как сломанная`,
    en: `The mapping row "${target}" is marked as broken`,
  }
}

async function archiveItem(call: ActionCall): Promise<Text> {
  const offer = offerOf(call)
  const tovar_id = productOf(call)
  addTask(call, 'manager', {
    ru: 'Номенклатура в архиве 1С, замените её в соответствиях',
    en: 'The item is archived in 1C, replace it in the mappings',
  })
  if (offer)
    await setAside(call, {
      effect: 'archived',
      kind: 'product',
      value: tovar_id ?? offer,
      target: offer,
      name: '',
    })
  if (!tovar_id) return valueNotNamed
  await call.base.updateTable('site_product').set({ on_sale: 0 }).where('tovar_id', '=', tovar_id).execute()
  return {
    ru: `Товар ${tovar_id} скрыт с продажи, строка соответствия в архиве`,
    en: `The product ${tovar_id} is hidden from sale, its mapping row is archived`,
  }
}

async function listUnmapped(call: ActionCall): Promise<Text> {
  const tovar_id = lineOf(call)?.tovar_id ?? call.code.value
  addTask(call, 'manager', {
    ru: 'Привяжите товар к номенклатуре 1С',
    en: 'Bind the product to an item of 1C',
  })
  if (!tovar_id) return valueNotNamed
  const product = await call.base
    .selectFrom('site_product')
    .select('name')
    .where('tovar_id', '=', tovar_id)
    .executeTakeFirst()
  await setAside(call, {
    effect: 'unmapped',
    kind: 'product',
    value: tovar_id,
    name: product?.name ?? '',
  })
  return {
    ru: `Товар ${tovar_id} внесён в список несопоставленных`,
    en: `The product ${tovar_id} is put into the unmapped list`,
  }
}

async function refreshStock(call: ActionCall): Promise<Text> {
  const offer = offerOf(call)
  const storage = lineOf(call)?.storage
  addTask(call, 'client', { ru: 'Часть товара под заказ', en: 'A part of the goods is on order' })
  if (!offer) return valueNotNamed
  await call.base
    .updateTable('site_stock')
    .set({ stale: 1 })
    .where('offer_id', '=', offer)
    .$if(storage !== undefined, (query) => query.where('storage', '=', storage!))
    .execute()
  return {
    ru: 'Остаток отмечен как устаревший до следующей выгрузки, клиенту показано «часть товара под заказ»',
    en: 'The stock is marked as stale until it comes anew, the client sees «часть товара под заказ»',
  }
}

async function mergeAndMark(call: ActionCall): Promise<Text> {
  const { base, order, at } = call
  const merged = mergeLines(order.own.products, order.prices)
  if (!merged) {
    addTask(call, 'manager', {
      ru: 'Одинаковые строки на сайте не найдены, проверьте соответствия',
      en: 'No equal lines are found on the site, check the mappings',
    })
    return { ru: 'Объединять нечего', en: 'There is nothing to merge' }
  }
  const before = order.own
  order.own = { ...before, products: merged.products }
  order.prices = merged.prices
  await raiseRevision(base, order, at)
  await addEvent(base, order.order_id, at, {
    kind: 'edited',
    revision: order.revision,
    text: {
      ru: 'Одинаковые строки объединены по коду ORD-307',
      en: 'Equal lines are merged because of ORD-307',
    },
    changes: differences(before, order.own),
  })
  return {
    ru: `Строки объединены, заказ снова помечен, ревизия ${order.revision}`,
    en: `The lines are merged, the order is marked again, revision ${order.revision}`,
  }
}

async function storeReference({ base, order, code }: ActionCall): Promise<Text> {
  const { value = '' } = code
  if (!order.customer_id || !GUID.test(value))
    return {
      ru: 'Сохранять нечего: покупатель без учётной записи или 1С не назвала ссылку',
      en: 'Nothing to store: a buyer without an account, or 1C did not name the reference',
    }
  await base
    .updateTable('site_customer')
    .set({ ref_1c: value })
    .where('customer_id', '=', order.customer_id)
    .execute()
  return { ru: 'Ссылка 1С сохранена у клиента', en: 'The reference of 1C is stored with the account' }
}

async function showOnecVersion(call: ActionCall): Promise<Text> {
  const version = await versionOf(call.base, call.order.order_id)
  if (version) call.order.status = version.body.order.order_status
  addTask(call, 'client', {
    ru: 'Заказ больше нельзя изменить',
    en: 'The order can no longer be changed',
  })
  return {
    ru: 'Клиенту показана версия 1С и сообщение, что заказ больше нельзя изменить',
    en: 'The client sees the version of 1C and that the order can no longer be changed',
  }
}

async function showDifference(call: ActionCall): Promise<Text> {
  const version = await versionOf(call.base, call.order.order_id)
  if (version) call.changes.push(...differencesFromOwn(call.order.own, version.body))
  addTask(call, 'manager', {
    ru: 'Заказ изменён на обеих сторонах, действует версия 1С',
    en: 'The order was changed on both sides, the version of 1C stands',
  })
  return {
    ru: `Администратору показаны отличия: ${call.changes.length}`,
    en: `The differences are shown to the administrator: ${call.changes.length}`,
  }
}

async function restoreStatus(call: ActionCall): Promise<Text> {
  const { order } = call
  const version = await versionOf(call.base, order.order_id)
  order.cancelled_by_client = false
  if (order.own.order_status === CANCELLED_STATUS)
    order.own = { ...order.own, order_status: NEW_ORDER_STATUS }
  order.status = version?.body.order.order_status ?? order.own.order_status
  addTask(call, 'client', { ru: 'Отмена заказа не принята', en: 'The cancellation was refused' })
  return {
    ru: `Возвращено состояние «${order.status}»`,
    en: `The status "${order.status}" is restored`,
  }
}

async function stopNode(call: ActionCall): Promise<Text> {
  const node = call.node ?? ''
  await call.base
    .insertInto('site_stopped_node')
    .values({ node, order_id: call.order.order_id, at: call.at })
    .onConflict((conflict) =>
      conflict.column('node').doUpdateSet({ order_id: call.order.order_id, at: call.at }),
    )
    .execute()
  addTask(call, 'developer', {
    ru: `Обмен с узлом ${node} остановлен, он продолжится, когда заказ пометят для выгрузки`,
    en: `The exchange with the node ${node} is stopped until the order is marked for export again`,
  })
  return { ru: `Обмен с узлом ${node} остановлен`, en: `The exchange with the node ${node} is stopped` }
}

const nothing: Perform = () => ({ ru: 'Ожидание следующего цикла', en: 'Waiting for the next cycle' })

/** What the shop does about each code of 1C: the action names are those of the contract's code table. */
const actions: Record<SiteAction, Perform> = {
  clear_mark: () => ({ ru: 'Отметка выгрузки снята', en: 'The export mark is cleared' }),
  alarm_developer: task(
    'developer',
    {
      ru: 'Сообщение не прочитано, тело сохранено в журнале',
      en: 'The message is unreadable, its body is in the journal',
    },
    { ru: 'Поднята тревога для разработчика', en: 'The developer is alarmed' },
  ),
  highlight_field: task(
    'developer',
    { ru: 'Поле заказа заполнено неверно', en: 'A field of the order is wrong' },
    { ru: 'Поле подсвечено в заказе', en: 'The field is highlighted in the order' },
  ),
  stop_node: stopNode,
  open_mapping_row: breakMapping,
  ask_client: task(
    'client',
    { ru: 'Исправьте данные заказа', en: 'Please correct the order' },
    { ru: 'Клиенту отправлена просьба исправить данные', en: 'The client is asked to correct the data' },
  ),
  warn_client: task(
    'client',
    { ru: 'Проверьте реквизиты', en: 'Please check the requisites' },
    { ru: 'Клиент предупреждён', en: 'The client is warned' },
  ),
  manager_task: task(
    'manager',
    { ru: 'Задача менеджеру', en: 'A task for the manager' },
    { ru: 'Поставлена задача менеджеру', en: 'A task for the manager is made' },
  ),
  hide_repeat_order: (call) => {
    call.order.may_repeat = false
    addTask(call, 'manager', { ru: 'Свяжитесь с клиентом', en: 'Contact the client' })
    return {
      ru: '«Повторить заказ» скрыто, менеджеру поставлена задача',
      en: '"Repeat order" is hidden, the manager has a task',
    }
  },
  store_ref: storeReference,
  break_mapping: breakMapping,
  archive_item: archiveItem,
  list_unmapped: listUnmapped,
  refresh_stock: refreshStock,
  merge_lines: mergeAndMark,
  close_empty: ({ order }) => {
    order.own = { ...order.own, order_status: CLOSED_STATUS }
    order.status = CLOSED_STATUS
    return { ru: 'Заказ закрыт как пустой', en: 'The order is closed as empty' }
  },
  wait: nothing,
  wait_then_alarm: (call) => {
    const since = Date.parse(call.order.deferred_since ?? call.at)
    if (Date.parse(call.at) - since < LICENCE_ALARM_MS) return nothing(call)
    addTask(call, 'manager', {
      ru: 'В 1С полчаса нет свободной лицензии',
      en: 'There has been no free licence in 1C for half an hour',
    })
    return { ru: 'Поднята тревога для менеджера', en: 'The manager is alarmed' }
  },
  show_delay: (call) => {
    if (call.order.deferred_times < DELAY_SHOWN_AFTER) return nothing(call)
    addTask(call, 'client', { ru: 'Обработка заказа задерживается', en: 'The order is delayed' })
    return {
      ru: 'Клиенту показано «обработка задерживается»',
      en: 'The client sees that the order is delayed',
    }
  },
  show_onec_version: showOnecVersion,
  ignore_or_clear_mark: () => ({
    ru: 'В 1С уже более новая ревизия, отметка снята',
    en: '1C has a newer revision already, the mark is cleared',
  }),
  show_cancelled: (call) => {
    call.order.status = CANCELLED_STATUS
    addTask(call, 'manager', {
      ru: 'Заказ помечен на удаление в 1С',
      en: 'The order is marked for deletion in 1C',
    })
    return {
      ru: 'Клиенту показано «Отменён», менеджеру поставлена задача',
      en: 'The client sees «Отменён», the manager has a task',
    }
  },
  show_difference: showDifference,
  restore_status: restoreStatus,
}

/** A code that the table does not know is treated by its severity and never fails the message (section 9). */
const unknownCode: Perform = (call) => {
  if (call.code.severity === 'info') return { ru: 'Принято к сведению', en: 'Noted' }
  addTask(call, 'manager', { ru: 'Неизвестный код 1С', en: 'An unknown code of 1C' })
  return { ru: 'Сообщение показано менеджеру', en: 'The message is shown to the manager' }
}

/** Carries out the action of one code. @returns what was done, for the history */
export async function actOn(call: ActionCall): Promise<Text> {
  const row: OrdCodeRow | null = ordCode(call.code.code)
  return (row ? actions[row.siteAction] : unknownCode)(call)
}

/** Merging makes a new revision, which closes the tasks of the old one; so it goes before whatever makes tasks. */
export function inOrderOfAction(codes: readonly ResultCode[]): ResultCode[] {
  const merges = (code: ResultCode) => ordCode(code.code)?.siteAction === 'merge_lines'
  return [...codes].sort((a, b) => Number(merges(b)) - Number(merges(a)))
}
