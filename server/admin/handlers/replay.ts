import { createReadStream } from 'node:fs'
import { printValue } from '../../journal/query/print.ts'
import { refreshTitles } from '../../journal/replay/refresh.ts'
import { refreshKinds, type ReplayInput } from '../../journal/replay/model.ts'
import type { ReplayOrder } from '../api-replay.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

/** What is no number belongs to no run. */
const runId = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0)

export function replayHandlers({ replay, interchange }: Pick<BenchParts, 'replay' | 'interchange'>) {
  const entriesOf = async (selection: ReplayOrder['selection']): Promise<number[]> => {
    if ('ids' in selection) return selection.ids
    return replay.select('q' in selection ? selection.q : `session:${printValue(selection.session)}`)
  }
  const inputOf = async (order: ReplayOrder): Promise<ReplayInput> => ({
    entries: await entriesOf(order.selection),
    target: order.target,
    account: order.accountFrom,
    off: order.off,
    edits: order.edits,
    rate: order.rate,
  })
  return {
    'replay.refreshes': () => refreshKinds.map((kind) => ({ kind, ...refreshTitles[kind] })),
    'replay.keep': async ({ body: { upload } }) => {
      const [source] = interchange.uploads.sources([upload])
      const kept = await replay.keep(createReadStream(source!.file))
      await interchange.uploads.forget([upload])
      return kept
    },
    'replay.plan': async ({ body }) => replay.plan(await inputOf(body), body.account),
    'replay.start': async ({ body }) => {
      const { hash, confirm, account } = body
      return replay.start(await inputOf(body), { hash, confirm, account })
    },
    'replay.runs': () => replay.runs(),
    'replay.run': ({ params }) => replay.run(runId(params.run)),
    'replay.stop': ({ params }) => replay.stop(runId(params.run)),
    'replay.resume': ({ params, body: { only, ...options } }) =>
      replay.resume(runId(params.run), only, options),
  } satisfies Partial<AdminHandlers>
}
