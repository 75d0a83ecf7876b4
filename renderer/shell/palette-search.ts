/**
 * Keeps the titles in which every word of the query begins a word (`жур` finds «Журнал»); titles that hold a word
 * elsewhere come after. The order is otherwise kept. An empty query finds everything.
 */
export function searchActions<T extends { title: string }>(items: readonly T[], query: string): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const titleOf = (item: T) => item.title.toLowerCase()
  const begins = (title: string, word: string) =>
    title.split(/[\s«(:]+/).some((part) => part.startsWith(word))
  const first = items.filter((item) => words.every((word) => begins(titleOf(item), word)))
  const rest = items.filter(
    (item) => !first.includes(item) && words.every((word) => titleOf(item).includes(word)),
  )
  return [...first, ...rest]
}
