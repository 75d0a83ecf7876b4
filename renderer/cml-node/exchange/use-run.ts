import { computed } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { useTask } from '../../ui/use-report.ts'
import type { NodeState, Run, RunOrder } from '../types.ts'
import { continued } from './step-view.ts'

/** The runs of a node, and the one that is looked at: that of the address, otherwise the newest. */
export function useRun(node: () => NodeState, asked: () => string, show: (run: string) => void) {
  const { busy, run: task } = useTask()

  const runs = useResource(() => admin.call('cmlOnec.runs', { query: { node: node().id } }), {
    areas: ['cml-onec'],
    keys: [() => node().id],
  })
  const shownId = computed<number | null>(() =>
    /^\d+$/.test(asked()) ? Number(asked()) : (runs.data.value?.[0]?.id ?? null),
  )
  let held: Run | null = null
  const run = useResource(read, { areas: ['cml-onec'], keys: [shownId] })
  const runningId = computed(() => node().running)

  /** A long run has thousands of steps: those that are known are not read again, but the last of them may have changed. */
  async function read(): Promise<Run | null> {
    const id = shownId.value
    if (id === null) return null
    const ask = (from: number) => admin.call('cmlOnec.runReport', { params: { id }, query: { from } })
    const before = held?.id === id ? held : null
    const report = await ask(before?.steps.at(-1)?.n ?? 0)
    // Demo data that were put back count their runs from 1 again.
    held =
      before?.startedAt === report.startedAt
        ? { ...report, steps: continued(before.steps, report.steps) }
        : before
          ? await ask(0)
          : report
    return held
  }

  /** Begins a run and shows it. */
  async function start(body: RunOrder) {
    const begun = await task(() => admin.call('cmlOnec.run', { params: { node: node().id }, body }))
    if (!begun) return
    await runs.reload()
    // Without a number in the address the newest is shown, so the next one is followed too.
    if (asked() !== '') show('')
    // The answer is how it began; a short run is over by now, so it is read and not set.
    else await run.reload()
  }

  async function stop() {
    const id = runningId.value
    if (id === null) return
    if (await task(() => admin.call('cmlOnec.stop', { params: { id } }))) await run.reload()
  }

  const reload = () => Promise.all([runs.reload(), run.reload()])

  return { runs, run, shownId, runningId, busy, start, stop, reload }
}

export type NodeRun = ReturnType<typeof useRun>
