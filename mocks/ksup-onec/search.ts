import { sql, type Expression, type RawBuilder } from 'kysely'

/** How people look for something: every word of theirs stands somewhere in the object, case aside. */

/** What is stored to be looked through. */
export const searchText = (...parts: readonly (string | number | null)[]): string =>
  parts
    .filter((part) => part !== null)
    .join('\n')
    .toLowerCase()

export const searchWords = (text: string | undefined): string[] =>
  (text ?? '').toLowerCase().split(/\s+/).filter(Boolean)

/** `instr` rather than LIKE: per cent and underscore are letters of an article like others. */
export const holdsWord = (column: Expression<string>, word: string): RawBuilder<boolean> =>
  sql<boolean>`instr(${column}, ${word}) > 0`
