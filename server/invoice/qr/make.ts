import type { InvoiceCheck, QrPreview } from '../model.ts'
import type { QrMaking, QrPicture } from './options.ts'
import { qrPreview } from './preview.ts'
import { paymentBytes, readPaymentString, writePaymentString, type PaymentString } from './text.ts'

/** A code that somebody makes by hand, without an invoice. */
export interface MadeQr {
  /** The string as written: values cleaned and cut, which `checks` tell. */
  text: string
  bytes: number
  /** `null` when no symbol holds the string or its encoding lacks a character. */
  qr: QrPreview | null
  /** Everything that is to be said, `ok` left out. */
  checks: InvoiceCheck[]
}

/** Of values by standard key. */
export function makeQr(fields: Readonly<Record<string, string>>, options: QrMaking): MadeQr {
  const { text, checks } = writePaymentString(fields, {
    encoding: options.format === 'ST00011' ? '1' : '2',
    separator: options.separator,
  })
  // What was just written reads back.
  return drawn(readPaymentString(text).payment!, checks, options)
}

/** Of a payment string as it is; one that the standard refuses has no picture. */
export function makeQrOfText(text: string, picture: QrPicture): MadeQr {
  const { payment, checks } = readPaymentString(text)
  return payment
    ? drawn(payment, checks, picture)
    : { text, bytes: Buffer.byteLength(text), qr: null, checks }
}

function drawn(payment: PaymentString, said: readonly InvoiceCheck[], picture: QrPicture): MadeQr {
  const { qr, checks } = qrPreview(payment, said, picture)
  return {
    text: payment.text,
    bytes: paymentBytes(payment.text).length,
    qr,
    checks: [...said, ...checks].filter(({ severity }) => severity !== 'ok'),
  }
}
