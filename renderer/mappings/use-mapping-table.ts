import { computed, ref, shallowRef, type Ref } from 'vue'
import { admin } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type {
  MappingChoices,
  MappingConflict,
  MappingKind,
  MappingPut,
  MappingRowView,
  MappingStep,
  UnmappedPolicy,
} from '../api/types.ts'
import { useResource } from '../api/use-resource.ts'
import { plural } from '../i18n/index.ts'
import { useReport } from '../ui/use-report.ts'
import { bare, changeOf, withoutHalves, withRows, type Batch } from './grid/changes.ts'
import { afterBatch, afterStep } from './grid/table-step.ts'
import { emptyHistory, record, redo, undo, type History } from './grid/history.ts'

interface MappingTable {
  kind: MappingKind
  policy: UnmappedPolicy
  rows: MappingRowView[]
  revision: number
}

const noChoices: MappingChoices = { site: [], onec: [] }

/** Which rows were left as others have them, with the cells that both changed. */
const conflictText = (conflicts: readonly MappingConflict[]) =>
  conflicts
    .slice(0, 10)
    .map(({ mine, theirs, base, cells }) => {
      const row = theirs ?? base ?? mine
      const told = cells.map((cell) => `${cell.theirs || '∅'} ← ${cell.mine || '∅'}`)
      return [row?.site_name || row?.site_id || row?.name_1c || row?.ref_1c, ...told].join(': ')
    })
    .join('\n')

/**
 * A mapping table that is edited: every change is saved as one batch, and can be taken back. What is asked for while a change
 * is being saved waits for its turn, and sees what that change has left.
 */
export function useMappingTable(kind: Ref<MappingKind>) {
  const report = useReport()
  const history = shallowRef<History>(emptyHistory)
  const saving = ref(false)
  let queue: Promise<unknown> = Promise.resolve()

  /** The table as the server told it last; what is shown may be ahead of it by the change that is being saved. */
  let told: MappingTable | null = null
  const table = useResource<MappingTable>(read, { areas: ['mappings'] })
  const choices = useResource(() => admin.call('mappings.choices', { params: { kind: kind.value } }))

  const rows = computed(() => table.data.value?.rows ?? [])
  const bareRows = () => rows.value.map(bare)

  /** Only what has changed travels, when the table is there already. */
  async function read(): Promise<MappingTable> {
    const known = told
    const params = { kind: kind.value }
    if (known && known.kind === params.kind)
      try {
        const { policy, revision, ...step } = await admin.call('mappings.since', {
          params,
          query: { revision: known.revision },
        })
        return (told = { ...known, policy, revision, rows: afterStep(known.rows, step) })
      } catch (error) {
        if (problemOf(error).code !== 'MAPPING-BASE-OLD') throw error
      }
    return (told = { ...params, ...(await admin.call('mappings.table', { params })) })
  }

  /** Shows what a call has made of the rows that it was asked to change. */
  async function follow(step: MappingStep) {
    if (told === null || step.since !== told.revision) return table.reload()
    told = { ...told, rows: afterStep(told.rows, step), revision: step.revision }
    table.set(told)
  }

  async function send(batch: Batch): Promise<boolean> {
    saving.value = true
    try {
      const base = told
      if (base) table.set({ ...base, rows: afterBatch(base.rows, batch) })
      const { conflicts, ...step } = await admin.call('mappings.save', {
        // What is shown may still be another table than the one that was asked for.
        params: { kind: base?.kind ?? kind.value },
        body: { ...batch, ...(base && { basedOn: base.revision }) },
      })
      await follow(step)
      // Somebody else was quicker in these rows, and theirs stays.
      if (conflicts.length > 0)
        report.outcome('warning', plural('mappings.conflictsLeft', conflicts.length), conflictText(conflicts))
      return true
    } catch (error) {
      report.failure(problemOf(error))
      await table.reload()
      return false
    } finally {
      saving.value = false
    }
  }

  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = queue.then(act)
    queue = turn.catch(() => {})
    return turn
  }

  /** @param edit makes the new table of the one that is there when its turn has come */
  const apply = (edit: (before: MappingPut[]) => readonly MappingPut[]): Promise<boolean> =>
    inTurn(async () => {
      const before = bareRows()
      const change = changeOf(before, edit(before))
      if (!change) return true
      if (!(await send(change.forward))) return false
      history.value = record(history.value, change)
      return true
    })

  const put = (changed: readonly MappingPut[]) =>
    apply((before) => withoutHalves(withRows(before, changed), changed))
  const remove = (ids: ReadonlySet<string>) => apply((before) => before.filter(({ id }) => !ids.has(id)))

  /** Puts a row behind another one. */
  const insertAfter = (id: string, row: MappingPut) =>
    apply((before) => {
      const place = before.findIndex((one) => one.id === id) + 1
      return [...before.slice(0, place), row, ...before.slice(place)]
    })

  const step = (take: typeof undo, direction: 'forward' | 'backward') =>
    inTurn(async () => {
      const taken = take(history.value)
      if (taken && (await send(taken.change[direction]))) history.value = taken.history
    })

  /** Shows what another call has made of the table; that change can be taken back like one of the grid. */
  const adopt = (made: MappingStep) =>
    inTurn(async () => {
      const before = bareRows()
      await follow(made)
      const change = changeOf(before, bareRows())
      if (change) history.value = record(history.value, change)
    })

  /** Reads another kind; its history starts anew. */
  async function open() {
    history.value = emptyHistory
    await Promise.all([table.reload(), choices.reload()])
  }

  return {
    table,
    open,
    rows,
    choices: computed(() => choices.data.value ?? noChoices),
    saving,
    put,
    adopt,
    remove,
    insertAfter,
    undo: () => step(undo, 'backward'),
    redo: () => step(redo, 'forward'),
    canUndo: computed(() => history.value.done.length > 0),
    canRedo: computed(() => history.value.undone.length > 0),
  }
}
