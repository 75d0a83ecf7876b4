import MailComposer from 'nodemailer/lib/mail-composer'
import { moneyText } from '../contracts/decimal.ts'
import { longDate, shortDate } from './header.ts'
import type { InvoiceModel } from './model.ts'

/** A letter to the buyer, as a person would begin it. */
export interface Letter {
  subject: string
  text: string
}

/** Subject and text of the letter that an invoice goes with, in Russian as the invoice itself. */
export function invoiceLetter(model: InvoiceModel): Letter {
  const { number, date, title, totals, vat_mode, basis, seller, buyer, qr } = model
  const isPlain = number !== null && date !== null
  const sum = `${moneyText(totals.to_pay)} руб.`
  const vat =
    vat_mode === 'none' || totals.vat_total === 0
      ? 'без НДС'
      : `в том числе НДС ${moneyText(totals.vat_total)} руб.`
  const lines = [
    'Здравствуйте!',
    '',
    `Направляем ${isPlain ? `счет на оплату № ${number} от ${longDate(date)}` : `документ «${title}»`} на сумму ${sum} (${vat}).`,
    ...(buyer.name === '' ? [] : [`Покупатель: ${buyer.name}.`]),
    ...(basis === '' ? [] : [`Основание: ${basis}.`]),
    '',
    qr === null ? 'Счет во вложении.' : 'Счет во вложении, его можно оплатить по QR-коду в приложении банка.',
    ...(seller.name === '' ? [] : ['', 'С уважением,', seller.name]),
  ]
  return {
    subject: `${isPlain ? `Счет на оплату № ${number} от ${shortDate(date)}` : title} на ${sum}`.replaceAll(
      '\u00A0',
      ' ',
    ),
    text: `${lines.join('\n')}\n`,
  }
}

export interface Draft extends Letter {
  to?: string | undefined
  attachment: { name: string; bytes: Uint8Array }
  at: Date
}

/**
 * The letter as an `.eml` file that a mail program opens as a new message: Outlook takes `X-Unsent: 1` for that, Thunderbird and
 * Apple Mail open any. The sender is left to the program.
 */
export function emailDraft({ to, subject, text, attachment, at }: Draft): Promise<Uint8Array> {
  const composer = new MailComposer({
    ...(to === undefined ? {} : { to }),
    subject,
    text,
    date: at,
    headers: { 'X-Unsent': '1' },
    attachments: [
      { filename: attachment.name, content: Buffer.from(attachment.bytes), contentType: 'application/pdf' },
    ],
    // What stands in a document is never taken for a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
