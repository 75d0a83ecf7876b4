import { CompiledQuery } from 'kysely'
import type { Operation, Side } from '../contracts/operation.ts'
import type { Replacement } from '../mappings/model.ts'
import type { Bodies, StoredBody } from '../storage/bodies.ts'
import type { Changes } from '../storage/changes.ts'
import type { Database } from '../storage/database.ts'
import { Refusal } from '../storage/refusal.ts'
import { bodyView, sha256Of } from './body-view.ts'
import { curlCommand } from './curl.ts'
import { conditions } from './filter.ts'
import { groupCommit } from './group-commit.ts'
import { maskHeaders, maskUrl } from './mask.ts'
import type { Direction, JournalEntry, JournalFilter, JournalFinding, JournalPage } from './model.ts'
import { countReplacements, listColumns, rowOf, validityOf, type JournalTables } from './table.ts'

export { journalMigrations } from './migrations.ts'

/** One exchange as its recorder saw it. Secrets in headers are masked by the journal, not by the caller. */
export interface ExchangeDraft {
  at: Date
  direction: Direction
  from: Side | null
  to: Side | null
  /** `null`: the exchange belongs to no known operation. */
  operation: Operation | null
  method: string
  url: string
  /** Path with query. */
  path: string
  requestHeaders: readonly [string, string][]
  responseHeaders: readonly [string, string][]
  /** Bytes with content coding removed, empty when there was no body; or a body that streamed by and is stored already. */
  request: Uint8Array | StoredBody
  response: Uint8Array
  /** Values of `Content-Type`, `''` when there was none. */
  requestContentType: string
  responseContentType: string
  status: number | null
  durationMs: number
  findings: JournalFinding[]
  replacements: Replacement[]
  code: string | null
  subject: string | null
  requestId: string | null
  failure: string | null
  repeats: number | null
}

export type BodyPart = 'request' | 'response'

export interface Journal {
  /** Stores the exchange and resolves to its number once it is committed. */
  record(draft: ExchangeDraft): Promise<number>
  /** Adds what the mappings did after the exchange was recorded; `subject` replaces when it is given. */
  annotate(id: number, replacements: Replacement[], subject?: string | null): Promise<void>
  /** Says that entry `id` repeats entry `repeats`, for an exchange that the other end of the same bench recorded. */
  markRepeat(id: number, repeats: number): Promise<void>
  /** Newest first. `before` is exclusive. */
  page(filter: JournalFilter & { before?: number; limit: number }): Promise<JournalPage>
  entry(id: number): Promise<JournalEntry | null>
  /** The recorded bytes, unmasked: they are evidence. `null` for an unknown entry or an exchange without that body. */
  body(id: number, part: BodyPart): Promise<{ bytes: Uint8Array; contentType: string } | null>
  /**
   * A command for bash that sends the request again, with the recorded bytes unmasked.
   * @throws Refusal `JOURNAL-ENTRY-UNKNOWN`
   */
  curl(id: number): Promise<string>
  /** Forgets everything, returns how many entries there were. Numbers are never used again. */
  clear(): Promise<number>
  count(): Promise<number>
}

export interface JournalDeps {
  db: Database
  bodies: Bodies
  changes: Changes
}

/** Larger bodies live in the bodies folder: rows stay small enough to be read by pages. */
const INLINE_LIMIT = 32 * 1024

const insertColumns = [
  'at',
  'direction',
  'side_from',
  'side_to',
  'contract',
  'operation',
  'method',
  'path',
  'status',
  'duration_ms',
  'request_bytes',
  'response_bytes',
  'validity',
  'code',
  'subject',
  'request_id',
  'replaced',
  'unmapped',
  'repeats',
  'failure',
  'url',
  'request_type',
  'response_type',
  'request_headers',
  'response_headers',
  'findings',
  'replacements',
  'request_sha256',
  'response_sha256',
  'request_body',
  'response_body',
] as const satisfies readonly (keyof JournalTables['journal'])[]

/** A body is in its row, or in the bodies folder, or was empty. */
interface Place {
  inline: Uint8Array | null
  sha256: string | null
}

const NOWHERE: Place = { inline: null, sha256: null }

/** Compiled once: building the statement anew takes longer than running it. */
const INSERT = `insert into journal (${insertColumns.join(', ')}) values (${insertColumns.map(() => '?').join(', ')})`

/** Texts of the other side may hold anything; SQLite texts may not hold U+0000. */
const storable = (text: string | null): string | null =>
  text !== null && text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text

/** Most exchanges have nothing to say. */
const listText = (list: readonly unknown[]): string => (list.length === 0 ? '[]' : JSON.stringify(list))

/** Headers that come again and again as the same object, written. Only a frozen one cannot have changed meanwhile. */
const writtenHeaders = new WeakMap<object, string>()

function headersText(headers: readonly [string, string][]): string {
  const known = writtenHeaders.get(headers)
  if (known !== undefined) return known
  const text = JSON.stringify(maskHeaders(headers))
  if (Object.isFrozen(headers)) writtenHeaders.set(headers, text)
  return text
}

/** The refusal for an entry that is not there (any more). */
export const entryUnknown = (id: number): Refusal =>
  new Refusal('JOURNAL-ENTRY-UNKNOWN', {
    ru: `Записи ${id} в журнале нет: возможно, журнал очистили.`,
    en: `There is no entry ${id} in the journal: it may have been cleared.`,
  })

/** The journal: every exchange, stored before it is answered. */
export function createJournal({ db, bodies, changes }: JournalDeps): Journal {
  const tables = db.withTables<JournalTables>()
  const insert = groupCommit(db)
  const changed = (id?: number): void => changes.publish({ area: 'journal', id })

  /** Where a body goes; only one that is too large for a row has to be waited for. */
  function place(bytes: Uint8Array | StoredBody): Place | Promise<Place> {
    if (!(bytes instanceof Uint8Array)) return { inline: null, sha256: bytes.sha256 }
    if (bytes.length === 0) return NOWHERE
    if (bytes.length <= INLINE_LIMIT) return { inline: bytes, sha256: null }
    return bodies.put(bytes).then((sha256) => ({ inline: null, sha256 }))
  }

  async function bytesOf(inline: Uint8Array | null, sha256: string | null): Promise<Uint8Array | null> {
    return inline ?? (sha256 === null ? null : bodies.get(sha256))
  }

  async function viewOf(inline: Uint8Array | null, sha256: string | null, contentType: string) {
    const bytes = await bytesOf(inline, sha256)
    return bytes && bodyView(bytes, contentType, sha256 ?? sha256Of(bytes))
  }

  const find = (id: number) =>
    tables.selectFrom('journal').selectAll().where('id', '=', id).executeTakeFirst()

  return {
    async record(draft) {
      const [request, response] = [await place(draft.request), await place(draft.response)]
      const { replaced, unmapped } = countReplacements(draft.replacements)
      const values: Record<(typeof insertColumns)[number], string | number | Uint8Array | null> = {
        at: draft.at.toISOString(),
        direction: draft.direction,
        side_from: draft.from,
        side_to: draft.to,
        contract: draft.operation?.contract ?? null,
        operation: draft.operation?.id ?? null,
        method: draft.method,
        path: storable(draft.path),
        status: draft.status,
        duration_ms: Math.round(draft.durationMs * 10) / 10,
        request_bytes: draft.request instanceof Uint8Array ? draft.request.length : draft.request.bytes,
        response_bytes: draft.response.length,
        validity: validityOf(draft.operation !== null && draft.failure === null, draft.findings),
        code: storable(draft.code),
        subject: storable(draft.subject),
        request_id: storable(draft.requestId),
        replaced,
        unmapped,
        repeats: draft.repeats,
        failure: storable(draft.failure),
        url: storable(maskUrl(draft.url)),
        request_type: storable(draft.requestContentType),
        response_type: storable(draft.responseContentType),
        request_headers: headersText(draft.requestHeaders),
        response_headers: headersText(draft.responseHeaders),
        findings: listText(draft.findings),
        replacements: listText(draft.replacements),
        request_sha256: request.sha256,
        response_sha256: response.sha256,
        request_body: request.inline,
        response_body: response.inline,
      }
      const id = await insert(
        CompiledQuery.raw(
          INSERT,
          insertColumns.map((column) => values[column]),
        ),
      )
      changed(id)
      return id
    },

    async annotate(id, replacements, subject) {
      await tables.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('journal')
          .select('replacements')
          .where('id', '=', id)
          .executeTakeFirst()
        if (!row) return
        const all = [...(JSON.parse(row.replacements) as Replacement[]), ...replacements]
        await trx
          .updateTable('journal')
          .set({
            replacements: JSON.stringify(all),
            ...countReplacements(all),
            ...(subject === undefined ? {} : { subject: storable(subject) }),
          })
          .where('id', '=', id)
          .execute()
      })
      changed(id)
    },

    async markRepeat(id, repeats) {
      await tables.updateTable('journal').set({ repeats }).where('id', '=', id).execute()
      changed(id)
    },

    async page({ before, limit, ...filter }) {
      const matching = tables.selectFrom('journal').where((eb) => eb.and(conditions(eb, filter)))
      const { total } = await matching
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const found = await matching
        .select(listColumns)
        .$if(before !== undefined, (query) => query.where('id', '<', before!))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const rows = found.slice(0, limit).map(rowOf)
      return { rows, next: found.length > limit ? rows.at(-1)!.id : null, total }
    },

    async entry(id) {
      const stored = await find(id)
      if (!stored) return null
      return {
        ...rowOf(stored),
        url: stored.url,
        requestHeaders: JSON.parse(stored.request_headers) as [string, string][],
        responseHeaders: JSON.parse(stored.response_headers) as [string, string][],
        request: await viewOf(stored.request_body, stored.request_sha256, stored.request_type),
        response: await viewOf(stored.response_body, stored.response_sha256, stored.response_type),
        findings: JSON.parse(stored.findings) as JournalFinding[],
        replacements: JSON.parse(stored.replacements) as Replacement[],
        failure: stored.failure,
        repeats: stored.repeats,
      }
    },

    async body(id, part) {
      const stored = await find(id)
      if (!stored) return null
      const bytes = await bytesOf(stored[`${part}_body`], stored[`${part}_sha256`])
      return bytes && { bytes, contentType: stored[`${part}_type`] }
    },

    async curl(id) {
      const stored = await find(id)
      if (!stored) throw entryUnknown(id)
      return curlCommand({
        method: stored.method,
        url: stored.url,
        headers: JSON.parse(stored.request_headers) as [string, string][],
        body: (await bytesOf(stored.request_body, stored.request_sha256)) ?? new Uint8Array(),
      })
    },

    async clear() {
      const { numDeletedRows } = await tables.deleteFrom('journal').executeTakeFirstOrThrow()
      changed()
      return Number(numDeletedRows)
    },

    async count() {
      const { total } = await tables
        .selectFrom('journal')
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return total
    },
  }
}
