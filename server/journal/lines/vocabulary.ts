import type { Lines } from './lines.ts'

/** Keys of the query language whose values are whatever has occurred. */
const columns = { op: 'operation', code: 'code', method: 'method' } as const

/** What has occurred in the journal, by the key that asks for it; most frequent first. */
export function vocabularyOf({ chunks, words }: Pick<Lines, 'chunks' | 'words'>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(columns).map(([key, name]) => {
      const counts = new Map<number, number>()
      for (const { columns, length } of chunks)
        for (let i = 0; i < length; i += 1)
          counts.set(columns[name][i]!, (counts.get(columns[name][i]!) ?? 0) + 1)
      const frequent = [...counts].sort((a, b) => b[1] - a[1])
      return [key, frequent.flatMap(([number]) => words.word(number) ?? [])]
    }),
  )
}
