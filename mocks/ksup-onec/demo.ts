import type { Address, CounterpartyKind } from '../../server/contracts/ksup/conditions.ts'

/** What the simulated 1C starts with. Money in kopecks, quantities in thousandths. References are GUIDs. */
export interface KsupOnecDemoData {
  warehouses: readonly string[]
  groups: readonly { ref: string; name: string; exported: boolean }[]
  items: readonly {
    ref: string
    code: string
    article: string
    name: string
    series: string
    manufacturer: string
    group: string
    kind: string
    deletion_mark?: boolean
    archived?: boolean
    price_retail: number | null
    special?: { price: number; from: string; to: string | null }
    stock: readonly { warehouse: string; on_hand: number; reserved: number }[]
    /** КСУП has it already: it is told of changes only. */
    known?: boolean
  }[]
  counterparties: readonly {
    ref: string
    code_1c: string
    name: string
    kind: CounterpartyKind
    inn: string | null
    emails: readonly Address[]
    phones: readonly Address[]
    code_ksup: string | null
  }[]
  cards: readonly { code: string; owner: string | null }[]
  agreements: readonly {
    ref: string
    number: string
    counterparty: string
    from: string
    to: string | null
    prices: readonly { article: string; price: number }[]
  }[]
  /** Orders that were written and not posted yet: posting them is the first exchange. */
  orders: readonly {
    ref: string
    number: string
    date: string
    counterparty: string
    type: string
    deal_number: number | null
    rows: readonly { article: string; quantity: number; price: number }[]
  }[]
}
