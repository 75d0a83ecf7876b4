import type { DictionaryKind } from './model.ts'

/**
 * What a simulated УТ 11 base is filled with at first start. Money in kopecks, quantities in thousandths. The extra
 * identifiers of dictionary elements are not here: they are the mapping tables.
 */
export interface OnecDemoData {
  /** The first one sells. */
  organizations: readonly OnecDemoOrganization[]
  counterparties: readonly OnecDemoCounterparty[]
  items: readonly OnecDemoItem[]
  dictionaries: Readonly<Record<DictionaryKind, readonly OnecDemoElement[]>>
}

export interface OnecDemoOrganization {
  ref: string
  name: string
  inn: string
  kpp: string
  account: string
  bank: string
  bik: string
  correspondent_account: string
  address: string
}

export interface OnecDemoCounterparty {
  ref_1c: string
  code_1c: string
  name: string
  /** Empty for a private person. */
  inn: string
  kpp: string
  email?: string
  telefon?: string
  /** Discount of the agreement, whole percent of the gross amount of a line. */
  discount_percent?: number
  blocked?: boolean
}

export interface OnecDemoItem {
  offer_id: string
  code_1c: string
  artikul: string
  name: string
  unit: string
  nds_s: string
  /** `null`: no price is set yet (ORD-306). */
  price: number | null
  group: string
  barcodes?: readonly string[]
  /** The quantity of a line must be a multiple of it (ORD-304). */
  multiple?: number
  archived?: boolean
  deletion_mark?: boolean
  stock: readonly { storage_ref: string; quantity: number }[]
}

export interface OnecDemoElement {
  ref: string
  code: string
  name: string
  archived?: boolean
  /** Delivery methods: the buyer comes for the goods, no address is needed (ORD-403). */
  pickup?: boolean
  /** Delivery methods: carrier of an order that names none (AD-23). */
  carrier_ref?: string
  /** Carriers: a private person is asked for passport data (ORD-206). */
  needs_passport?: boolean
}
