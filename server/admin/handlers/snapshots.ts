import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

/** Snapshots of all bases. After a restore the parts that the handlers hold are closed; they are gone with the answer. */
export function snapshotHandlers({ snapshots }: BenchParts) {
  return {
    'snapshots.list': () => snapshots.list(),
    'snapshots.save': ({ body }) => snapshots.save(body),
    'snapshots.restore': ({ body: { clock, keepPresent, ...which } }) =>
      snapshots.restore(which, { clock, keepPresent }),
    'snapshots.edit': ({ params, body }) => snapshots.edit(params.id, body),
    'snapshots.duplicate': ({ params, body }) => snapshots.duplicate(params.id, body.name),
    'snapshots.remove': ({ body }) => snapshots.remove(body.ids),
    'snapshots.bringBack': ({ body }) => snapshots.bringBack(body.ids),
    'snapshots.compare': ({ query: { before, after } }) => snapshots.compare(before, after),
    'snapshots.differences': ({ query: { before, after, ...query } }) =>
      snapshots.differences(before, after, query),
  } satisfies Partial<AdminHandlers>
}
