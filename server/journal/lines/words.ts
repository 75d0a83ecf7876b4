import type { Kysely } from 'kysely'
import type { JournalTables } from '../table.ts'

/** Operations, codes and methods as small numbers. `0` is no text. */
export interface Words {
  /** Makes a number for a text that has none yet. */
  number(word: string | null): number
  /** The number of a text that has one. */
  known(word: string): number | undefined
  word(number: number): string | null
  all(): readonly string[]
  /** Stores the numbers made since the last time. */
  save(): Promise<void>
}

/** Codes come from the other side, too, which may invent them: the rest share one number. */
const LIMIT = 60_000
export const REST = 65_535

export async function openWords(tables: Kysely<JournalTables>): Promise<Words> {
  const stored = await tables.selectFrom('journal_word').selectAll().orderBy('id').execute()
  const numbers = new Map(stored.map(({ id, word }) => [word, id]))
  const words: (string | null)[] = [null]
  for (const { id, word } of stored) words[id] = word
  let fresh: { id: number; word: string }[] = []
  return {
    number(word) {
      if (word === null) return 0
      const known = numbers.get(word)
      if (known !== undefined) return known
      if (words.length >= LIMIT) return REST
      const id = words.length
      words.push(word)
      numbers.set(word, id)
      fresh.push({ id, word })
      return id
    },
    known: (word) => numbers.get(word),
    word: (number) => words[number] ?? null,
    all: () => [...numbers.keys()],
    async save() {
      const saving = fresh
      fresh = []
      for (let from = 0; from < saving.length; from += 500)
        await tables
          .insertInto('journal_word')
          .values(saving.slice(from, from + 500))
          .execute()
    },
  }
}
