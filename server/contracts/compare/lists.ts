import type { CompareNode } from './node.ts'

/**
 * What the contracts say of their lists and of members that differ in every exchange. Elements of a list are the same by
 * their ids and not by their place: one line a list, keys from the surest to the vaguest. A key is made of paths from the
 * element; `a|b` is the first of them that is there.
 */

export type Key = readonly string[]
type Lists = Readonly<Record<string, readonly Key[]>>

const OFFER = 'offer/offer_id|offers/0/offer_id'
const STORAGE = 'offer/storage|storage'

const common: Lists = {
  errors: [['pointer', 'rule'], ['pointer'], ['article', 'code']],
  warnings: [['code', 'pointer'], ['code']],
}

const lists: Readonly<Record<string, Lists>> = {
  // AD-15, AD-22 and the lists of sections 6.1-6.6.
  'site-orders/1': {
    ...common,
    orders: [['order/order_id']],
    products: [['tovar_id', OFFER, STORAGE], [OFFER, STORAGE], ['tovar_id', STORAGE], [OFFER], ['tovar_id']],
    offers: [['offer_id']],
    items: [['offer_id', 'storage'], ['offer_id'], ['id'], ['ref_1c']],
    nomenclature: [['offer_id'], ['code_1c']],
    contragents: [['ref_1c'], ['code_1c']],
    codes: [['code', 'field'], ['code']],
    rows: [['index']],
  },
  // BD-08 and the lists of sections 6.1-6.11.
  'regate/1': {
    ...common,
    organizations: [['organization_id'], ['inn']],
    bank_accounts: [['account']],
    available: [['item_id']],
    cities: [['city_id']],
    stores: [['store_id']],
    groups: [['group_id']],
    items: [['item_id'], ['article']],
    icons: [['url']],
    price_tiers: [['over']],
    lines: [['item_id'], ['article']],
    payments: [['transaction_id'], ['kind', 'paid_at']],
    refunds: [['refund_id']],
    pending: [['request_id']],
  },
  // DD-09, DD-43 and section 6.8: an article, and of prices and stock its warehouse too.
  'ksup/1': {
    ...common,
    rows: [['article', 'warehouse'], ['article']],
    errors: [['article', 'code'], ...common['errors']!],
  },
  // Sections 6, 7 and 10-12: «Ид», and what stands for it where there is none.
  'commerceml/2': {
    ЗначениеРеквизита: [['Наименование']],
    Цена: [['ИдТипаЦены']],
    Склад: [['@ИдСклада'], ['Ид']],
    Остаток: [['Склад/Ид|Ид']],
    Налог: [['Наименование']],
    СтавкаНалога: [['Наименование']],
    Контакт: [['Тип']],
    АдресноеПоле: [['Тип']],
    ХарактеристикаТовара: [['Ид'], ['Наименование']],
    Контрагент: [['Ид'], ['Роль']],
  },
}

/** For elements of lists that no line above names. */
const fallbacks: Readonly<Record<string, readonly Key[]>> = { 'commerceml/2': [['Ид'], ['Номер']] }

/** Names that give an element away where nothing is known of the list; used when they do so in both bodies. */
const LIKELY_IDS = [
  'id',
  'Ид',
  '@id',
  'guid',
  'ref',
  'uuid',
  'code',
  'Номер',
  'number',
  'article',
  'key',
  'name',
  'Наименование',
]

/** The keys of a list of a contract, `null` when nothing is known of it. */
export const keysOf = (contract: string | null, list: string): readonly Key[] | null =>
  contract === null ? null : (lists[contract]?.[list] ?? fallbacks[contract] ?? null)

function memberAt(node: CompareNode | undefined, name: string): CompareNode | undefined {
  if (node?.kind === 'list' && /^\d+$/.test(name)) return node.items[Number(name)]
  if (node?.kind === 'list' && node.elements) return memberAt(node.items[0], name)
  return node?.kind === 'object' ? node.members.get(name) : undefined
}

/** Paths of keys, taken apart once: they are asked for by every element. */
const takenApart = new Map<string, readonly (readonly string[])[]>()

function alternatives(path: string): readonly (readonly string[])[] {
  let parts = takenApart.get(path)
  if (!parts) {
    parts = path.split('|').map((one) => one.split('/'))
    takenApart.set(path, parts)
  }
  return parts
}

function scalarAt(node: CompareNode, path: string): string | null {
  for (const names of alternatives(path)) {
    let found: CompareNode | undefined = node
    for (const name of names) found = memberAt(found, name)
    if (found?.kind === 'list' && found.elements) found = found.items[0]
    if (found?.kind === 'scalar' && found.sort !== 'nothing' && found.written !== '') return found.value
  }
  return null
}

/** The key of an element, `null` when it has none of its parts. */
export function keyOf(node: CompareNode, key: Key): string | null {
  if (key.length === 1) return scalarAt(node, key[0]!)
  const parts = key.map((path) => scalarAt(node, path))
  return parts.every((part) => part === null) ? null : JSON.stringify(parts)
}

/** A key by which every element of both lists can be told from its neighbours, `null` when there is none. */
export function likelyKey(left: readonly CompareNode[], right: readonly CompareNode[]): Key | null {
  const tellsApart = (items: readonly CompareNode[], name: string): boolean => {
    const seen = new Set(items.map((item) => keyOf(item, [name])))
    return !seen.has(null) && seen.size === items.length
  }
  const name = LIKELY_IDS.find((one) => tellsApart(left, one) && tellsApart(right, one))
  return name === undefined || left.length + right.length === 0 ? null : [name]
}

/** `parent/member`, or a member wherever it is. */
const volatileMembers: Readonly<Record<string, ReadonlySet<string>>> = {
  'site-orders/1': new Set([
    'exchange/generated_at',
    'exchange/next_cursor',
    'exchange/marked_at',
    'exchange/changed_at',
    'exchange/seq',
    'checked_at',
    'stored_seq',
    'stock/as_of',
    'request_id',
    '/time',
    '/instance',
  ]),
  'regate/1': new Set([
    '/as_of',
    '/next_cursor',
    '/updated_at',
    'request_id',
    '/time',
    '/server_time',
    '/instance',
  ]),
  // Section 5.2: who the message is and its turn; the object that it tells of is no such thing.
  'ksup/1': new Set([
    'meta/message_id',
    'meta/seq',
    'meta/sent_at',
    'meta/attempt',
    '/message_id',
    '/as_of',
    '/received_at',
    '/finished_at',
    '/time',
    '/instance',
  ]),
  'commerceml/2': new Set([
    '@ДатаФормирования',
    'cookie',
    'sessid',
    'timestamp',
    'КоммерческаяИнформация/ДатаФормирования',
  ]),
}

/** Whether a member differs from exchange to exchange without meaning anything. */
export function isVolatile(contract: string | null, parent: string, name: string): boolean {
  const names = contract === null ? undefined : volatileMembers[contract]
  return names !== undefined && (names.has(name) || names.has(`${parent}/${name}`))
}
