/**
 * Puts the newest page before the rows that are shown already, newest first. Rows of both are taken from the page: an
 * entry gets its replacements a moment after it was recorded. `null` when there is a gap between the two, so the page
 * alone has to be shown.
 */
export function mergeNewest<Row extends { id: number }>(
  shown: readonly Row[],
  page: readonly Row[],
): Row[] | null {
  if (shown.length === 0) return [...page]
  const oldest = page.at(-1)
  if (!oldest) return null
  const rest = shown.filter((row) => row.id < oldest.id)
  const meets = shown.some((row) => row.id >= oldest.id)
  return meets ? [...page, ...rest] : null
}
