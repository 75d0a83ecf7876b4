import type { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Replacement } from '../mappings/model.ts'
import type { Bodies } from '../storage/bodies.ts'
import type { Changes } from '../storage/changes.ts'
import { systemClock, type Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { JournalSettings } from '../storage/document-schema.ts'
import { WrongInput } from '../storage/refusal.ts'
import { faultsInsert, faultWords } from './faults.ts'
import { termsOf } from './filter.ts'
import { groupCommit } from './group-commit.ts'
import { Mark } from './lines/chunk.ts'
import { openLines, type Lines } from './lines/lines.ts'
import { lineOf } from './lines/line-of.ts'
import { vocabularyOf } from './lines/vocabulary.ts'
import type {
  JournalDeletion,
  JournalEntry,
  JournalFilter,
  JournalHealth,
  JournalPage,
  JournalRow,
  JournalSession,
} from './model.ts'
import { bodyReader } from './packed.ts'
import { parseQuery } from './query/parse.ts'
import type { Query } from './query/model.ts'
import { entryReader, entryUnknown, type BodyPart } from './reading.ts'
import { insertOf, rowOfDraft, storable, type ExchangeDraft } from './recording.ts'
import { removals } from './removal.ts'
import { openIndexer, type Indexer } from './search/indexer.ts'
import { search, type Range } from './search/search.ts'
import { sessionsOf, threadOf } from './sessions.ts'
import { countReplacements, type JournalTables } from './table.ts'
import { createUpkeep } from './upkeep/upkeep.ts'
import { openUseCounter, type UseCounter } from './uses/counting.ts'
import { usesReader, type Uses } from './uses/reading.ts'

export { journalMigrations } from './migrations.ts'
export { entryUnknown, type BodyPart } from './reading.ts'
export type { ExchangeDraft } from './recording.ts'

export interface Journal extends Uses {
  /** Stores the exchange and resolves to its number once it is committed. */
  record(draft: ExchangeDraft): Promise<number>
  /** Adds what the mappings did after the exchange was recorded; `subject` replaces when it is given. */
  annotate(id: number, replacements: Replacement[], subject?: string | null): Promise<void>
  /** Says that entry `id` repeats entry `repeats`, for an exchange that the other end of the same bench recorded. */
  markRepeat(id: number, repeats: number): Promise<void>
  /** Newest first: the newest below `before`, or the oldest above `after`; both are exclusive. */
  page(
    filter: JournalFilter & { before?: number | undefined; after?: number | undefined; limit: number },
  ): Promise<JournalPage>
  /** Numbers of the entries that a query finds, newest first. @throws Refusal `JOURNAL-QUERY` when a part of it is not understood */
  find(q: string, limit: number): Promise<number[]>
  /** Rows in the order of their numbers here; those that are not there are passed over. */
  rows(ids: readonly number[]): Promise<JournalRow[]>
  entry(id: number): Promise<JournalEntry | null>
  /** The recorded bytes, unmasked: they are evidence. `null` for an unknown entry or an exchange without that body. */
  body(id: number, part: BodyPart): Promise<{ bytes: Uint8Array; contentType: string } | null>
  /** The same bytes for a reader that does not want them in memory. Errors come through the stream. */
  bodyStream(
    id: number,
    part: BodyPart,
  ): Promise<{ stream: Readable; bytes: number; contentType: string } | null>
  /**
   * A command for bash that sends the request again, with the recorded bytes unmasked.
   * @throws Refusal `JOURNAL-ENTRY-UNKNOWN`
   */
  curl(id: number): Promise<string>
  /** Entries that speak of the same orders as this one, oldest first. @throws Refusal `JOURNAL-ENTRY-UNKNOWN` */
  thread(id: number): Promise<JournalRow[]>
  /** Sessions of the entries that a query finds, the newest first. @throws Refusal `JOURNAL-QUERY` */
  sessions(q: string, limit: number): Promise<JournalSession[]>
  /** What has occurred, by keys of the query language; most frequent first. */
  vocabulary(): Promise<Record<string, string[]>>
  pin(ids: readonly number[], pinned: boolean): Promise<number>
  /** Puts entries out of sight; pinned ones stay. */
  remove(ids: readonly number[]): Promise<{ removed: number; deletion: number | null }>
  /** @throws Refusal `JOURNAL-DELETION-UNKNOWN` */
  restore(deletion: number): Promise<number>
  deletions(): Promise<JournalDeletion[]>
  health(thorough?: boolean): Promise<JournalHealth>
  compact(): Promise<JournalHealth & { freedBytes: number }>
  /** Takes away what the settings do not keep. @returns entries that went */
  tidy(keep: JournalSettings['keep']): Promise<number>
  /** Makes what was recorded findable by its texts, until `enough()`. */
  index(enough?: () => boolean): Promise<void>
  /** Forgets everything, returns how many entries there were. Numbers are never used again. */
  clear(): Promise<number>
  count(): Promise<number>
  /** Number of the newest entry, 0 when there is none. */
  lastId(): Promise<number>
}

export interface JournalDeps {
  db: Database
  bodies: Bodies
  changes: Changes
  /** @default the clock of the system */
  clock?: Clock
  /** IANA zone of the dates that people type into queries. @default 'Europe/Moscow' */
  zone?: () => string
}

/** A query by texts waits so long for the newest entries to become findable; the page says how many are not. */
const INDEX_WAIT_MS = 300

/** Everything that finds entries is read when it is asked for first: recording does without. */
interface Finding {
  lines: Lines
  indexer: Indexer
  counter: UseCounter
}

/** The journal: every exchange, stored before it is answered. */
export function createJournal({
  db,
  bodies,
  changes,
  clock = systemClock,
  zone = () => 'Europe/Moscow',
}: JournalDeps): Journal {
  const tables = db.withTables<JournalTables>()
  const insert = groupCommit(db)
  const readBody = bodyReader(tables, bodies)
  const reading = entryReader({
    tables,
    bodies,
    readBody,
    marksOf: async () => (await finding()).lines.marksOf,
  })
  const { rows } = reading
  const changed = (id?: number): void => changes.publish({ area: 'journal', id })

  let opened: Finding | null = null
  let opening: Promise<Finding> | null = null
  /** Entries that were recorded while the others were read. */
  let meanwhile: Parameters<typeof lineOf>[0][] = []

  async function open(): Promise<Finding> {
    const lines = await openLines(tables)
    const indexer = await openIndexer(tables, bodies, readBody)
    const counter = await openUseCounter(tables, lines)
    const last = lines.chunks.at(-1)
    const known = last ? last.columns.id[last.length - 1]! : 0
    for (const stored of meanwhile) if (stored.id > known) lines.add(lineOf(stored, lines.words))
    meanwhile = []
    return (opened = { lines, indexer, counter })
  }
  const finding = (): Promise<Finding> => (opening ??= open())

  const parsed = (q: string) => parseQuery(q, { now: clock(), zone: zone() })

  /** @throws Refusal `JOURNAL-QUERY` */
  function strictly(q: string): Query {
    const { query, problems } = parsed(q)
    const [first] = problems
    if (!first) return query
    const place = `${first.from + 1}`
    throw new WrongInput('JOURNAL-QUERY', {
      ru: `Запрос к журналу не понят, знак ${place}: ${first.message.ru}`,
      en: `The query is not understood, character ${place}: ${first.message.en}`,
    })
  }

  async function run(query: Query, range: Range) {
    const { lines, indexer } = await finding()
    if (range.subject !== undefined || asksForTexts(query)) {
      const until = performance.now() + INDEX_WAIT_MS
      await indexer.run(() => performance.now() > until)
    }
    return search({ lines, tables }, query, range)
  }

  async function upkeep() {
    const { lines } = await finding()
    return createUpkeep({ tables, lines, bodies, clock })
  }

  const journal: Journal = {
    async record(draft) {
      const made = rowOfDraft(bodies, draft)
      const row = made instanceof Promise ? await made : made
      const id = await insert(insertOf(row))
      const source = draft.source ?? 'live'
      const connection = draft.connection ?? null
      // At once: lines have to come in the order of their numbers, in which commits are told.
      if (opened) opened.lines.add(lineOf({ id, draft, row, source }, opened.lines.words))
      else if (opening) meanwhile.push({ id, draft, row, source })
      if (source !== 'live' || connection !== null)
        await insert(
          tables
            .insertInto('journal_fact')
            .values({ id, source, connection: connection && JSON.stringify(connection) })
            .compile(),
        )
      if (draft.faults && draft.faults.length > 0) await insert(faultsInsert(tables, id, draft.faults))
      changed(id)
      return id
    },

    async annotate(id, replacements, subject) {
      let counts = { replaced: 0, unmapped: 0 }
      await tables.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('journal')
          .select('replacements')
          .where('id', '=', id)
          .executeTakeFirst()
        if (!row) return
        const all = [...(JSON.parse(row.replacements) as Replacement[]), ...replacements]
        counts = countReplacements(all)
        await trx
          .updateTable('journal')
          .set({
            replacements: JSON.stringify(all),
            ...counts,
            ...(subject === undefined ? {} : { subject: storable(subject) }),
          })
          .where('id', '=', id)
          .execute()
        // It may have been made findable already.
        if (subject)
          await trx
            .insertInto('journal_key')
            .values({ kind: 'subject', value: subject, entry: id })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        // And its uses may have been counted.
        await trx
          .insertInto('journal_use_due')
          .values({ entry: id })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      })
      const marks = (counts.replaced > 0 ? Mark.replaced : 0) | (counts.unmapped > 0 ? Mark.unmapped : 0)
      if (opening) await (await finding()).lines.mark([id], marks, 0)
      changed(id)
    },

    async markRepeat(id, repeats) {
      await tables.updateTable('journal').set({ repeats }).where('id', '=', id).execute()
      if (opening) await (await finding()).lines.mark([id], Mark.repeat, 0)
      changed(id)
    },

    async page({ before, after, limit, q = '', subject, ...filter }) {
      const { query, problems } = parsed(q)
      const all: Query = { terms: [...query.terms, ...termsOf(filter)] }
      const { ids, total, atLeast } = await run(all, { before, after, limit: limit + 1, subject })
      const { lines, indexer } = await finding()
      const goesOn = ids.length > limit
      const shown = after === undefined ? ids.slice(0, limit) : ids.slice(-limit)
      return {
        rows: await rows(shown),
        next: goesOn ? shown.at(after === undefined ? -1 : 0)! : null,
        total,
        atLeast,
        notIndexed: asksForTexts(all) ? lines.after(indexer.upto) : 0,
        problems,
      }
    },

    async find(q, limit) {
      return (await run(strictly(q), { limit })).ids
    },

    ...reading,
    ...usesReader({ tables, rows, finding }),

    async thread(id) {
      if ((await rows([id])).length === 0) throw entryUnknown(id)
      const { lines, indexer } = await finding()
      await indexer.run()
      const ids = await threadOf(tables, id)
      return rows(ids.filter((entry) => (lines.marksOf(entry) & (Mark.removed | Mark.gone)) === 0))
    },

    async sessions(q, limit) {
      const query = strictly(q)
      const { indexer } = await finding()
      await indexer.run()
      const entries = query.terms.length === 0 ? null : (await run(query, { limit: 10_000 })).ids
      if (entries?.length === 0) return []
      return sessionsOf(tables, limit, entries)
    },

    async vocabulary() {
      return { ...vocabularyOf((await finding()).lines), fault: await faultWords(tables) }
    },

    async pin(ids, pinned) {
      const count = await removals(tables, (await finding()).lines, clock).pin(ids, pinned)
      changed()
      return count
    },

    async remove(ids) {
      const result = await removals(tables, (await finding()).lines, clock).remove(ids)
      changed()
      return result
    },

    async restore(deletion) {
      const count = await removals(tables, (await finding()).lines, clock).restore(deletion)
      changed()
      return count
    },

    async deletions() {
      return removals(tables, (await finding()).lines, clock).list()
    },

    health: async (thorough) => (await upkeep()).health(thorough),

    async compact() {
      const result = await (await upkeep()).compact()
      changed()
      return result
    },

    async tidy(keep) {
      const gone = await (await upkeep()).run(keep)
      if (gone > 0) changed()
      return gone
    },

    async index(enough) {
      const { lines, indexer, counter } = await finding()
      await indexer.run(enough)
      await counter.run(enough)
      await lines.save()
    },

    async clear() {
      const { lines, indexer, counter } = await finding()
      await indexer.forget()
      const { newest } = await tables
        .selectFrom('journal')
        .select((eb) => eb.fn.max('id').as('newest'))
        .executeTakeFirstOrThrow()
      const upto = newest ?? 0
      const { numDeletedRows } = await tables
        .deleteFrom('journal')
        .where('id', '<=', upto)
        .executeTakeFirstOrThrow()
      for (const table of ['journal_fact', 'journal_pin', 'journal_removed'] as const)
        await tables.deleteFrom(table).where('id', '<=', upto).execute()
      await tables.deleteFrom('journal_fault').where('entry', '<=', upto).execute()
      await tables.deleteFrom('journal_deletion').execute()
      await tables.deleteFrom('journal_body').execute()
      await counter.forget(upto)
      await lines.clear(upto)
      changed()
      return Number(numDeletedRows)
    },

    async lastId() {
      const { rows: newest } = await sql<{ id: number | null }>`select max(id) as id from journal`.execute(
        tables,
      )
      return newest[0]?.id ?? 0
    },

    async count() {
      const { lines } = await finding()
      const { rows: removed } = await sql<{ n: number }>`select count(*) as n from journal_removed`.execute(
        tables,
      )
      return lines.count - (removed[0]?.n ?? 0)
    },
  }
  return journal
}

const asksForTexts = ({ terms }: Query): boolean =>
  terms.some((term) =>
    term.kind === 'any'
      ? term.of.some(asksForTexts)
      : term.kind === 'text' || (term.kind === 'set' && (term.key === 'order' || term.key === 'session')),
  )
