import { keyOfRef } from '../ref-address.ts'
import type { InvoiceSourceRow } from '../types.ts'

/** Rows that are marked for a batch: one by one with Space or Ctrl, a range with Shift. Pure. */
export interface Marked {
  keys: ReadonlySet<string>
  /** The other end of a range. */
  anchor: string | null
}

export const nothingMarked: Marked = { keys: new Set(), anchor: null }

export function toggled({ keys }: Marked, key: string): Marked {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return { keys: next, anchor: key }
}

/** From the anchor to a row, both included; without an anchor that is shown, the row alone. */
export function ranged({ keys, anchor }: Marked, rows: readonly InvoiceSourceRow[], key: string): Marked {
  const order = rows.map(({ ref }) => keyOfRef(ref))
  const [from, to] = [anchor === null ? -1 : order.indexOf(anchor), order.indexOf(key)]
  if (from < 0 || to < 0) return { keys: new Set([...keys, key]), anchor: key }
  return { keys: new Set([...keys, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]), anchor }
}

export const everyRow = (rows: readonly InvoiceSourceRow[]): Marked => ({
  keys: new Set(rows.map(({ ref }) => keyOfRef(ref))),
  anchor: null,
})
