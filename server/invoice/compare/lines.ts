import type { InvoiceLine } from '../model.ts'

/** A line of either invoice beside its line of the other, `null` where there is none. */
export interface LinePair {
  before: InvoiceLine | null
  after: InvoiceLine | null
}

/** Numbers of lines typed in by hand stand in for ids and say nothing of the item. */
const itemId = ({ offer_id, number }: InvoiceLine): string | null =>
  offer_id === '' || offer_id === String(number) ? null : offer_id

const itemName = ({ name }: InvoiceLine): string => name.trim().replace(/\s+/g, ' ').toLocaleLowerCase('ru')

/** What makes two lines the same one, the surest first; `null` says nothing. */
const likenesses: readonly ((line: InvoiceLine) => string | null)[] = [
  (line) =>
    JSON.stringify([itemId(line), itemName(line), line.quantity, line.price, line.sum, line.vat_rate]),
  (line) => JSON.stringify([itemId(line), itemName(line)]),
  itemId,
  itemName,
]

/**
 * Lines matched by the item, wherever they stand: by its id, by its name where ids differ; of equal items the one whose figures
 * are the same first. In the order of the second invoice, what it lacks after the line that it stood behind.
 */
export function matchLines(before: readonly InvoiceLine[], after: readonly InvoiceLine[]): LinePair[] {
  const partner = new Map<InvoiceLine, InvoiceLine>()
  const taken = new Set<InvoiceLine>()
  for (const likeness of likenesses) {
    const waiting = new Map<string, InvoiceLine[]>()
    for (const line of before) {
      const key = taken.has(line) ? null : likeness(line)
      if (key === null) continue
      const others = waiting.get(key)
      if (others) others.push(line)
      else waiting.set(key, [line])
    }
    for (const line of after) {
      if (partner.has(line)) continue
      const found = waiting.get(likeness(line) ?? '')?.shift()
      if (!found) continue
      partner.set(line, found)
      taken.add(found)
    }
  }
  return inOrder(before, after, partner, taken)
}

function inOrder(
  before: readonly InvoiceLine[],
  after: readonly InvoiceLine[],
  partner: ReadonlyMap<InvoiceLine, InvoiceLine>,
  taken: ReadonlySet<InvoiceLine>,
): LinePair[] {
  const gone = before.filter((line) => !taken.has(line))
  const pairs: LinePair[] = []
  for (const line of after) {
    const found = partner.get(line) ?? null
    if (found)
      while (gone[0] && gone[0].number < found.number) pairs.push({ before: gone.shift()!, after: null })
    pairs.push({ before: found, after: line })
  }
  return [...pairs, ...gone.map((line) => ({ before: line, after: null }))]
}

/** Whether the lines that both invoices have stand in another order. */
export function isReordered(pairs: readonly LinePair[]): boolean {
  const places = pairs.flatMap(({ before, after }) => (before && after ? [before.number] : []))
  return places.some((place, i) => i > 0 && place < places[i - 1]!)
}
