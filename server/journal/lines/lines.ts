import type { Kysely } from 'kysely'
import type { JournalTables } from '../table.ts'
import {
  CHUNK,
  copyLine,
  Mark,
  openChunk,
  placeOf,
  putLine,
  writeChunk,
  type Chunk,
  type Line,
} from './chunk.ts'
import { openWords, type Words } from './words.ts'

/**
 * The columns of all entries, in memory. Whole chunks lie in the database as they are in memory, so that a million entries are
 * there at once when the workspace is opened; the entries after them are read from the journal itself.
 */
export interface Lines {
  words: Words
  /** Oldest first. */
  chunks: readonly Chunk[]
  /** Entries whose row is there, removed ones too. */
  readonly count: number
  /** Entries have to come in the order of their numbers. */
  add(line: Line): void
  /** Sets and clears marks; unknown entries are passed over. Stored when the promise resolves. */
  mark(ids: readonly number[], set: number, clear: number): Promise<void>
  marksOf(id: number): number
  /** When the exchange was, ms since 1970; `NaN` for an entry that is not there. */
  atOf(id: number): number
  /** How many entries came after one. */
  after(id: number): number
  /** Forgets everything up to an entry; what was recorded meanwhile stays. */
  clear(upto: number): Promise<void>
  /** Stores whole chunks that are not stored yet. */
  save(): Promise<void>
}

const lineColumns = [
  'id',
  'at',
  'direction',
  'side_from',
  'side_to',
  'operation',
  'method',
  'status',
  'duration_ms',
  'request_bytes',
  'response_bytes',
  'validity',
  'code',
  'replaced',
  'unmapped',
  'repeats',
  'failure',
] as const

/** Rows that are read at once while the workspace is opened. */
const READ = 2000

export async function openLines(tables: Kysely<JournalTables>): Promise<Lines> {
  const words = await openWords(tables)
  let chunks: Chunk[] = []
  let count = 0
  /** Chunks whose stored form is older than the one in memory, by their place. */
  const dirty = new Set<number>()

  const chunkOf = (id: number): number => {
    let low = 0
    let high = chunks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (chunks[middle]!.columns.id[0]! <= id) low = middle
      else high = middle - 1
    }
    return low
  }

  function add(line: Line): void {
    let last = chunks.at(-1)
    if (!last || last.length === CHUNK) chunks.push((last = openChunk()))
    putLine(last, last.length, line)
    last.length += 1
    count += 1
    if (last.length === CHUNK) dirty.add(chunks.length - 1)
  }

  /** Moves the entries after one into the chunks of today. */
  function keepLater({ columns, length }: Chunk, upto: number): void {
    for (let i = 0; i < length; i += 1) {
      if (columns.id[i]! <= upto) continue
      let last = chunks.at(-1)
      if (!last || last.length === CHUNK) chunks.push((last = openChunk()))
      copyLine(columns, i, last)
      if ((columns.marks[i]! & Mark.gone) === 0) count += 1
      if (last.length === CHUNK) dirty.add(chunks.length - 1)
    }
  }

  async function save(): Promise<void> {
    await words.save()
    for (const place of [...dirty]) {
      dirty.delete(place)
      const chunk = chunks[place]
      // The journal was cleared meanwhile.
      if (!chunk) return
      await tables
        .replaceInto('journal_chunk')
        .values({ first: chunk.columns.id[0]!, bytes: writeChunk(chunk) })
        .execute()
    }
  }

  const stored = tables.selectFrom('journal_chunk').selectAll().orderBy('first').stream(1)
  for await (const { bytes } of stored) {
    const chunk = openChunk(bytes)
    chunks.push(chunk)
    for (let i = 0; i < chunk.length; i += 1) if ((chunk.columns.marks[i]! & Mark.gone) === 0) count += 1
  }

  let after = chunks.at(-1)?.columns.id[CHUNK - 1] ?? 0
  for (;;) {
    const rows = await tables
      .selectFrom('journal')
      .leftJoin('journal_fact', 'journal_fact.id', 'journal.id')
      .leftJoin('journal_pin', 'journal_pin.id', 'journal.id')
      .select(lineColumns.map((column) => `journal.${column}` as const))
      .select(['journal_fact.source', 'journal_pin.id as pinned'])
      .where('journal.id', '>', after)
      .orderBy('journal.id')
      .limit(READ)
      .execute()
    for (const row of rows)
      add({
        id: row.id,
        at: Date.parse(row.at),
        durationMs: row.duration_ms,
        bytes: row.request_bytes + row.response_bytes,
        status: row.status,
        from: row.side_from,
        to: row.side_to,
        direction: row.direction,
        validity: row.validity,
        source: row.source ?? 'live',
        failed: row.failure !== null,
        replaced: row.replaced,
        unmapped: row.unmapped,
        repeats: row.repeats,
        pinned: row.pinned !== null,
        operation: words.number(row.operation),
        code: words.number(row.code),
        method: words.number(row.method),
      })
    if (rows.length < READ) break
    after = rows.at(-1)!.id
  }
  const removed = await tables.selectFrom('journal_removed').select('id').execute()

  const lines: Lines = {
    words,
    get chunks() {
      return chunks
    },
    get count() {
      return count
    },
    add,
    async mark(ids, set, clear) {
      for (const id of ids) {
        const place = chunkOf(id)
        const chunk = chunks[place]
        const at = chunk ? placeOf(chunk, id) : -1
        if (at < 0) continue
        const before = chunk!.columns.marks[at]!
        const after = (before & ~clear) | set
        if (before === after) continue
        chunk!.columns.marks[at] = after
        if ((set & ~before & Mark.gone) !== 0) count -= 1
        if (chunk!.length === CHUNK) dirty.add(place)
      }
      await save()
    },
    marksOf(id) {
      const chunk = chunks[chunkOf(id)]
      const at = chunk ? placeOf(chunk, id) : -1
      return at < 0 ? Mark.gone : chunk!.columns.marks[at]!
    },
    atOf(id) {
      const chunk = chunks[chunkOf(id)]
      const at = chunk ? placeOf(chunk, id) : -1
      return at < 0 ? NaN : chunk!.columns.at[at]!
    },
    after(id) {
      let later = 0
      for (let place = chunks.length - 1; place >= 0; place -= 1) {
        const { columns, length } = chunks[place]!
        if (columns.id[length - 1]! <= id) break
        for (let i = length - 1; i >= 0 && columns.id[i]! > id; i -= 1) later += 1
      }
      return later
    },
    async clear(upto) {
      const before = chunks
      chunks = []
      count = 0
      dirty.clear()
      for (const chunk of before) keepLater(chunk, upto)
      await tables.deleteFrom('journal_chunk').execute()
    },
    save,
  }
  await lines.mark(
    removed.map(({ id }) => id),
    Mark.removed,
    0,
  )
  return lines
}
