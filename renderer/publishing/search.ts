/** Whether every word of a query is somewhere in the texts. An empty query is found everywhere. */
export function foundIn(query: string, texts: readonly string[]): boolean {
  const all = texts.join('\n').toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
