/** Who may tell whom of what (the matrices «Да / Нет», section 8). No kind of message exists for a «Нет» cell. */

export const OBJECTS = ['contact', 'item', 'order', 'income', 'shipment', 'receipt'] as const
export type ObjectKind = (typeof OBJECTS)[number]

/** `change-rows` and `change-status` are the two rows that orders have; other objects have one `change`. */
export const ACTIONS = ['create', 'change', 'change-rows', 'change-status', 'delete', 'merge'] as const
export type Action = (typeof ACTIONS)[number]

export type Direction = 'ksup→onec' | 'onec→ksup'
export const DIRECTIONS: readonly Direction[] = ['ksup→onec', 'onec→ksup']

/** The directions with a «Да»; an action without a cell is not in the matrix of the object. */
type Matrix = Readonly<Partial<Record<Action, readonly Direction[]>>>

const nowhere: readonly Direction[] = []
const toKsup: readonly Direction[] = ['onec→ksup']
const toOnec: readonly Direction[] = ['ksup→onec']

export const matrices: Readonly<Record<ObjectKind, Matrix>> = {
  /** D-06…D-09. */
  contact: { create: toOnec, change: toKsup, delete: nowhere, merge: nowhere },
  /** D-28…D-30. */
  item: { create: toKsup, change: toKsup, delete: nowhere, merge: nowhere },
  /** D-40…D-42. */
  order: {
    create: toKsup,
    'change-rows': toKsup,
    'change-status': toKsup,
    delete: nowhere,
    merge: nowhere,
  },
  /** D-68, D-69. */
  income: { create: toKsup, change: nowhere, delete: nowhere, merge: nowhere },
  /** D-77…D-79. */
  shipment: { create: toKsup, change: toKsup, delete: nowhere, merge: nowhere },
  /** D-88, D-89. */
  receipt: { create: toKsup, change: nowhere, delete: nowhere, merge: nowhere },
}

/** The request for prices and stock has no object: КСУП alone asks (D-99). */
export const PRICE_STOCK_DIRECTION: Direction = 'ksup→onec'

interface KindRow {
  direction: Direction
  /** Operation that carries it, and its `type`. */
  operation: string
  type?: string
  object: ObjectKind
  /** `null`: the answer to a creation, which the seed asks for apart from the matrices (D-22). */
  action: Action | null
}

/** Every kind of message about an object. */
export const messageKinds = {
  'contact-create': {
    direction: 'ksup→onec',
    operation: 'ksup.contactCreate',
    object: 'contact',
    action: 'create',
  },
  'contact-link': { direction: 'onec→ksup', operation: 'ksup.contactLink', object: 'contact', action: null },
  'contact-change': {
    direction: 'onec→ksup',
    operation: 'ksup.contactChange',
    object: 'contact',
    action: 'change',
  },
  'item-create': {
    direction: 'onec→ksup',
    operation: 'ksup.nomenclatureCreate',
    object: 'item',
    action: 'create',
  },
  'item-change': {
    direction: 'onec→ksup',
    operation: 'ksup.nomenclatureChange',
    object: 'item',
    action: 'change',
  },
  'order-add': {
    direction: 'onec→ksup',
    operation: 'ksup.orders',
    type: 'add',
    object: 'order',
    action: 'create',
  },
  'order-change': {
    direction: 'onec→ksup',
    operation: 'ksup.orders',
    type: 'change',
    object: 'order',
    action: 'change-rows',
  },
  'order-cancel': {
    direction: 'onec→ksup',
    operation: 'ksup.orders',
    type: 'cancel',
    object: 'order',
    action: 'change-status',
  },
  'order-finished': {
    direction: 'onec→ksup',
    operation: 'ksup.orders',
    type: 'finished',
    object: 'order',
    action: 'change-status',
  },
  income: { direction: 'onec→ksup', operation: 'ksup.income', object: 'income', action: 'create' },
  'income-unassigned': {
    direction: 'onec→ksup',
    operation: 'ksup.unassignedIncome',
    object: 'income',
    action: 'create',
  },
  'shipment-add': {
    direction: 'onec→ksup',
    operation: 'ksup.shipments',
    type: 'add',
    object: 'shipment',
    action: 'create',
  },
  'shipment-change': {
    direction: 'onec→ksup',
    operation: 'ksup.shipments',
    type: 'change',
    object: 'shipment',
    action: 'change',
  },
  retail: {
    direction: 'onec→ksup',
    operation: 'ksup.retail',
    type: 'roznica',
    object: 'receipt',
    action: 'create',
  },
  'retail-no-card': {
    direction: 'onec→ksup',
    operation: 'ksup.retail',
    type: 'roznicanocard',
    object: 'receipt',
    action: 'create',
  },
} as const satisfies Record<string, KindRow>

export type MessageKind = keyof typeof messageKinds
export const MESSAGE_KINDS = Object.keys(messageKinds) as MessageKind[]

/** `true` for a «Да» cell. What is not in the matrix of the object is a «Нет». */
export const mayTravel = (object: ObjectKind, action: Action, direction: Direction): boolean =>
  matrices[object][action]?.includes(direction) ?? false

/** The kinds of message for a cell; none for a «Нет». */
export const kindsFor = (object: ObjectKind, action: Action, direction: Direction): MessageKind[] =>
  MESSAGE_KINDS.filter((kind) => {
    const row: KindRow = messageKinds[kind]
    return row.object === object && row.action === action && row.direction === direction
  })
