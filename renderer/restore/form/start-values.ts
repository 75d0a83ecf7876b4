import { choicesFor, type Memory } from './carried.ts'
import { withMember, type Values } from './values.ts'

/** What is new in each request: a mark that no other request has, and the time now as the wire writes it. */
export interface Fresh {
  stamp: string
  time: string
}

type Draft = (example: Values, memory: Memory, fresh: Fresh) => Values

const newest = (memory: Memory, name: string): string | undefined => choicesFor(memory, name)[0]?.value

/** The example with the identifiers of this base in place of its own. */
function filled(example: Values, memory: Memory, names: readonly string[]): Values {
  return names.reduce((values, name) => {
    const known = newest(memory, name)
    return known === undefined ? values : withMember(values, name, known)
  }, example)
}

interface SoldItem {
  item_id: string
  min_volume: number
  price_retail: number | null
  stock: { quantity: number | null; unlimited: boolean }
}

/** One line of the first item that can be bought, at its smallest volume. */
function firstLine(memory: Memory): Values[] | null {
  const { items = [] } = (memory.answers['assortment'] ?? {}) as { items?: SoldItem[] }
  const item = items.find(({ stock, min_volume }) => stock.unlimited || (stock.quantity ?? 0) >= min_volume)
  return item ? [{ item_id: item.item_id, quantity: item.min_volume }] : null
}

/** An order is named once: by the order of this base when there is one. */
function ofOrder(example: Values, memory: Memory): Values {
  const order_id = newest(memory, 'order_id')
  if (order_id === undefined) return example
  const { booking_id: _booking, order_number: _number, year: _year, order_id: _order, ...rest } = example
  return { order_id, ...rest }
}

const drafts: Readonly<Record<string, Draft>> = {
  state: () => ({}),
  city: () => ({}),
  citystore: (example, memory) => filled(example, memory, ['city_id']),
  storetable: (example, memory) => filled(example, memory, ['store_id']),
  assortment(example, memory) {
    const store_id = newest(memory, 'store_id')
    return store_id === undefined ? example : { store_id }
  },
  client: (example, _memory, { stamp }) => ({ ...example, client_id: `rs-${stamp}` }),
  clientupd: (example, memory) => filled(example, memory, ['client_id']),
  booking(example, memory, { stamp }) {
    const { expected_amount: _amount, valid_until: _until, organization_id: _seller, ...rest } = example
    const lines = firstLine(memory)
    // Amounts and sellers of the example belong to another base.
    const values = lines ? { ...rest, lines } : example
    return { ...filled(values, memory, ['client_id', 'store_id']), booking_id: `rs-ord-${stamp}` }
  },
  paycard(example, memory, { stamp, time }) {
    const { amount } = (memory.answers['booking'] ?? {}) as { amount?: number }
    const payment = {
      ...(example['payment'] as Values),
      transaction_id: `tx-${stamp}`,
      paid_at: time,
      ...(amount === undefined ? {} : { amount }),
    }
    return { ...ofOrder(example, memory), payment }
  },
  bookingstate: ofOrder,
  refund(example, memory, { stamp }) {
    const { amount: _amount, ...values } = ofOrder(example, memory)
    return { ...values, refund_id: `rs-ref-${stamp}` }
  },
}

/**
 * What the form of a method begins with: the example of the contract, with what earlier calls brought in place of the
 * identifiers, and new identifiers where ReStore issues them (BD-08).
 */
export function startValues(method: string, example: Values, memory: Memory, fresh: Fresh): Values {
  return drafts[method]?.(example, memory, fresh) ?? example
}
