import { z } from 'zod'
import { isDecimal } from '../decimal.ts'
import { EMAIL, EMPTY_GUID, GUID, PHONE } from '../requisites.ts'
import { isVatRate } from '../site-orders/arithmetic.ts'
import { EMPTY_DATE, isLocalTime } from '../time.ts'
import { wire } from '../wire/kinds.ts'

/**
 * The scalars of contract B in their canonical form. A message text of a refinement is the name of a rule of `rules.ts`;
 * what zod says by itself (type, length, count, list) is named there too.
 */

/** What JSON may carry but no database or document keeps: control characters, lone surrogates. */
const NOT_CARRIED = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** A text that may be empty. */
export const textUpTo = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !NOT_CARRIED.test(value), 'pattern')

export const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => !NOT_CARRIED.test(value), 'pattern')

/** Reference of 1C, lower case (BD-08). */
export const Guid = z
  .string()
  .regex(GUID, 'guid')
  .refine((value) => value !== EMPTY_GUID, 'guid')
  .register(wire, { kind: 'guid' })

/** Identifier that ReStore issues (BD-08). */
export const ReStoreId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'pattern')

/** ISO local time without a zone; the zone is `state.time_zone` (BD-06). */
export const LocalTime = z
  .string()
  .refine((value) => isLocalTime(value) && value !== EMPTY_DATE, 'time')
  .register(wire, { kind: 'time' })
  .meta({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$' })

/** Roubles, 0 or more, at most two fraction digits (BD-07). */
export const Money = z
  .number()
  .refine((value) => value >= 0 && isDecimal(value, 2), 'money')
  .register(wire, { kind: 'money' })
  .meta({ multipleOf: 0.01, minimum: 0 })

/** Roubles, more than 0. */
export const PositiveMoney = z
  .number()
  .refine((value) => isDecimal(value, 2), 'money')
  .refine((value) => value > 0, 'positive')
  .register(wire, { kind: 'money' })
  .meta({ multipleOf: 0.01, exclusiveMinimum: 0 })

/** 0 or more, at most three fraction digits (BD-07). */
export const Quantity = z
  .number()
  .refine((value) => value >= 0 && isDecimal(value, 3), 'quantity')
  .register(wire, { kind: 'quantity' })
  .meta({ multipleOf: 0.001, minimum: 0 })

/** More than 0, at most three fraction digits. */
export const Volume = z
  .number()
  .refine((value) => isDecimal(value, 3), 'quantity')
  .refine((value) => value > 0, 'positive')
  .register(wire, { kind: 'quantity' })
  .meta({ multipleOf: 0.001, exclusiveMinimum: 0 })

export const integer = (min: number, max: number = Number.MAX_SAFE_INTEGER) =>
  z
    .number()
    .int()
    .refine((value) => value >= min && value <= max, 'integer')
    .register(wire, { kind: 'integer' })
    .meta({ minimum: min, maximum: max })

/** An integer of an address, where everything is text, or of the body that stands for it (BD-02). */
export const queryInteger = (min: number, max: number) =>
  z.coerce
    .number()
    .int()
    .refine((value) => value >= min && value <= max, 'integer')
    .register(wire, { kind: 'integer' })
    .meta({ minimum: min, maximum: max })

export const Flag = z.boolean().register(wire, { kind: 'boolean' })

export const UNITS = ['кг', 'л', 'шт'] as const
export const Unit = z.enum(UNITS).register(wire, { kind: 'unit' })

export const VatRate = z
  .string()
  .refine(isVatRate, 'pattern')
  .register(wire, { kind: 'vat-rate' })
  .meta({ examples: ['20%', '10%', 'Без НДС'] })

/** Stands next to every block of amounts (BD-07). */
export const Currency = z.literal('RUB', 'currency')

export const Phone = z.string().regex(PHONE, 'pattern').register(wire, { kind: 'phone' })
export const Email = z.string().max(254).regex(EMAIL, 'pattern')
export const Inn = z.string().regex(/^(?:\d{10}|\d{12})$/, 'inn')
export const Kpp = z.string().regex(/^\d{4}[0-9A-Z]{2}\d{3}$/, 'pattern')

/** Number of a document of 1C: a string, its leading zeros count, unique within a year (BD-08). */
export const DocumentNumber = text(20)
