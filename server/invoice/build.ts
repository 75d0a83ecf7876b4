import type { ProcessedOrder } from '../contracts/site-orders/schema.ts'
import { DEFAULT_ZONE, fromLocalTime } from '../contracts/time.ts'
import { invoiceHeader } from './header.ts'
import { invoiceLines, invoiceTotals } from './lines.ts'
import type { ItemName } from './lines.ts'
import type { InvoiceCheck, InvoicePreview } from './model.ts'
import { invoiceBuyer, invoiceSeller } from './parties.ts'
import { ACCEPTANCE_WARNING, contractTerms } from './printed-texts.ts'
import { paymentAgainstInvoice, paymentSource, qrPreview } from './qr-preview.ts'
import { paymentBytes } from './qr-text.ts'
import { amountInWords } from './words.ts'

/** A version of an order from 1C; a bare order document has no exchange data. */
export interface InvoiceSource {
  order: ProcessedOrder['order']
  exchange?: ProcessedOrder['exchange'] | null
}

export interface BuildOptions {
  /** The site's catalogue, for lines that 1C sent without a name. */
  itemName?: ItemName
  /** IANA zone of the connection (AD-14). */
  zone?: string
}

/**
 * The invoice of a 1C version of an order and of nothing else: model, payment QR code, and whatever does not hold.
 * A bad requisite, sum or payment string never stops it; it is said beside the value.
 *
 * @throws RangeError when an amount or a total leaves the safe integers of kopecks
 */
export function buildInvoice(
  { order, exchange }: InvoiceSource,
  { itemName = () => null, zone = DEFAULT_ZONE }: BuildOptions = {},
): InvoicePreview {
  const source = paymentSource(order.order_QRCode)
  const payment = source.kind === 'string' ? source.payment : null
  const header = invoiceHeader(order)
  const { seller, bank, checks: sellerChecks } = invoiceSeller(order.seller, payment)
  const { buyer, checks: buyerChecks } = invoiceBuyer(order)
  const lines = invoiceLines(order.products, header.date ?? order.order_time.slice(0, 10), itemName)
  const { totals, checks: totalChecks } = invoiceTotals(order.products, lines)

  const block = order.seller
  const compared =
    payment === null
      ? []
      : paymentAgainstInvoice(payment, {
          total: totals.total,
          order_number: order.order_number,
          invoice_number: header.number,
          seller: [
            ['Name', block?.name],
            ['PersonalAcc', block?.payment_account],
            ['BankName', block?.bank],
            ['BIC', block?.bik],
            ['CorrespAcc', block?.correspondent_account],
            ['PayeeINN', block?.inn],
            ['KPP', block?.kpp],
          ],
          buyerIsCompany: buyer.inn?.length === 10,
        })
  const said: InvoiceCheck[] = [...source.checks, ...compared]
  const picture = payment === null ? { qr: null, checks: [] } : qrPreview(payment, said)

  return {
    model: {
      title: header.title,
      number: header.number,
      date: header.date,
      seller,
      buyer,
      bank,
      basis: header.basis,
      lines,
      totals,
      words: amountInWords(totals.total),
      warning: ACCEPTANCE_WARNING,
      terms: header.isContract ? contractTerms(deliveryPlace(order.delivery)) : [],
      footer: { order_number: order.order_number, seq: exchange?.seq ?? null },
      changed_at: exchange ? withOffset(exchange.changed_at, zone) : null,
      qr: picture.qr && { text: picture.qr.text, bytes: paymentBytes(picture.qr.text).length },
      payment_link: source.kind === 'link' ? source.link : null,
    },
    qr: picture.qr,
    warnings: [
      ...header.checks,
      ...sellerChecks,
      ...buyerChecks,
      ...lines.flatMap((line) => line.checks),
      ...totalChecks,
      ...said.filter(({ severity }) => severity !== 'ok'),
      ...picture.checks,
    ],
  }
}

function deliveryPlace({ delivery_city, delivery_address }: ProcessedOrder['order']['delivery']): string {
  if (!delivery_address) return delivery_city
  return delivery_address.includes(delivery_city) ? delivery_address : `${delivery_city}, ${delivery_address}`
}

/** Local time of the wire with the offset of its zone: `2025-09-18T11:05:12+03:00`. */
function withOffset(local: string, zone: string): string {
  const minutes = Math.round((Date.parse(`${local}Z`) - fromLocalTime(local, zone).getTime()) / 60_000)
  const pad = (value: number) => String(value).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${local}${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}
