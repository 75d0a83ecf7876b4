/** Numbers of the pages that hold rows of a stretch. @param first, last places of rows, from 0 */
export function pagesOf(first: number, last: number, size: number): number[] {
  const from = Math.floor(Math.max(0, first) / size)
  const to = Math.floor(Math.max(0, last) / size)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
