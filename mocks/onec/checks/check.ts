import { ordCodes, type OrdCode } from '../../../server/contracts/site-orders/codes.ts'
import type { OrderEnvelope, ResultCode } from '../../../server/contracts/site-orders/schema.ts'
import type { Allocation } from '../allocation.ts'
import type { CounterpartyRow, ElementRow, ItemRow } from '../catalogue.ts'
import type { OrderDocument } from '../documents.ts'
import type { IncomingValue, IncomingValues } from '../incoming.ts'
import type { OnecConditions } from '../model.ts'

/** What a check is. Checks look at the facts of one order and say what they found; they are pure. */

/** In the order of section 11. The base itself is asked first: when it cannot work, nothing else can be known. */
export const stages = ['infobase', 'format', 'counterparty', 'lines', 'delivery', 'state'] as const
export type Stage = (typeof stages)[number]

/** Everything the checks look at. */
export interface OrderFacts {
  envelope: OrderEnvelope
  /** Local time of the connection. */
  now: string
  zone: string
  innCheck: 'warning' | 'error'
  conditions: OnecConditions
  document: OrderDocument | null
  /** Code of the document's status (section 5.2). */
  documentStatus: string | null
  counterparties: readonly CounterpartyRow[]
  values: IncomingValues
  /** Carrier of the delivery method, when the order names none (AD-23). */
  carrier: ElementRow | null
  items: ReadonlyMap<string, ItemRow>
  allocation: Allocation
}

export interface Hit {
  field?: string
  value?: string
  message: string
  /** The catalogue's unless given. */
  severity?: ResultCode['severity']
}

export interface Check {
  code: OrdCode
  stage: Stage
  look(facts: OrderFacts): Hit[]
}

/** The hit of a condition that holds. */
export const when = (found: boolean | undefined, hit: () => Hit): Hit[] => (found ? [hit()] : [])

/** The hit of a dictionary value that nothing in 1C answers for. */
export const missing = (value: IncomingValue, what: string): Hit[] =>
  when(value.element === null && !value.passed, () => ({
    field: value.field,
    value: value.value,
    message:
      value.outcome === 'conflict'
        ? `${what}: в соответствиях значению «${value.value}» отвечает несколько строк`
        : `${what}: значению «${value.value}» ничего не соответствует в 1С`,
  }))

/** Characters that the wire does not carry: controls, and halves of a pair that a cut leaves. */
const NOT_CARRIED = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu

function cut(text: string, length: number): string {
  const whole = text.length > length ? `${text.slice(0, length - 1)}…` : text
  return whole.replace(NOT_CARRIED, ' ')
}

/** A code of a processing result, within the limits of section 6.3. */
export function asCode(code: OrdCode, { field, value, message, severity }: Hit): ResultCode {
  return {
    code,
    severity: severity ?? ordCodes[code].severity,
    ...(field === undefined ? {} : { field: cut(field, 200) }),
    ...(value === undefined || value === '' ? {} : { value: cut(value, 200) }),
    message: cut(message, 500),
  }
}
