import { allows } from '../../team/model.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import { TABLES_ROLE } from '../roles.ts'
import type { AdminHandlers } from '../routes.ts'

/** What only an integrator may write does not come in by a snapshot either. */
const tablesForbidden = () =>
  new AdminRefusal(403, 'SNAPSHOT-TABLES', {
    ru: 'В снимке другие таблицы соответствий, а их меняет интегратор. Восстановите только базы, нынешние соответствия останутся, или попросите интегратора.',
    en: 'The snapshot has other mapping tables, and those are changed by an integrator. Restore the bases only, and the present tables stay, or ask an integrator.',
  })

/** Snapshots of all bases. After a restore the parts that the handlers hold are closed; they are gone with the answer. */
export function snapshotHandlers({ snapshots }: BenchParts) {
  return {
    'snapshots.list': () => snapshots.list(),
    'snapshots.save': ({ body }) => snapshots.save(body),
    'snapshots.restore': ({ body: { clock, keepPresent, tables, ...which }, caller }) =>
      snapshots.restore(which, {
        clock,
        keepPresent,
        tables,
        tablesChange() {
          if (caller && allows(caller.role, TABLES_ROLE)) return
          throw tablesForbidden()
        },
      }),
    'snapshots.edit': ({ params, body }) => snapshots.edit(params.id, body),
    'snapshots.duplicate': ({ params, body }) => snapshots.duplicate(params.id, body.name),
    'snapshots.remove': ({ body }) => snapshots.remove(body.ids),
    'snapshots.bringBack': ({ body }) => snapshots.bringBack(body.ids),
    'snapshots.compare': ({ query: { before, after } }) => snapshots.compare(before, after),
    'snapshots.differences': ({ query: { before, after, ...query } }) =>
      snapshots.differences(before, after, query),
  } satisfies Partial<AdminHandlers>
}
