import { moneyText } from '../../contracts/decimal.ts'
import type { FieldDifference } from './model.ts'
import { fieldLabels, present, qrLabel } from './words.ts'
import { amountField, difference, textField } from './field-difference.ts'
import type { InvoiceModel } from '../model.ts'
import { paymentValue, readPaymentString, type PaymentString } from '../qr/text.ts'

const encodings = { '1': 'windows-1251', '2': 'UTF-8', '3': 'KOI8-R' } as const

const stringOf = ({ qr }: InvoiceModel): PaymentString | null => qr && readPaymentString(qr.text).payment

/** What differs in the payment codes of two invoices, field by field. */
export function comparePayment(before: InvoiceModel, after: InvoiceModel): FieldDifference[] {
  const [left, right] = [stringOf(before), stringOf(after)]
  return [
    ...(left && right
      ? fieldsOf(left, right)
      : difference('qr', fieldLabels.payment, left && present, right && present)),
    ...textField('qr.link', fieldLabels.payment_link, before.payment_link, after.payment_link),
  ]
}

function fieldsOf(before: PaymentString, after: PaymentString): FieldDifference[] {
  const keys = new Set([...before.fields, ...after.fields].map(({ key }) => key))
  return [
    ...textField('qr.encoding', fieldLabels.encoding, encodings[before.encoding], encodings[after.encoding]),
    ...[...keys].flatMap((key) => {
      const [left, right] = [paymentValue(before, key), paymentValue(after, key)]
      const field = `qr.${key}`
      return key === 'Sum' && isMoney(left) && isMoney(right)
        ? amountField(field, qrLabel(key), kopecksOf(left), kopecksOf(right), moneyText)
        : textField(field, qrLabel(key), left, right)
    }),
  ]
}

/** Kopecks that are exact; whatever else stands there is shown as it is. */
const isMoney = (value: string | null): boolean => value === null || /^\d{1,15}$/.test(value)

const kopecksOf = (value: string | null): number | null => (value === null ? null : Number(value))
