import { z } from 'zod'
import { mandatoryKeys, qrFields } from './fields.ts'

/** How the payment QR code of an invoice is made: part of a profile, and what the command line and the QR desk take. */

/** Error correction of the symbol, the weakest first. */
export const qrLevels = ['L', 'M', 'Q', 'H'] as const
export type QrLevel = (typeof qrLevels)[number]

/** UTF-8 and windows-1251: what 1C itself writes (I-04). */
export const qrHeaders = ['ST00012', 'ST00011'] as const
export type QrHeader = (typeof qrHeaders)[number]

/** Characters that may part the fields, in the order of trying (I-05). */
export const qrSeparators = ['|', '#', '~', '^', ';'] as const

/** Sides of the printed symbol without its quiet zone, in millimetres. */
export const QR_SIZE_MM = { min: 15, max: 80 } as const

/** Fields of the standard that a string may have beside the mandatory five. */
export const optionalQrKeys: readonly string[] = qrFields
  .map(({ key }) => key)
  .filter((key) => !mandatoryKeys.includes(key))

/** Those whose value an invoice has. */
export const invoiceQrKeys = [
  'Sum',
  'Purpose',
  'PayeeINN',
  'KPP',
  'PayerINN',
  'DocNo',
  'DocDate',
  'LastName',
  'FirstName',
  'MiddleName',
  'PayerAddress',
  'Phone',
  'PaymTerm',
] as const
export type InvoiceQrKey = (typeof invoiceQrKeys)[number]

export const isInvoiceQrKey = (key: string): key is InvoiceQrKey =>
  (invoiceQrKeys as readonly string[]).includes(key)

/** `{…}` of the template of the purpose. */
export const purposePlaces = ['number', 'date', 'vat', 'total', 'order', 'buyer'] as const

/** Side and level of the picture; `auto` follows section 1.5 of the contract. */
export const QrPicture = z.strictObject({
  size: z.union([z.literal('auto'), z.number().min(QR_SIZE_MM.min).max(QR_SIZE_MM.max)]).default('auto'),
  level: z.union([z.literal('auto'), z.enum(qrLevels)]).default('auto'),
})
export type QrPicture = z.output<typeof QrPicture>

/** Where the value of an optional field comes from. */
const FieldSource = z.union([
  z.strictObject({ from: z.literal('invoice') }),
  z.strictObject({ value: z.string().min(1).max(500) }),
])
export type QrFieldSource = z.output<typeof FieldSource>

const Include = z.record(z.string(), FieldSource).superRefine((include, context) => {
  for (const [key, source] of Object.entries(include)) {
    const fault = !optionalQrKeys.includes(key)
      ? `поля ${key} среди необязательных полей стандарта нет`
      : 'from' in source && !isInvoiceQrKey(key)
        ? `значение поля ${key} из счёта взять нельзя: укажите его`
        : null
    if (fault) context.addIssue({ code: 'custom', path: [key], message: fault })
  }
})

const fromInvoice: QrFieldSource = { from: 'invoice' }

/** The layout that the customer's brief fixes (A-45). */
export const usualFields: Readonly<Record<string, QrFieldSource>> = {
  Sum: fromInvoice,
  Purpose: fromInvoice,
  PayeeINN: fromInvoice,
  KPP: fromInvoice,
}

export const USUAL_PURPOSE = 'Оплата по счету № {number} от {date}. {vat}'

const unknownPlace = (template: string): string | undefined =>
  [...template.matchAll(/\{([^{}]*)\}/g)]
    .map((match) => match[1]!)
    .find((name) => !(purposePlaces as readonly string[]).includes(name))

export const QrOptions = QrPicture.extend({
  /** `as-sent`: the string that 1C sent. The others: a string composed of the invoice, whatever 1C sent. */
  format: z.enum(['as-sent', ...qrHeaders]).default('as-sent'),
  /** With `as-sent`, when 1C sent no string: no picture, or a string composed as ST00012. */
  absent: z.enum(['none', 'compose']).default('none'),
  /** Fields beside the mandatory five, in a composed string. */
  include: Include.default({ ...usualFields }),
  /** Purpose of a composed string; what stands in braces is filled in from the invoice. */
  purpose: z
    .string()
    .max(500)
    .refine((template) => unknownPlace(template) === undefined, {
      error: ({ input }) =>
        `подстановки {${unknownPlace(String(input))}} нет; есть: ${purposePlaces.map((name) => `{${name}}`).join(' ')}`,
    })
    .default(USUAL_PURPOSE),
  /** Printed in `PaymTerm`: days after the date of the invoice; `null` when no term is set. */
  term_days: z.number().int().min(0).max(3650).nullable().default(null),
})
export type QrOptions = z.output<typeof QrOptions>

/** The string as 1C sent it, size and level automatic. */
export const defaultQrOptions: QrOptions = QrOptions.parse({})

/** Of a string that is made field by field. */
export const QrMaking = QrPicture.extend({
  format: z.enum(qrHeaders).default('ST00012'),
  separator: z.union([z.literal('auto'), z.enum(qrSeparators)]).default('auto'),
})
export type QrMaking = z.output<typeof QrMaking>
