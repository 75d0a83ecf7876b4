import { NO_VAT } from '../../../server/contracts/site-orders/arithmetic.ts'
import { ManualInvoice } from '../../../server/invoice/sources/manual-model.ts'
import { mainVatRate } from '../../../server/invoice/vat-rates.ts'
import type { InvoiceModel } from '../../api/types.ts'

/** An invoice as it is being typed: amounts may be missing, lines may be blank. Money in kopecks, quantities in thousandths. Pure. */

export interface DraftLine {
  /** Never travels. */
  key: string
  name: string
  unit: string
  quantity: number | null
  price: number | null
  discount: number | null
  vat_rate: string
}

export type DraftParty = ManualInvoice['seller']

export interface Draft {
  number: string
  date: string | null
  kind: ManualInvoice['kind']
  basis: string
  seller: DraftParty
  bank: ManualInvoice['bank']
  buyer: DraftParty
  vat_mode: ManualInvoice['vat_mode']
  lines: DraftLine[]
  delivery_place: string
}

const blankParty = (): DraftParty => ({ name: '', inn: '', kpp: '', address: '', phone: '' })

export function blankLine(vatRate: string, key = newKey()): DraftLine {
  return { key, name: '', unit: '', quantity: 1000, price: null, discount: null, vat_rate: vatRate }
}

const newKey = (): string => crypto.randomUUID()

/** @param today `YYYY-MM-DD` */
export function blankDraft(today: string): Draft {
  return {
    number: '',
    date: today,
    kind: 'invoice',
    basis: '',
    seller: blankParty(),
    bank: { bank: '', bik: '', correspondent_account: '', payment_account: '' },
    buyer: blankParty(),
    vat_mode: 'included',
    lines: [blankLine(mainVatRate(today))],
    delivery_place: '',
  }
}

/** An invoice of a document, to be changed by hand. */
export function draftOfModel(model: InvoiceModel): Draft {
  const party = ({ name, inn, kpp, address, phone }: InvoiceModel['seller']): DraftParty => ({
    name,
    inn: inn ?? '',
    kpp: kpp ?? '',
    address: address ?? '',
    phone: phone ?? '',
  })
  const { bank } = model
  return {
    number: model.number ?? model.footer.order_number,
    date: model.date,
    kind: model.terms.length > 0 ? 'contract' : 'invoice',
    basis: model.basis,
    seller: party(model.seller),
    bank: {
      bank: bank.bank ?? '',
      bik: bank.bik ?? '',
      correspondent_account: bank.correspondent_account ?? '',
      payment_account: bank.payment_account ?? '',
    },
    buyer: party(model.buyer),
    vat_mode: model.vat_mode,
    lines: model.lines.map(({ name, unit, quantity, price, discount, vat_rate }) => ({
      key: newKey(),
      name,
      unit: unit ?? '',
      quantity,
      price,
      discount,
      vat_rate,
    })),
    delivery_place: '',
  }
}

/** A line nobody has typed anything into. */
const isBlank = ({ name, price }: DraftLine): boolean => name.trim() === '' && price === null

/** Nothing of it was typed: what a draft begins with is the date and a line. */
export const isUntouched = ({ number, seller, buyer, lines }: Draft): boolean =>
  [number, seller.name, buyer.name].every((text) => text.trim() === '') && lines.every(isBlank)

export interface ReadDraft {
  /** `null` while something is missing. */
  invoice: ManualInvoice | null
  /** Paths of what is missing or wrong: `seller.name`, `lines.<key>.price`. */
  faults: ReadonlySet<string>
}

/** The invoice that a draft is. Blank lines are no lines. */
export function readDraft(draft: Draft): ReadDraft {
  const lines = draft.lines.filter((line) => !isBlank(line))
  const read = ManualInvoice.safeParse({
    ...draft,
    payment: null,
    lines: lines.map(({ key: _key, discount, vat_rate, ...line }) => ({
      ...line,
      discount: discount ?? 0,
      vat_rate: draft.vat_mode === 'none' ? NO_VAT : vat_rate,
    })),
  })
  if (read.success) return { invoice: read.data, faults: new Set() }
  const faults = read.error.issues.map(({ path }) => {
    const [part, at, ...rest] = path
    return part === 'lines' && typeof at === 'number'
      ? ['lines', lines[at]?.key, ...rest].join('.')
      : path.map(String).join('.')
  })
  return { invoice: null, faults: new Set(faults) }
}
