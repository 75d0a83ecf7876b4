import { Readable } from 'node:stream'
import type { Kysely, Selectable } from 'kysely'
import type { Bodies } from '../storage/bodies.ts'
import { Refusal } from '../storage/refusal.ts'
import type { Replacement } from '../mappings/model.ts'
import { bodyView, sha256Of, VIEW_BYTES } from './body-view.ts'
import { curlCommand } from './curl.ts'
import { Mark } from './lines/chunk.ts'
import type { BodyView, ConnectionFacts, JournalEntry, JournalFinding, JournalRow } from './model.ts'
import { faultsReader } from './faults.ts'
import { headOf, type ReadBody } from './packed.ts'
import { inBatches } from './removal.ts'
import { listColumns, rowOf, type Beside, type JournalTable, type JournalTables } from './table.ts'

export type BodyPart = 'request' | 'response'

/** The refusal for an entry that is not there (any more). */
export const entryUnknown = (id: number): Refusal =>
  new Refusal('JOURNAL-ENTRY-UNKNOWN', {
    ru: `Записи ${id} в журнале нет: возможно, журнал очистили.`,
    en: `There is no entry ${id} in the journal: it may have been cleared.`,
  })

/** What one entry is, once it is found. The members are those of `Journal`. */
export function entryReader({
  tables,
  bodies,
  readBody,
  marksOf,
}: {
  tables: Kysely<JournalTables>
  bodies: Bodies
  readBody: ReadBody
  /** Marks of entries, from the columns in memory. */
  marksOf(): Promise<(id: number) => number>
}) {
  const find = (id: number) =>
    tables.selectFrom('journal').selectAll().where('id', '=', id).executeTakeFirst()

  async function viewOf(stored: Selectable<JournalTable>, part: BodyPart): Promise<BodyView | null> {
    const [inline, sha256] = [stored[`${part}_body`], stored[`${part}_sha256`]]
    const contentType = stored[`${part}_type`]
    const size = stored[`${part}_bytes`]
    // Only a file of the folder is larger than what is shown of it; it need not be in memory as a whole.
    if (inline === null && sha256 !== null && size > VIEW_BYTES)
      return {
        ...bodyView(await headOf(bodies.stream(sha256), VIEW_BYTES), contentType, sha256),
        bytes: size,
      }
    const bytes = await readBody(inline, sha256)
    return bytes && bodyView(bytes, contentType, sha256 ?? sha256Of(bytes))
  }

  async function besideOf(ids: readonly number[]): Promise<(id: number) => Beside> {
    if (ids.length === 0) return () => ({ source: 'live', pinned: false, session: null, faults: [] })
    const marks = await marksOf()
    const list = [...ids]
    const facts = await tables
      .selectFrom('journal_fact')
      .select(['id', 'source'])
      .where('id', 'in', list)
      .execute()
    const sessions = await tables
      .selectFrom('journal_key')
      .select(['entry', 'value'])
      .where('entry', 'in', list)
      .where('kind', '=', 'session')
      .execute()
    const faultsOf = await faultsReader(tables, list)
    const sourceOf = new Map(facts.map(({ id, source }) => [id, source]))
    const sessionOf = new Map(sessions.map(({ entry, value }) => [entry, value]))
    return (id) => ({
      source: sourceOf.get(id) ?? 'live',
      pinned: (marks(id) & Mark.pinned) !== 0,
      session: sessionOf.get(id) ?? null,
      faults: faultsOf(id),
    })
  }

  async function rows(ids: readonly number[]): Promise<JournalRow[]> {
    const found = new Map<number, JournalRow>()
    await inBatches(ids, async (part) => {
      const beside = await besideOf(part)
      const stored = await tables.selectFrom('journal').select(listColumns).where('id', 'in', part).execute()
      for (const row of stored) found.set(row.id, rowOf(row, beside(row.id)))
    })
    return ids.flatMap((id) => found.get(id) ?? [])
  }

  async function isPacked(sha256: string | null): Promise<boolean> {
    if (sha256 === null) return false
    const packed = tables.selectFrom('journal_body').select('sha256').where('sha256', '=', sha256)
    return (await packed.executeTakeFirst()) !== undefined
  }

  return {
    rows,

    async entry(id: number): Promise<JournalEntry | null> {
      const stored = await find(id)
      if (!stored) return null
      const fact = await tables
        .selectFrom('journal_fact')
        .select('connection')
        .where('id', '=', id)
        .executeTakeFirst()
      const keys = await tables
        .selectFrom('journal_key')
        .select(['kind', 'value'])
        .where('entry', '=', id)
        .where('kind', '!=', 'session')
        .execute()
      return {
        ...rowOf(stored, (await besideOf([id]))(id)),
        url: stored.url,
        requestHeaders: JSON.parse(stored.request_headers) as [string, string][],
        responseHeaders: JSON.parse(stored.response_headers) as [string, string][],
        request: await viewOf(stored, 'request'),
        response: await viewOf(stored, 'response'),
        findings: JSON.parse(stored.findings) as JournalFinding[],
        replacements: JSON.parse(stored.replacements) as Replacement[],
        failure: stored.failure,
        connection: fact?.connection ? (JSON.parse(fact.connection) as ConnectionFacts) : null,
        keys,
      }
    },

    async body(id: number, part: BodyPart): Promise<{ bytes: Uint8Array; contentType: string } | null> {
      const stored = await find(id)
      if (!stored) return null
      const bytes = await readBody(stored[`${part}_body`], stored[`${part}_sha256`])
      return bytes && { bytes, contentType: stored[`${part}_type`] }
    },

    async bodyStream(
      id: number,
      part: BodyPart,
    ): Promise<{ stream: Readable; bytes: number; contentType: string } | null> {
      const stored = await find(id)
      const sha256 = stored?.[`${part}_sha256`] ?? null
      const bytes = stored?.[`${part}_bytes`] ?? 0
      if (!stored || bytes === 0) return null
      const contentType = stored[`${part}_type`]
      const inline = stored[`${part}_body`]
      if (inline !== null || (await isPacked(sha256))) {
        const whole = await readBody(inline, sha256)
        return whole && { stream: Readable.from([Buffer.from(whole)]), bytes, contentType }
      }
      return sha256 === null ? null : { stream: bodies.stream(sha256), bytes, contentType }
    },

    async curl(id: number): Promise<string> {
      const stored = await find(id)
      if (!stored) throw entryUnknown(id)
      return curlCommand({
        method: stored.method,
        url: stored.url,
        headers: JSON.parse(stored.request_headers) as [string, string][],
        body: (await readBody(stored.request_body, stored.request_sha256)) ?? new Uint8Array(),
      })
    },
  }
}
