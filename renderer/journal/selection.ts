/** Several chosen rows, as lists of files have them: one by one with Ctrl, a range with Shift. Pure. */
export interface Selection {
  ids: ReadonlySet<number>
  /** The other end of a range. */
  anchor: number | null
}

export const nothing: Selection = { ids: new Set(), anchor: null }

export function toggled({ ids }: Selection, id: number): Selection {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, anchor: id }
}

/** From the anchor to `id`, both included; without an anchor that is shown, `id` alone. */
export function ranged({ ids, anchor }: Selection, rows: readonly { id: number }[], id: number): Selection {
  const [from, to] = [rows.findIndex((row) => row.id === anchor), rows.findIndex((row) => row.id === id)]
  if (from < 0 || to < 0) return toggled({ ids: new Set(), anchor }, id)
  const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id)
  return { ids: new Set([...ids, ...range]), anchor }
}

export const everything = (rows: readonly { id: number }[]): Selection => ({
  ids: new Set(rows.map(({ id }) => id)),
  anchor: rows[0]?.id ?? null,
})
