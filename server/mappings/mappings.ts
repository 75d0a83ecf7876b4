import { isDeepStrictEqual } from 'node:util'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { AreaMigrations, Database } from '../storage/database.ts'
import type { DocumentStore } from '../storage/document.ts'
import { createQueue } from '../storage/queue.ts'
import { Refusal } from '../storage/refusal.ts'
import { causeOf, reportedByOnec } from './history/author.ts'
import { createHistory } from './history/history.ts'
import type { Cause, ChangeReason } from './history/model.ts'
import { historySteps } from './history/schema.ts'
import { createSharedTables, type SharedTables } from './history/shared-tables.ts'
import { tableOf, unknownKind } from './kinds.ts'
import {
  kindsOf,
  type MappingBatch,
  type MappingKind,
  type MappingKindSummary,
  type MappingRow,
  type MappingRowView,
  type MappingState,
  type MappingTables,
  type OwnKind,
  type OwnKindId,
  type UnmappedPolicy,
  type UnmappedValue,
} from './model.ts'
import { createResolver, type Resolution, type Resolver } from './resolve.ts'
import { applyBatch, refKey, statesOf, tidy, view, withPolicy } from './tables.ts'
import {
  createUnmappedList,
  mappingMigrations as unmappedMigrations,
  type UnmappedKey,
  type UnmappedNote,
} from './unmapped.ts'

export const mappingMigrations: AreaMigrations = {
  ...unmappedMigrations,
  steps: [...unmappedMigrations.steps, ...historySteps],
}
export type { Resolution, Resolver } from './resolve.ts'

/** A value that was held up and now resolves, with the orders that waited for it. */
export interface FixedValue {
  kind: MappingKind
  value: string
  subjects: string[]
}

/**
 * The mapping tables of the workspace (site-orders section 10) with what traffic has left unmapped. Rows are kept in
 * `obmen.json`, the list in the database: nothing here may be awaited inside a database transaction.
 */
export interface Mappings extends Resolver, SharedTables {
  summary(): Promise<MappingKindSummary[]>
  table(kind: MappingKind): { policy: UnmappedPolicy; rows: MappingRowView[] }
  /**
   * Applies a batch as one change and stamps the rows that it edits. An edit clears `broken`.
   * @throws Refusal `MAPPING-BATCH`, `MAPPING-MODE`, `MAPPING-DEFAULT-ROW`, `DOCUMENT-BROKEN`; nothing is changed then
   */
  save(kind: MappingKind, batch: MappingBatch, by: string, why?: ChangeReason): Promise<void>
  /** @throws Refusal `MAPPING-DEFAULT-ROW`, `DOCUMENT-BROKEN` */
  setPolicy(kind: MappingKind, policy: UnmappedPolicy, by?: string): Promise<void>
  /**
   * Adds an own kind with an empty table, or changes what is said of one; its rows stay.
   * @param policy of a new one
   * @throws Refusal `MAPPING-KIND-TAKEN`: `isNew` and there is one; `MAPPING-KIND-UNKNOWN`: not `isNew` and
   *   there is none, or it shares a dictionary with a kind that is not there
   */
  defineKind(
    kind: OwnKindId,
    own: OwnKind,
    how: { isNew: true; policy: UnmappedPolicy } | { isNew: false },
    by: string,
  ): Promise<void>
  /** Takes an own kind out with its rows; the history has them, and undoing the change there brings it back. @throws Refusal `MAPPING-KIND-UNKNOWN` */
  removeKind(kind: OwnKindId, by: string): Promise<void>
  /**
   * 1C reported the value with ORD-30x/40x: its rows become `broken`, and it is listed as unmapped.
   * @param value site value, for products an offer id too
   * @param subject order that was refused for it
   */
  markBroken(kind: MappingKind, value: string, code: string, subject?: string | null): Promise<void>
  /** 1C reported that the value is archived there (ORD-301). */
  markArchived(kind: MappingKind, value: string): Promise<void>
  /** Values that no row answers for, newest first. */
  unmapped(): Promise<UnmappedValue[]>
  /** Traffic brought values that no row answers for. Each is listed once; an edit that fills its row takes it out. */
  noteUnmapped(notes: readonly UnmappedNote[]): Promise<void>
  /** Empties the list, for a workspace that starts anew. */
  forgetUnmapped(): Promise<void>
  /**
   * Tells of values that were held up and now resolve, whoever changed the tables, also while the bench was not running.
   * Every fix is told at least once: until the listeners are done with it, the value stays listed.
   * @returns the function that ends it
   */
  onFixed(listener: (fixed: FixedValue) => void | Promise<void>): () => void
  /** Writes the rest of the history down; to be awaited before the database is closed. */
  stop(): Promise<void>
}

export function createMappings(deps: {
  document: DocumentStore
  db: Database
  clock: Clock
  changes: Changes
}): Mappings {
  const { document, clock, changes } = deps
  const tables = () => document.value.mappings
  const resolver = createResolver(tables)
  const list = createUnmappedList(deps)
  const listeners = new Set<(fixed: FixedValue) => void | Promise<void>>()
  const now = () => clock().toISOString()

  const resolve = ({ kind, direction, value, name }: UnmappedKey & { name: string }): Resolution =>
    direction === 'site_to_1c' ? resolver.toOnec(kind, value, name) : resolver.toSite(kind, value)
  const holds = ({ outcome }: Resolution) =>
    outcome === 'unmapped' || outcome === 'conflict' || outcome === 'broken'

  /** Looks at every listed value again: tells of those that nothing holds up any more, drops those that a row answers for. */
  async function settle(): Promise<void> {
    let settled = 0
    for (const listed of await list.all()) {
      // The kind was removed: nobody can answer for its values any more.
      if (!tables()[listed.kind]) {
        await list.remove(listed)
        settled += 1
        continue
      }
      const resolution = resolve(listed)
      const released = listed.holds && !holds(resolution)
      const answered = resolution.outcome === 'mapped'
      if (!released && !answered) continue
      const { kind, value, subjects } = listed
      for (const listener of listeners) await listener({ kind, value, subjects })
      await (answered ? list.remove(listed) : list.release(listed))
      settled += 1
    }
    if (settled > 0) changes.publish({ area: 'mappings' })
  }

  const queue = createQueue()
  let settled: Promise<void> = Promise.resolve()
  /** Tables that listed values were compared with last, `null` when that is still to be done. */
  let seen: MappingTables | null = tables()
  const startSettling = () => {
    if (document.problem) {
      // What is in force now may be a stand-in for tables that cannot be read.
      seen = null
      return
    }
    settled = queue(settle)
    // Those who await a change of theirs are told of the failure; an edit from outside has nobody to tell.
    settled.catch((error: unknown) => console.error(error))
  }

  const history = createHistory({ ...deps, tables: document.problem ? null : tables() })
  /** Why the tables are being changed; nothing when it was not this bench that did. */
  let cause: Cause | null = null

  const unfollow = document.onChange(() => {
    if (!document.problem) history.follow(tables(), cause)
    if (isDeepStrictEqual(seen, tables())) return
    seen = tables()
    changes.publish({ area: 'mappings' })
    startSettling()
  })

  /**
   * Changes the tables and waits until what hangs on them is done. What the document tells in between, before the change is
   * made, is an edit from outside.
   */
  async function change(because: Cause, apply: (mappings: MappingTables) => void): Promise<void> {
    try {
      await document.update(({ mappings }) => {
        apply(mappings)
        cause = because
      })
    } finally {
      if (cause === because) cause = null
    }
    await settled
    await history.done()
  }

  /** Rows that 1C meant: by the site's value, for products by the offer too. */
  function reported(kind: MappingKind, value: string): MappingRow[] {
    const rows = tableOf(tables(), kind).rows.filter(
      (row) => row.site_id === value || (kind === 'product' && refKey(row.ref_1c) === refKey(value)),
    )
    const { row } = resolver.toOnec(kind, value)
    return rows.length > 0 || !row ? rows : [row]
  }

  /** Marks rows. While `obmen.json` is broken nothing can be written there, and 1C's report must not fail for that. */
  async function mark(kind: MappingKind, rows: MappingRow[], marks: Pick<MappingRow, 'broken' | 'archived'>) {
    const ids = new Set(rows.map(({ id }) => id))
    const stamp = { updated_at: now(), updated_by: reportedByOnec }
    await change(causeOf(reportedByOnec, '1c'), (mappings) => {
      const table = tableOf(mappings, kind)
      table.rows = table.rows.map((row) =>
        ids.has(row.id) && !isDeepStrictEqual({ ...row, ...marks }, row)
          ? tidy({ ...row, ...marks, ...stamp })
          : row,
      )
    }).catch((error: unknown) => {
      if (!(error instanceof Refusal && error.code === 'DOCUMENT-BROKEN')) throw error
    })
  }

  return {
    ...resolver,
    ...createSharedTables({ tables, history, change, now }),

    async summary() {
      const unmapped = await list.counts()
      return kindsOf(tables()).map((kind) => {
        const table = tableOf(tables(), kind)
        const counts: Record<MappingState, number> = {
          mapped: 0,
          unmapped_site: 0,
          unmapped_1c: 0,
          conflict: 0,
          broken: 0,
          archived: 0,
        }
        for (const state of statesOf(table, kind).values()) counts[state] += 1
        return {
          kind,
          own: table.own ?? null,
          policy: table.policy,
          counts,
          total: table.rows.length,
          unmapped: unmapped[kind] ?? 0,
        }
      })
    },

    table(kind) {
      const table = tableOf(tables(), kind)
      return { policy: table.policy, rows: view(table, kind) }
    },

    async defineKind(kind, own, how, by) {
      await change(causeOf(by, 'edit'), (mappings) => {
        const table = mappings[kind]
        if (how.isNew && table)
          throw new Refusal('MAPPING-KIND-TAKEN', {
            ru: `Вид «${kind}» уже есть. Возьмите другой идентификатор.`,
            en: `There is a kind "${kind}" already. Take another id.`,
          })
        if (!how.isNew && !table) throw unknownKind(kind, mappings)
        for (const side of Object.values(own.same ?? {}))
          if (side && !mappings[side.kind]) throw unknownKind(side.kind, mappings)
        mappings[kind] = how.isNew ? { own, policy: how.policy, rows: [] } : { ...table!, own }
      })
    },

    async removeKind(kind, by) {
      await change(causeOf(by, 'edit'), (mappings) => {
        tableOf(mappings, kind)
        delete mappings[kind]
      })
    },

    async save(kind, batch, by, why = 'edit') {
      await change(causeOf(by, why), (mappings) => {
        mappings[kind] = applyBatch(tableOf(mappings, kind), kind, batch, { at: now(), by })
      })
    },

    async setPolicy(kind, policy, by = '') {
      await change(causeOf(by, 'edit'), (mappings) => {
        mappings[kind] = withPolicy(tableOf(mappings, kind), kind, policy)
      })
    },

    async markBroken(kind, value, code, subject = null) {
      const rows = reported(kind, value)
      await mark(kind, rows, { broken: code })
      const values = new Set(rows.map(({ site_id }) => site_id).filter((site_id) => site_id !== ''))
      for (const listed of values.size > 0 ? values : [value])
        await list.ensure({ kind, direction: 'site_to_1c', value: listed, name: '', subject, entry: null })
      changes.publish({ area: 'mappings' })
    },

    async markArchived(kind, value) {
      await mark(kind, reported(kind, value), { archived: true })
    },

    unmapped: async () => (await list.all()).map(({ holds: _, ...value }) => value),

    async noteUnmapped(notes) {
      if (notes.length === 0) return
      await list.note(notes.map((note) => ({ ...note, holds: holds(resolve(note)) })))
      changes.publish({ area: 'mappings' })
    },

    async forgetUnmapped() {
      await list.clear()
      changes.publish({ area: 'mappings' })
    },

    onFixed(listener) {
      listeners.add(listener)
      // The tables may have been mended while the bench was not running.
      startSettling()
      return () => void listeners.delete(listener)
    },

    async stop() {
      // The document outlives the database: what it tells later is for the parts that come then.
      unfollow()
      await settled.catch(() => undefined)
      await history.done()
    },
  }
}
