import type { Text } from '../text.ts'
import type { KsupCode, WarningCode } from './errors.ts'

/** Deals in КСУП (section 4.2). */

export const DEAL_STATES = ['active', 'cancelled', 'finished'] as const
export type DealState = (typeof DEAL_STATES)[number]

export const dealStates: Readonly<Record<DealState, { name: string; title: Text }>> = {
  active: { name: 'В работе', title: { ru: 'В работе', en: 'Active' } },
  cancelled: { name: 'Отменённая', title: { ru: 'Отменённая', en: 'Cancelled' } },
  finished: { name: 'Завершённая', title: { ru: 'Завершённая', en: 'Finished' } },
}

/** «Тип сделки» of a deal that is made of a receipt (D-94). */
export const RETAIL_DEAL_TYPE = 'Розница'

/** A retail deal is closed as soon as it is there (D-93). */
export const RETAIL_DEAL_STATE: DealState = 'finished'

/** What comes to a deal. `add` and `change` of an order are one column of the table. */
export const DEAL_EVENTS = ['add', 'change', 'cancel', 'finished', 'shipment', 'income'] as const
export type DealEvent = (typeof DEAL_EVENTS)[number]

export type DealAnswer =
  | { kind: 'applied'; state: DealState; warning?: WarningCode }
  /** The deal is there already: no effect. */
  | { kind: 'duplicate' }
  | { kind: 'refused'; code: Extract<KsupCode, 'KS-DEAL-CLOSED' | 'KS-DEAL-UNKNOWN'> }

const closed: DealAnswer = { kind: 'refused', code: 'KS-DEAL-CLOSED' }
const duplicate: DealAnswer = { kind: 'duplicate' }
const applied = (state: DealState, warning?: WarningCode): DealAnswer => ({
  kind: 'applied',
  state,
  ...(warning === undefined ? {} : { warning }),
})

const table: Readonly<Record<DealState, Readonly<Record<DealEvent, DealAnswer>>>> = {
  active: {
    add: applied('active'),
    change: applied('active'),
    cancel: applied('cancelled'),
    finished: applied('finished'),
    shipment: applied('active'),
    income: applied('active'),
  },
  cancelled: {
    add: closed,
    change: closed,
    cancel: duplicate,
    finished: closed,
    shipment: closed,
    income: applied('cancelled', 'W-DEAL-CLOSED'),
  },
  finished: {
    add: closed,
    change: closed,
    cancel: closed,
    finished: duplicate,
    shipment: applied('finished', 'W-DEAL-CLOSED'),
    income: applied('finished'),
  },
}

/** The cell of table 4.2; `null` is a deal that КСУП does not have. */
export function dealAnswer(state: DealState | null, event: DealEvent): DealAnswer {
  return state === null ? { kind: 'refused', code: 'KS-DEAL-UNKNOWN' } : table[state][event]
}
