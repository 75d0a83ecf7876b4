/** An order of 1C as its print form «Заказ клиента» shows it (DD-11). Money in kopecks, quantities in thousandths. Pure. */
export interface PrintedOrder {
  /** As 1C numbers it, with the leading zeros: `0000-021502`. */
  number: string
  /** Local time of the document. */
  date: string
  organization: string
  customer: { name: string; inn: string | null; phone: string | null; email: string | null }
  /** «№ сделки в КСУП» (D-48), `null` for an order that needs none. */
  deal_number: number | null
  manager: string
  comment: string
  rows: PrintedRow[]
}

export interface PrintedRow {
  article: string
  name: string
  quantity: number
  price: number
  amount: number
}
