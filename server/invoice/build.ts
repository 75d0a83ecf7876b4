import type { InvoiceDraft } from './draft.ts'
import { invoiceLines, invoiceTotals } from './lines.ts'
import type { InvoiceCheck, InvoiceModel, InvoicePreview } from './model.ts'
import { buyerChecks, invoiceSeller } from './parties.ts'
import { ACCEPTANCE_WARNING, contractTerms } from './printed-texts.ts'
import { paymentAgainstInvoice, paymentSource, qrPreview } from './qr/preview.ts'
import { paymentBytes } from './qr/text.ts'
import type { PaymentString } from './qr/text.ts'
import { amountInWords } from './words.ts'

/**
 * The invoice of a document and of nothing else: model, payment QR code, and whatever does not hold. A bad requisite, sum
 * or payment string never stops it; it is said beside the value.
 *
 * @throws RangeError when an amount or a total leaves the safe integers of kopecks
 */
export function buildInvoice(draft: InvoiceDraft): InvoicePreview {
  const source = paymentSource(draft.payment)
  const payment = source.kind === 'string' ? source.payment : null
  const { seller, bank, checks: sellerChecks } = invoiceSeller(draft, payment)
  const lines = invoiceLines(draft)
  const { totals, checks: totalChecks } = invoiceTotals(draft, lines)
  const model: InvoiceModel = {
    title: draft.header.title,
    number: draft.header.number,
    date: draft.header.date,
    seller,
    buyer: draft.buyer,
    bank,
    basis: draft.header.basis,
    vat_mode: draft.vat_mode,
    lines,
    totals,
    words: amountInWords(totals.to_pay),
    warning: ACCEPTANCE_WARNING,
    terms: draft.header.isContract ? contractTerms(draft.delivery_place) : [],
    footer: { order_number: draft.order_number, seq: draft.seq },
    changed_at: draft.changed_at,
    qr: null,
    payment_link: source.kind === 'link' ? source.link : null,
  }

  const said: InvoiceCheck[] = [
    ...source.checks,
    ...(payment === null ? [] : againstDocument(payment, draft, model)),
  ]
  const picture = payment === null ? { qr: null, checks: [] } : qrPreview(payment, said)
  return {
    model: {
      ...model,
      qr: picture.qr && { text: picture.qr.text, bytes: paymentBytes(picture.qr.text).length },
    },
    qr: picture.qr,
    warnings: [
      ...draft.checks,
      ...sellerChecks,
      ...buyerChecks(draft),
      ...lines.flatMap((line) => line.checks),
      ...totalChecks,
      ...said.filter(({ severity }) => severity !== 'ok'),
      ...picture.checks,
    ],
  }
}

/** The payment string is compared with the seller of the document, not with what was taken out of the string itself. */
function againstDocument(
  payment: PaymentString,
  { seller, bank, order_number }: InvoiceDraft,
  model: InvoiceModel,
): InvoiceCheck[] {
  return paymentAgainstInvoice(payment, {
    total: model.totals.to_pay,
    order_number,
    invoice_number: model.number,
    seller: [
      ['Name', seller.name || undefined],
      ['PersonalAcc', bank.payment_account ?? undefined],
      ['BankName', bank.bank ?? undefined],
      ['BIC', bank.bik ?? undefined],
      ['CorrespAcc', bank.correspondent_account ?? undefined],
      ['PayeeINN', seller.inn ?? undefined],
      ['KPP', seller.kpp ?? undefined],
    ],
    buyerIsCompany: model.buyer.inn?.length === 10,
  })
}
