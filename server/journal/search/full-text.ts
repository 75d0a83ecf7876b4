import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { TextScope, TextTerm } from '../query/model.ts'
import type { JournalTables } from '../table.ts'
import { fold } from './fold.ts'

/** The index of texts: what a term of the query language is there, and which entries have it. */

const columnsOf: Readonly<Record<TextScope, string>> = {
  all: '',
  path: '{path} : ',
  head: '{path head} : ',
  request: '{request} : ',
  response: '{response} : ',
  body: '{request response} : ',
}

const quoted = (words: string): string => `"${fold(words).replaceAll('"', '""').replaceAll('\0', ' ')}"`

/** An expression of FTS5 that all terms have to meet (https://sqlite.org/fts5.html, section 3). */
export function matchOf(terms: readonly Omit<TextTerm, 'not' | 'kind'>[]): string {
  return terms
    .map(({ words, phrase, prefix, in: scope }) => {
      const parts = phrase ? [words] : words.split(/\s+/).filter((word) => word !== '')
      const strings = parts.map((part, i) => quoted(part) + (prefix && i === parts.length - 1 ? ' *' : ''))
      return `(${columnsOf[scope]}${strings.length > 1 ? `(${strings.join(' AND ')})` : (strings[0] ?? '""')})`
    })
    .join(' AND ')
}

/** Entries with the texts, newest first. @param before exclusive */
export const entriesWith = (
  tables: Kysely<JournalTables>,
  match: string,
  { before, limit }: { before: number; limit: number },
): Promise<number[]> =>
  idsOf(
    tables,
    sql`select rowid from journal_text
      where journal_text match ${match} and rowid < ${before} order by rowid desc limit ${limit}`,
  )

/** Entries with the texts, oldest first. @param after exclusive */
export const entriesFrom = (
  tables: Kysely<JournalTables>,
  match: string,
  { after, limit }: { after: number; limit: number },
): Promise<number[]> =>
  idsOf(
    tables,
    sql`select rowid from journal_text
      where journal_text match ${match} and rowid > ${after} order by rowid limit ${limit}`,
  )

async function idsOf(tables: Kysely<JournalTables>, query: RawBuilder<unknown>): Promise<number[]> {
  const { rows } = await (query as RawBuilder<{ rowid: number }>).execute(tables)
  return rows.map(({ rowid }) => rowid)
}
