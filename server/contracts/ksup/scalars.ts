import { z } from 'zod'
import { isDecimal } from '../decimal.ts'
import { Email, integer, Phone, text } from '../regate/scalars.ts'
import { EMPTY_DATE, isLocalTime } from '../time.ts'
import { wire } from '../wire/kinds.ts'
import { forms } from './forms.ts'

/**
 * The scalars of section 5.1 in their canonical form; those that contract B has too are taken from there. A message text of
 * a refinement is the name of a rule of `rules.ts`.
 */

/** «Код 1С»: a string, leading zeros and inner spaces count (DD-09). */
export const Code1c = text(20)

/** «Код КСУП»: the id of a contact or company in КСУП. */
export const CodeKsup = text(50)

/** The link key of an item: a string, leading zeros and inner spaces count (DD-09). */
export const Article = text(50)

/** «№ сделки в КСУП»: an integer from 1 (DD-09). */
export const DealNumber = integer(1).register(forms, { form: 'deal-number' })

export const OBJECT_TYPES = ['company', 'person'] as const
export type ObjectType = (typeof OBJECT_TYPES)[number]
export const ObjectTypeField = z.enum(OBJECT_TYPES).register(forms, { form: 'object-type' })

/** «Тип запроса»: one of the words of the operation; another one is refused with KS-TYPE. */
export const messageType = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, 'message-type').register(forms, { form: 'message-type' })

/** A day that exists, `YYYY-MM-DD`. */
export const Day = z
  .string()
  .refine((value) => isLocalTime(`${value}T00:00:00`) && !EMPTY_DATE.startsWith(value), 'day')
  .register(forms, { form: 'date' })
  .meta({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })

/** At most three fraction digits; below zero too: «Доступно» is not clamped (DD-55). */
export const SignedQuantity = z
  .number()
  .refine((value) => isDecimal(value, 3), 'signed-quantity')
  .register(wire, { kind: 'quantity' })
  .meta({ multipleOf: 0.001 })

export const NullableEmail = Email.nullable()
export const NullablePhone = Phone.nullable()
