import { computed, ref, shallowRef, type Ref } from 'vue'
import { admin } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type {
  MappingChoices,
  MappingConflict,
  MappingKind,
  MappingPut,
  MappingRowView,
} from '../api/types.ts'
import { useResource } from '../api/use-resource.ts'
import { plural } from '../i18n/index.ts'
import { useReport } from '../ui/use-report.ts'
import { bare, changeOf, withoutHalves, withRows, type Batch } from './grid/changes.ts'
import { emptyHistory, record, redo, undo, type History } from './grid/history.ts'

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

/** A mapping table that is edited: every change is saved at once, as one batch, and can be taken back. */
export function useMappingTable(kind: Ref<MappingKind>) {
  const report = useReport()
  const history = shallowRef<History>(emptyHistory)
  const saving = ref(false)
  let queue: Promise<unknown> = Promise.resolve()

  const table = useResource(() => admin.call('mappings.table', { params: { kind: kind.value } }), {
    areas: ['mappings'],
  })
  const choices = useResource(() => admin.call('mappings.choices', { params: { kind: kind.value } }))

  const rows = computed(() => table.data.value?.rows ?? [])
  const bareRows = () => rows.value.map(bare)

  /** Sends a batch after those before it, so that quick edits do not overtake each other. */
  function send(batch: Batch): Promise<boolean> {
    const turn = queue.then(async () => {
      saving.value = true
      try {
        const shown = table.data.value
        const basedOn = shown?.revision
        const body = { ...batch, ...(basedOn === undefined ? {} : { basedOn }) }
        const { rows, revision, conflicts } = await admin.call('mappings.save', {
          params: { kind: kind.value },
          body,
        })
        if (shown) table.set({ ...shown, rows, revision })
        // Somebody else was quicker in these rows, and theirs stays.
        if (conflicts.length > 0)
          report.outcome(
            'warning',
            plural('mappings.conflictsLeft', conflicts.length),
            conflictText(conflicts),
          )
        return true
      } catch (error) {
        report.failure(problemOf(error))
        await table.reload()
        return false
      } finally {
        saving.value = false
      }
    })
    queue = turn
    return turn
  }

  async function apply(next: readonly MappingPut[]): Promise<boolean> {
    const change = changeOf(bareRows(), next)
    if (!change) return true
    if (!(await send(change.forward))) return false
    history.value = record(history.value, change)
    return true
  }

  const put = (changed: readonly MappingPut[]) => apply(withoutHalves(withRows(bareRows(), changed), changed))
  const remove = (ids: ReadonlySet<string>) => apply(bareRows().filter(({ id }) => !ids.has(id)))

  /** Puts a row behind another one. */
  function insertAfter(id: string, row: MappingPut) {
    const before = bareRows()
    const place = before.findIndex((one) => one.id === id) + 1
    return apply([...before.slice(0, place), row, ...before.slice(place)])
  }

  async function step(take: typeof undo, direction: 'forward' | 'backward') {
    const taken = take(history.value)
    if (taken && (await send(taken.change[direction]))) history.value = taken.history
  }

  /** Shows rows that another call has changed; that change can be taken back like one of the grid. */
  function adopt(next: MappingRowView[]) {
    const change = changeOf(bareRows(), next.map(bare))
    if (change) history.value = record(history.value, change)
    void table.reload()
  }

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
