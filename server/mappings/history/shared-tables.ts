import { planRows } from '../import.ts'
import { tableOf, unknownKind } from '../kinds.ts'
import {
  kindsOf,
  type MappingBatch,
  type MappingKind,
  type MappingTable,
  type MappingTables,
  type OwnKindId,
} from '../model.ts'
import type { TableStand } from '../delta.ts'
import { readMappingFile } from '../sharing/file.ts'
import { mergeTables } from '../sharing/merge.ts'
import type { FileImport, MergeConflict } from '../sharing/model.ts'
import { applyBatch } from '../tables.ts'
import { causeOf } from './author.ts'
import { newPolicy, rebuilt } from './differences.ts'
import type { History } from './history.ts'
import type { Cause, ChangeReason, UndoResult } from './model.ts'
import { revertKind } from './revert.ts'

/** What people do to mapping tables that others change too: merging, files, taking changes back. */
export interface SharedTables {
  /** All tables as they are now. */
  all(): MappingTables
  /** A table as it is now, with the revision that it has. */
  stand(kind: MappingKind): Promise<TableStand>
  /**
   * A table as it was at a revision.
   * @throws Refusal `MAPPING-BASE-OLD` when the history does not reach back to it
   */
  standAt(kind: MappingKind, revision: number): Promise<TableStand>
  /** Puts other tables in the place of all; kinds that the others do not have are gone. */
  replace(tables: MappingTables, by: string, why?: ChangeReason): Promise<void>
  /**
   * Applies a batch that somebody made while looking at an older state: it is merged with what was changed since, cell by
   * cell. Of a row in conflict nothing is applied, the rest is.
   * @param base what was looked at, see `standAt`
   * @throws Refusal as `save` does
   */
  saveOnto(
    kind: MappingKind,
    batch: MappingBatch,
    by: string,
    base: MappingTable,
    why?: ChangeReason,
  ): Promise<MergeConflict[]>
  /**
   * What a file of any format does to the tables that it holds, all of them or none; `apply: false` changes nothing.
   * @param only the kind that is taken from the file, `null`: all that it has
   * @throws WrongInput `MAPPING-WORKBOOK`, `MAPPING-JSON`; Refusal `DOCUMENT-BROKEN`
   */
  importFile(bytes: Uint8Array, only: MappingKind | null, apply: boolean, by: string): Promise<FileImport>
  history: Pick<History, 'list' | 'change' | 'revision'>
  /**
   * Takes one change back where its cells still hold what it put there; tells which were changed since.
   * @throws Refusal `MAPPING-CHANGE-UNKNOWN`, `DOCUMENT-BROKEN`
   */
  undoChange(id: number, by: string): Promise<UndoResult & { kind: MappingKind }>
}

export function createSharedTables(deps: {
  tables(): MappingTables
  history: History
  /** Changes the tables and waits until that is recorded. */
  change(cause: Cause, apply: (mappings: MappingTables) => void): Promise<void>
  now(): string
}): SharedTables {
  const { tables, history, change, now } = deps

  /** What the history says of a table together with the table: the document may change meanwhile; then once more. */
  async function together<T>(kind: MappingKind, ask: () => Promise<T>): Promise<[MappingTable, T]> {
    for (;;) {
      const current = tables()
      const said = await ask()
      if (current === tables()) return [tableOf(current, kind), said]
    }
  }

  return {
    all: tables,

    async stand(kind) {
      const [table, revision] = await together(kind, () => history.revision(kind))
      return { table, revision }
    },

    async standAt(kind, revision) {
      const [table, since] = await together(kind, () => history.since(kind, revision))
      return { table: since.length === 0 ? table : rebuilt(table, since), revision }
    },

    replace: (others, by, why = 'reset') =>
      change(causeOf(by, why), (mappings) => {
        for (const kind of kindsOf(mappings)) if (!others[kind]) delete mappings[kind]
        Object.assign(mappings, others)
      }),

    async saveOnto(kind, batch, by, base, why = 'edit') {
      const mine = applyBatch(base, kind, batch, { at: now(), by })
      let conflicts: MergeConflict[] = []
      await change(causeOf(by, why), (mappings) => {
        if (tables()[kind] === base) {
          mappings[kind] = mine
          return
        }
        const merged = mergeTables(base, mine, tableOf(mappings, kind))
        mappings[kind] = merged.table
        conflicts = merged.conflicts
      })
      return conflicts
    },

    async importFile(bytes, only, apply, by) {
      const file = await readMappingFile(bytes, only)
      const stamp = { at: now(), by }
      const plan = (mappings: MappingTables) =>
        file.tables.flatMap(({ kind, policy, own, ...rows }) => {
          const table = mappings[kind] ?? (own && { own, policy: newPolicy, rows: [] })
          return table ? [{ kind, ...planRows(table, kind, rows, stamp, policy) }] : []
        })
      const unknown = file.tables.filter(({ kind, own }) => !own && !tables()[kind])
      let planned = plan(tables())
      if (apply)
        await change(causeOf(by, 'import'), (mappings) => {
          planned = plan(mappings)
          for (const { kind, table } of planned) mappings[kind] = table
        })
      return {
        format: file.format,
        applied: apply,
        tables: planned.map(({ kind, plan: done }) => ({ kind, plan: done })),
        problems: [
          ...file.problems,
          ...unknown.map(({ kind }) => ({ line: 1, message: unknownKind(kind, tables()).text })),
        ],
      }
    },

    history: { list: history.list, change: history.change, revision: history.revision },

    async undoChange(id, by) {
      const taken = await history.change(id)
      let result: UndoResult | null = null
      await change({ ...causeOf(by, 'undo'), undoes: id }, (mappings) => {
        const reverted = revertKind(mappings[taken.kind] ?? null, taken, { at: now(), by })
        if (reverted.table) mappings[taken.kind] = reverted.table
        else delete mappings[taken.kind as OwnKindId]
        result = reverted.result
      })
      return { ...result!, kind: taken.kind }
    },
  }
}
