import type { Clock } from '../../storage/clock.ts'
import type { Database } from '../../storage/database.ts'
import { createQueue } from '../../storage/queue.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { MappingKind, MappingTables } from '../model.ts'
import { tableChanges } from './differences.ts'
import type { Cause, HistoryPage, MappingChange, TableChange } from './model.ts'
import { createHistoryStore } from './store.ts'

/**
 * Every change of the mapping tables, whoever made it: it compares the tables with what it knew, so that an edit of
 * `obmen.json` by hand or by git is a change too, also one that was made while the bench was not running.
 */
export interface History {
  /**
   * The tables are now these. `cause: null`: somebody else changed the document. That is written down when the history is
   * needed next, at the latest in the next run, since nobody waits for it who could be told of a failure.
   */
  follow(tables: MappingTables, cause: Cause | null): void
  /** Writes down all that was followed. */
  done(): Promise<void>
  list(selection: {
    kind?: MappingKind | undefined
    row?: string | undefined
    before?: number | undefined
    limit: number
  }): Promise<HistoryPage>
  /** @throws Refusal `MAPPING-CHANGE-UNKNOWN` */
  change(id: number): Promise<MappingChange>
  revision(kind: MappingKind): Promise<number>
  /** Changes after a revision, oldest first. @throws Refusal `MAPPING-BASE-OLD` when the history does not reach back to it */
  since(kind: MappingKind, revision: number): Promise<TableChange[]>
}

const byOthers: Cause = { by: '', why: 'file' }

/** @param tables in force now, `null` when they are a stand-in for a document that cannot be read */
export function createHistory(deps: { db: Database; clock: Clock; tables: MappingTables | null }): History {
  const { clock } = deps
  const store = createHistoryStore(deps.db)
  const queue = createQueue()
  let last = deps.tables
  let begun = false
  let recorded: Promise<void> = Promise.resolve()
  /** An edit from outside that nobody has asked for yet. */
  let outside: { at: string; before: MappingTables | null; after: MappingTables } | null = null

  const write = async (at: string, cause: Cause, before: MappingTables, after: MappingTables) => {
    const changes = tableChanges(before, after)
    if (changes.length > 0) await store.add(at, cause, changes)
  }

  /** Compares with what was known when the bench ran last. Put off until somebody needs it: most runs change nothing. */
  async function begin(at: string, tables: MappingTables): Promise<void> {
    if (begun) return
    const known = await store.known()
    if (known) await write(at, byOthers, known, tables)
    else await store.begin(tables)
    begun = true
  }

  function record(at: string, cause: Cause, before: MappingTables | null, after: MappingTables): void {
    recorded = queue(async () => {
      await begin(at, before ?? after)
      if (before) await write(at, cause, before, after)
    })
    // Those who await their change are told of the failure.
    recorded.catch(() => {})
  }

  function recordOutside(): void {
    if (outside) record(outside.at, byOthers, outside.before, outside.after)
    outside = null
  }

  const done = () => {
    recordOutside()
    return recorded
  }

  const ready = async () => {
    await done()
    const tables = last
    if (tables) await queue(() => begin(clock().toISOString(), tables))
  }

  return {
    follow(tables, cause) {
      const before = last
      if (before === tables) return
      last = tables
      const at = clock().toISOString()
      if (cause === null)
        outside = { at: outside?.at ?? at, before: outside ? outside.before : before, after: tables }
      else {
        recordOutside()
        record(at, cause, before, tables)
      }
    },
    done,
    async list({ limit, ...selection }) {
      await ready()
      const found = await store.list({ ...selection, limit: limit + 1 })
      return { changes: found.slice(0, limit), more: found.length > limit }
    },
    async change(id) {
      await ready()
      const change = await store.change(id)
      if (change) return change
      throw new Refusal('MAPPING-CHANGE-UNKNOWN', {
        ru: `Изменения ${id} в истории нет: хранятся последние десять тысяч.`,
        en: `The history has no change ${id}: the last ten thousand are kept.`,
      })
    },
    async revision(kind) {
      await ready()
      return store.revision(kind)
    },
    async since(kind, revision) {
      await ready()
      const changes = await store.since(kind, revision)
      if (changes) return changes
      throw new Refusal('MAPPING-BASE-OLD', {
        ru: 'Таблица с тех пор слишком изменилась. Обновите её и повторите.',
        en: 'The table has changed too much since. Reload it and try again.',
      })
    },
  }
}
