import { diffAll, tablesOfFile } from '../../mappings/sharing/diff.ts'
import { kindsOf, type MappingKind } from '../../mappings/model.ts'
import { tableOf } from '../../mappings/kinds.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'
import { operator } from './mappings.ts'

function changeId(text: string): number {
  const id = Number(text)
  if (Number.isSafeInteger(id) && id > 0) return id
  throw new AdminRefusal(404, 'MAPPING-CHANGE-UNKNOWN', {
    ru: `«${text}» — не номер изменения.`,
    en: `"${text}" is not the number of a change.`,
  })
}

export function mappingSharingHandlers({ mappings }: BenchParts) {
  const compared = async (side: 'workspace' | { base64: string }, only: MappingKind | null) => {
    if (side !== 'workspace') return tablesOfFile(Buffer.from(side.base64, 'base64'), only)
    const all = mappings.all()
    const kinds = only ? [only] : kindsOf(all)
    return { tables: kinds.map((kind) => ({ kind, ...tableOf(all, kind) })), problems: [] }
  }

  return {
    'mappings.importFile': ({ body: { base64, kind = null, apply } }) =>
      mappings.importFile(Buffer.from(base64, 'base64'), kind, apply, operator),
    'mappings.diff': async ({ body: { left, right, kind = null } }) => {
      const [before, after] = [await compared(left, kind), await compared(right, kind)]
      return {
        tables: diffAll(before.tables, after.tables),
        problems: [...before.problems, ...after.problems],
      }
    },
    'mappings.history': ({ query }) => mappings.history.list(query),
    'mappings.change': ({ params }) => mappings.history.change(changeId(params.id)),
    'mappings.undoChange': async ({ params }) => {
      const result = await mappings.undoChange(changeId(params.id), operator)
      return { ...result, rows: mappings.all()[result.kind] ? mappings.table(result.kind).rows : [] }
    },
  } satisfies Partial<AdminHandlers>
}
