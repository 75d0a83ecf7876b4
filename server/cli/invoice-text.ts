import type { InvoiceSourceRow } from '../admin/api-invoice-sources.ts'
import { moneyText, quantityText } from '../contracts/decimal.ts'
import { shortDate } from '../invoice/header.ts'
import type { InvoiceCheck, InvoiceModel, Party } from '../invoice/model.ts'

/** An invoice in words for a terminal: what is printed, in the order of the form. */
export function invoiceText(model: InvoiceModel): string {
  const { bank, lines, totals } = model
  return [
    model.title,
    `Поставщик: ${party(model.seller)}`,
    `Банк: ${[bank.bank, bank.bik && `БИК ${bank.bik}`, bank.correspondent_account && `к/с ${bank.correspondent_account}`, bank.payment_account && `р/с ${bank.payment_account}`].filter(Boolean).join(', ')}`,
    `Покупатель: ${party(model.buyer)}`,
    ...(model.basis ? [`Основание: ${model.basis}`] : []),
    '',
    ...lines.map(
      ({ number, name, quantity, unit, price, discount, sum, vat_rate }) =>
        `${number}. ${name} — ${quantityText(quantity)} ${unit ?? ''} × ${moneyText(price)}${discount === 0 ? '' : `, скидка ${moneyText(discount)}`} = ${moneyText(sum)} (${vat_rate})`,
    ),
    '',
    `Итого: ${moneyText(totals.total)}`,
    ...vatLines(model),
    `Всего к оплате: ${moneyText(totals.to_pay)}`,
    `Всего наименований ${totals.lines}, на сумму ${moneyText(totals.to_pay)} руб.`,
    model.words,
    ...model.terms.map((term, i) => `${i + 1}. ${term}`),
    ...(model.qr ? ['', model.qr.text] : []),
  ].join('\n')
}

const party = ({ name, inn, kpp, address, phone }: Party): string =>
  [name, inn && `ИНН ${inn}`, kpp && `КПП ${kpp}`, address, phone].filter(Boolean).join(', ')

function vatLines({ totals, vat_mode }: InvoiceModel): string[] {
  const taxed = totals.vat.filter(({ amount }) => amount !== null)
  if (taxed.length === 0) return ['Без налога (НДС)']
  const words = vat_mode === 'on_top' ? 'Сумма НДС' : 'В том числе НДС'
  return taxed.map(({ rate, amount }) => `${words} (${rate}): ${moneyText(amount!)}`)
}

/** `warning sum-differs qr.Sum: … (80871; ожидается 8087100)` */
export function checkLine({ severity, code, field, message, value, expected }: InvoiceCheck): string {
  const detail = [value, expected && `ожидается ${expected}`].filter(Boolean).join('; ')
  return `${severity} ${code} ${field}: ${message.ru}${detail ? ` (${detail})` : ''}`
}

/** A document of the list with the option that names it. */
export function sourceLine({ ref, number, date, buyer, total }: InvoiceSourceRow): string {
  return [refText(ref), `№ ${number}`, shortDate(date), total === null ? '' : moneyText(total), buyer].join(
    '\t',
  )
}

function refText(ref: InvoiceSourceRow['ref']): string {
  switch (ref.source) {
    case 'regate':
      return `--regate ${ref.enterprise}/${ref.id}`
    case 'entry':
      return `--entry ${ref.id} --part ${ref.part}${ref.document === undefined ? '' : ` --document ${ref.document}`}`
    case 'order':
    case 'ksup':
    case 'cml':
      return `--${ref.source} ${ref.id}`
    // Neither a text nor an invoice by hand is in the list.
    default:
      return ref.source
  }
}
