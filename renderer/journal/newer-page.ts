export interface Page<Row extends { id: number }> {
  rows: Row[]
  next: number | null
}

/** Reads a page of entries older than `before`, newest first. */
export type ReadBefore<Row extends { id: number }> = (before: number, limit: number) => Promise<Page<Row>>

/**
 * The entries that come next above `id`, newest first. The server reads downwards only, so a page that begins a guessed
 * distance above is asked for; the guess is mended until the page has something and reaches down to `id` without a gap.
 * @param highest the highest id that is known
 * @param step the guess; the answer holds the one for the next page
 */
export async function newerThan<Row extends { id: number }>(
  read: ReadBefore<Row>,
  id: number,
  limit: number,
  highest: number,
  step: number,
): Promise<{ rows: Row[]; newest: boolean; step: number }> {
  /** Nothing is found up to this distance. */
  let empty = 0
  /** At this distance the page is too short to reach `id`. */
  let far: number | null = null
  let distance = Math.max(1, Math.round(step))
  for (;;) {
    const before = id + 1 + distance
    const { rows, next } = await read(before, limit)
    const newer = rows.filter((row) => row.id > id)
    const newest = before > highest
    const reaches = newer.length < rows.length || next === null || distance - empty <= limit
    if (!reaches) far = distance
    else if (newer.length === 0 && !newest) empty = distance
    else return { rows: newer, newest, step: newer.length < limit / 2 ? distance * 2 : distance }
    distance = far === null ? distance * 8 : Math.ceil((empty + far) / 2)
    if (far !== null && far - empty <= limit) distance = Math.min(far, empty + limit)
  }
}
