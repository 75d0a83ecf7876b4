import type { CmlDocument, CmlLine } from '../contracts/commerceml/model.ts'
import { CmlRefusal } from '../contracts/commerceml/model.ts'
import { createCmlReader } from '../contracts/commerceml/reader/reader.ts'
import { fromKopecks, fromThousandths, kopecks, readNumberText, thousandths } from '../contracts/decimal.ts'
import { identify } from '../contracts/identify.ts'
import { holdsAmount } from '../contracts/ksup/rows.ts'
import type { WireBody } from '../contracts/operation.ts'
import { lineAmount } from '../contracts/regate/pricing.ts'
import {
  checkOffer,
  discountFits,
  grossAmount,
  isRounding,
  isVatRate,
} from '../contracts/site-orders/arithmetic.ts'
import { readTree } from '../contracts/site-orders/read-tree.ts'
import { createNotes } from '../contracts/wire/notes.ts'
import type { WireNode } from '../contracts/wire/tree.ts'
import { tableOf, type LineTable, type Mismatch, type TableLine } from './tables.ts'

/** The lines of every document in a body, each with its arithmetic checked by the rules of its contract. */

type Bag = Record<string, unknown>

const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const bags = (value: unknown): Bag[] => (Array.isArray(value) ? value.filter(isBag) : [])
const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value))

/** A figure, also one that an untidy body writes as text; `null` when it cannot be held exactly. */
function figure(value: unknown, exact: (number: number) => number): number | null {
  const written = typeof value === 'string' ? readNumberText(value) : typeof value === 'number' ? value : null
  if (written === null) return null
  try {
    return exact(Number(written))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const money = (value: unknown): number | null => figure(value, kopecks)
const quantityOf = (value: unknown): number | null => figure(value, thousandths)

const empty = (number: number, id: string): TableLine => ({
  number,
  id,
  name: null,
  quantity: null,
  price: null,
  discount: null,
  sum: null,
  vatRate: null,
  vat: null,
  mismatches: [],
})

/** A line of a returned order: section 6.2, A-95. */
function returnedLine(product: Bag, number: number): TableLine {
  const offer = isBag(product['offer']) ? product['offer'] : {}
  const line: TableLine = {
    ...empty(number, text(offer['offer_id'])),
    name: text(offer['name'] ?? product['name']) || null,
    quantity: quantityOf(offer['quantity']),
    price: money(offer['price']),
    discount: money(offer['discount']),
    sum: money(offer['summa']),
    vatRate: text(offer['nds_s']) || null,
    vat: money(offer['nds_summa']),
  }
  return { ...line, mismatches: returnedMismatches(line) }
}

function returnedMismatches({ quantity, price, discount, sum, vatRate, vat }: TableLine): Mismatch[] {
  if (quantity === null || price === null || discount === null || sum === null || vat === null) return []
  if (vatRate === null || !isVatRate(vatRate)) return []
  const offer = {
    quantity: fromThousandths(quantity),
    price: fromKopecks(price),
    discount: fromKopecks(discount),
    summa: fromKopecks(sum),
    nds_s: vatRate,
    nds_summa: fromKopecks(vat),
  }
  const mismatches = checkOffer(offer).map((difference): Mismatch => ({
    field: difference.field === 'summa' ? 'sum' : 'vat',
    expected: difference.expected,
    actual: difference.actual,
    rounding: isRounding(difference),
  }))
  if (discountFits(offer)) return mismatches
  const gross = grossAmount(price, quantity)
  return [...mismatches, { field: 'discount', expected: gross, actual: discount, rounding: false }]
}

function siteOrderTable(order: Bag): LineTable | null {
  const products = bags(order['products'])
  if (products.length === 0) return null
  const number = text(order['order_number'])
  const returned = products.every(({ offer }) => isBag(offer) && 'summa' in offer)
  const lines = products.map((product, i) =>
    returned
      ? returnedLine(product, i + 1)
      : { ...empty(i + 1, text(product['tovar_id'])), quantity: quantityOf(product['quantity']) },
  )
  return tableOf(
    returned
      ? { ru: `Заказ ${number}, возвращён из 1С`, en: `Order ${number}, returned by 1C` }
      : { ru: `Заказ ${number} сайта`, en: `Order ${number} of the site` },
    lines,
  )
}

/** Lines of a booking: price × quantity, section 6.8. */
function bookingTable(value: Bag): LineTable | null {
  const rows = bags(value['lines'])
  if (rows.length === 0) return null
  const lines = rows.map((row, i): TableLine => {
    const quantity = quantityOf(row['quantity'])
    const price = money(row['price'])
    const sum = money(row['amount'])
    const expected = quantity !== null && price !== null ? lineAmount(quantity, price) : null
    return {
      ...empty(i + 1, text(row['item_id'] ?? row['article'])),
      quantity,
      price,
      sum,
      mismatches:
        expected !== null && sum !== null && expected !== sum
          ? [{ field: 'sum', expected, actual: sum, rounding: Math.abs(expected - sum) <= 1 }]
          : [],
    }
  })
  const number = text(value['order_number'] ?? value['booking_id'])
  const title = { ru: `Заказ ${number}`, en: `Order ${number}` }
  return tableOf(title, lines, money(value['amount'] ?? value['expected_amount']))
}

/** Rows of КСУП: |amount − price·quantity| ≤ 0.01·max(1, quantity), DD-44. */
function ksupTable(value: Bag): LineTable | null {
  const rows = bags(value['rows'])
  if (rows.length === 0 || !rows.every((row) => 'amount' in row)) return null
  const lines = rows.map((row, i): TableLine => {
    const quantity = quantityOf(row['quantity']) ?? 0
    const price = money(row['price']) ?? 0
    const sum = money(row['amount']) ?? 0
    const expected = lineAmount(quantity, price)
    return {
      ...empty(i + 1, text(row['article'])),
      name: text(row['name']) || null,
      quantity,
      price,
      sum,
      mismatches:
        expected === sum
          ? []
          : [
              {
                field: 'sum',
                expected,
                actual: sum,
                rounding: holdsAmount({ quantity, price, amount: sum }),
              },
            ],
    }
  })
  const deal = text(value['deal_number'])
  return tableOf({ ru: `Сделка ${deal}`, en: `Deal ${deal}` }, lines)
}

/** `Документ` of CommerceML: sum = price × quantity, less the discounts that the sum does not have in it. */
function cmlTable(document: CmlDocument): LineTable {
  const lines = document.lines.map(cmlLine)
  return tableOf(
    {
      ru: `${document.operation || 'Документ'} ${document.number}`,
      en: `${document.operation || 'Document'} ${document.number}`,
    },
    lines,
    document.lines.length === 0 ? null : document.sum,
  )
}

function cmlLine(line: CmlLine, index: number): TableLine {
  const { quantity, price, sum } = line
  const discount = line.discounts
    .filter(({ included }) => included !== false)
    .reduce((total, one) => total + (one.sum ?? 0), 0)
  const gross = quantity !== null && price !== null ? lineAmount(quantity, price) : null
  // A price may be before its discount or after it: either is how a shop writes it.
  const expected = gross !== null && sum !== null && sum !== gross ? gross - discount : null
  return {
    ...empty(index + 1, line.id),
    name: line.name || null,
    quantity,
    price,
    discount: discount === 0 ? null : discount,
    sum,
    vatRate: line.taxes[0]?.rate ?? null,
    vat: line.taxes[0]?.sum ?? null,
    mismatches:
      expected === null || expected === sum
        ? []
        : [{ field: 'sum', expected, actual: sum!, rounding: Math.abs(expected - sum!) <= 1 }],
  }
}

/** Documents of one file that are shown; the explorer shows files of any size. */
const DOCUMENTS_LIMIT = 100

function cmlTables(bytes: Uint8Array): LineTable[] {
  const documents: CmlDocument[] = []
  const reader = createCmlReader({
    onRecord: (record) => {
      if (record.kind === 'document' && documents.length < DOCUMENTS_LIMIT) documents.push(record)
    },
    onFinding: () => undefined,
  })
  try {
    reader.write(bytes)
    reader.end()
  } catch (error) {
    if (!(error instanceof CmlRefusal)) throw error
  }
  return documents.map(cmlTable)
}

/** The tables of a body; none when it holds no lines, or cannot be read. */
export function lineTables(body: WireBody, options: { zone?: string; commerceMl?: boolean }): LineTable[] {
  if (options.commerceMl) return cmlTables(body.bytes)
  const found = identify(body, { fixture: true })
  if (!found) return []
  const reading = found.form.read(body, 'lenient', { fixture: true, zone: options.zone })
  const value: unknown = reading.value ?? uncheckedValue(body)
  if (!isBag(value)) return []
  const orders = isBag(value['order'])
    ? [value['order']]
    : bags(value['orders']).map(({ order }) => (isBag(order) ? order : {}))
  const tables = [
    ...orders.map(siteOrderTable),
    found.operation.contract.startsWith('regate') ? bookingTable(value) : null,
    found.operation.contract.startsWith('ksup') ? ksupTable(value) : null,
  ]
  return tables.filter((table) => table !== null)
}

/** A body that is refused for its sums is the one whose sums a person wants to see: what stands in it, unchecked. */
function uncheckedValue(body: WireBody): unknown {
  const notes = createNotes()
  const formats = ['json', 'xml'] as const
  const tree = readTree(body, { mode: 'lenient', fixture: true, reader: 'site', formats, notes })
  return tree && plainOf(tree)
}

/** Of a repeated name the last value stays, as with an ordinary parser. */
function plainOf(node: WireNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, plainOf(value)]))
    case 'array':
      return node.items.map(plainOf)
    case 'number':
      return Number(node.raw)
    case 'literal':
      return node.value
    default:
      return node.text
  }
}
