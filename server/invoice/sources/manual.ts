import { NO_VAT } from '../../contracts/site-orders/arithmetic.ts'
import { NOTHING_STATED, type InvoiceDraft } from '../draft.ts'
import { plainHeader } from '../header.ts'
import type { Party } from '../model.ts'
import { mainVatRate } from '../vat-rates.ts'
import type { ManualInvoice, ManualParty } from './manual-model.ts'
import type { z } from 'zod'

/** An invoice typed in by hand: every figure is computed of its terms. */
export function manualDraft(invoice: ManualInvoice): InvoiceDraft {
  const { number, date, kind, basis, bank, vat_mode, lines, payment, delivery_place } = invoice
  return {
    source: 'manual',
    header: plainHeader(number, date, { basis, isContract: kind === 'contract' }),
    seller: party(invoice.seller),
    bank: {
      bank: bank.bank || null,
      bik: bank.bik || null,
      correspondent_account: bank.correspondent_account || null,
      payment_account: bank.payment_account || null,
    },
    buyer: party(invoice.buyer),
    buyer_bank: null,
    vat_mode,
    rates_on: date,
    lines: lines.map((line, i) => ({
      offer_id: String(i + 1),
      name: line.name,
      unit: line.unit || null,
      quantity: line.quantity,
      price: line.price,
      discount: line.discount,
      vat_rate: line.vat_rate ?? (vat_mode === 'none' ? NO_VAT : mainVatRate(date)),
      stated: { sum: null, vat: null },
      checks: [],
    })),
    stated: NOTHING_STATED,
    payment: payment || null,
    delivery_place,
    order_number: number,
    seq: null,
    changed_at: null,
    checks: [],
  }
}

const party = ({ name, inn, kpp, address, phone }: z.output<typeof ManualParty>): Party => ({
  name,
  inn: inn || null,
  kpp: kpp || null,
  address: address || null,
  phone: phone || null,
})
