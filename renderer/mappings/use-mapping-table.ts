import { computed, ref, shallowRef, type Ref } from 'vue'
import { admin } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type { MappingChoices, MappingKind, MappingPut } from '../api/types.ts'
import { useResource } from '../api/use-resource.ts'
import { useReport } from '../ui/use-report.ts'
import { bare, changeOf, withoutHalves, withRows, type Batch } from './grid/changes.ts'
import { emptyHistory, record, redo, undo, type History } from './grid/history.ts'

const noChoices: MappingChoices = { site: [], onec: [] }

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
        const answer = await admin.call('mappings.save', { params: { kind: kind.value }, body: batch })
        if (table.data.value) table.set({ policy: table.data.value.policy, rows: answer.rows })
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
    remove,
    insertAfter,
    undo: () => step(undo, 'backward'),
    redo: () => step(redo, 'forward'),
    canUndo: computed(() => history.value.done.length > 0),
    canRedo: computed(() => history.value.undone.length > 0),
  }
}
