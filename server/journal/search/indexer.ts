import { setImmediate } from 'node:timers/promises'
import { sql, type Kysely, type Selectable } from 'kysely'
import type { Bodies } from '../../storage/bodies.ts'
import { Refusal } from '../../storage/refusal.ts'
import { bodyView } from '../body-view.ts'
import { headOf, type ReadBody } from '../packed.ts'
import type { JournalTable, JournalTables } from '../table.ts'
import { fold } from './fold.ts'
import { isCommerceMl, keysOf, type EntryKey } from './keys.ts'

/** Characters of one body that can be found; the rest of a longer one cannot. */
export const TEXT_LIMIT = 256 * 1024

/** Entries of one transaction. */
const BATCH = 100

/** Exchanges of two sides with a longer pause between them are two cycles. */
const CYCLE_PAUSE_MS = 15_000

type Row = Selectable<JournalTable>

export interface Indexer {
  /** The last entry that can be found by what it speaks of. */
  readonly upto: number
  /** Makes entries findable, oldest first, until all are or `enough()` says so. Never runs twice at a time. */
  run(enough?: () => boolean): Promise<void>
  /** Nothing of what is recorded by now can be found by its texts and ids any more. */
  forget(): Promise<void>
}

/** What is looked through: texts of the entry, without passport numbers. */
export async function openIndexer(
  tables: Kysely<JournalTables>,
  bodies: Bodies,
  read: ReadBody,
): Promise<Indexer> {
  let { upto } = await tables.selectFrom('journal_indexed').select('upto').executeTakeFirstOrThrow()
  let running: Promise<void> | null = null
  /** The last exchange between two sides: the next one goes on with its cycle. */
  const cycles = new Map<string, { at: number; session: string }>()

  async function text(row: Row, part: 'request' | 'response'): Promise<string> {
    const inline = row[`${part}_body`]
    const sha256 = row[`${part}_sha256`]
    if (inline === null && sha256 === null) return ''
    try {
      const isLong = inline === null && row[`${part}_bytes`] > TEXT_LIMIT * 2
      const bytes = isLong ? await headOf(bodies.stream(sha256!), TEXT_LIMIT * 2) : await read(inline, sha256)
      if (!bytes) return ''
      return (
        bodyView(bytes.subarray(0, TEXT_LIMIT * 2), row[`${part}_type`], '').text?.slice(0, TEXT_LIMIT) ?? ''
      )
    } catch (error) {
      // A body that was lost is told of by whoever opens the entry, and by the check of the journal.
      if (error instanceof Refusal || (error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }

  /** A cycle of 1C has no id of its own: what follows soon is a part of it. */
  function cycleOf(row: Row): string | null {
    if (!row.contract?.startsWith('site-orders')) return null
    const between = `${row.side_from} ${row.side_to} ${new URL(row.url, 'http://x').host}`
    const at = Date.parse(row.at)
    const last = cycles.get(between)
    const session = last && Math.abs(at - last.at) <= CYCLE_PAUSE_MS ? last.session : `cycle:${row.id}`
    cycles.set(between, { at, session })
    return session
  }

  async function prepared(row: Row) {
    const [request, response] = [await text(row, 'request'), await text(row, 'response')]
    const requestHeaders = JSON.parse(row.request_headers) as [string, string][]
    const responseHeaders = JSON.parse(row.response_headers) as [string, string][]
    const keys: EntryKey[] = keysOf({ ...row, requestHeaders, responseHeaders, request, response })
    if (!keys.some(({ kind }) => kind === 'session') && !isCommerceMl(row)) {
      const cycle = cycleOf(row)
      if (cycle) keys.push({ kind: 'session', value: cycle })
    }
    const headers = [...requestHeaders, ...responseHeaders].map(([name, value]) => `${name}: ${value}`)
    const head = [row.method, row.operation, row.code, row.subject, row.request_id, row.failure, row.status]
    return {
      id: row.id,
      keys,
      path: fold(`${row.path} ${row.url}`),
      head: fold([...head.filter((part) => part !== null), ...headers].join('\n')),
      request: fold(request),
      response: fold(response),
    }
  }

  async function batch(): Promise<boolean> {
    const rows = await tables
      .selectFrom('journal')
      .selectAll()
      .where('id', '>', upto)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    if (rows.length === 0) return false
    const entries: Awaited<ReturnType<typeof prepared>>[] = []
    for (const row of rows) entries.push(await prepared(row))
    const last = rows.at(-1)!.id
    await tables.transaction().execute(async (trx) => {
      for (const { id, path, head, request, response, keys } of entries) {
        await sql`insert into journal_text (rowid, path, head, request, response)
          values (${id}, ${clean(path)}, ${clean(head)}, ${clean(request)}, ${clean(response)})`.execute(trx)
        if (keys.length > 0)
          await trx
            .insertInto('journal_key')
            .values(keys.map(({ kind, value }) => ({ kind, value: clean(value), entry: id })))
            .onConflict((conflict) => conflict.doNothing())
            .execute()
      }
      await trx.updateTable('journal_indexed').set({ upto: last }).execute()
    })
    upto = last
    return rows.length === BATCH
  }

  async function work(enough: () => boolean): Promise<void> {
    while (!enough() && (await batch())) await setImmediate()
  }

  async function startAnew(): Promise<void> {
    cycles.clear()
    await sql`delete from journal_text`.execute(tables)
    await tables.deleteFrom('journal_key').execute()
    const last = await tables
      .selectFrom('journal')
      .select((eb) => eb.fn.max('id').as('id'))
      .executeTakeFirst()
    upto = last?.id ?? upto
    await tables.updateTable('journal_indexed').set({ upto }).execute()
  }

  /** One work at a time: whoever comes meanwhile waits for it, then sees what is left. */
  async function alone(job: () => Promise<void>): Promise<void> {
    while (running) await running
    running = job().finally(() => (running = null))
    await running
  }

  return {
    get upto() {
      return upto
    },
    run: (enough = () => false) => alone(() => work(enough)),
    forget: () => alone(startAnew),
  }
}

/** SQLite texts may not hold U+0000. */
const clean = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', ' ') : text)
