import { isOwnKindId, type MappingKind, type OwnKindId } from '../../mappings/model.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'
import { mappingKind, operator } from './mappings.ts'

function ownKind(name: string): OwnKindId {
  const kind = mappingKind(name)
  if (isOwnKindId(kind)) return kind
  throw new AdminRefusal(409, 'MAPPING-KIND-BUILT-IN', {
    ru: `Вид «${kind}» принадлежит договору: его нельзя ни изменить, ни удалить.`,
    en: `The kind "${kind}" is one of a contract: it can be neither changed nor removed.`,
  })
}

export function mappingKindHandlers({ mappings }: BenchParts) {
  const summaryOf = async (kind: MappingKind) =>
    (await mappings.summary()).find((summary) => summary.kind === kind)!

  return {
    'mappings.addKind': async ({ body: { id, own, policy } }) => {
      if (policy.on === 'default')
        throw new AdminRefusal(422, 'MAPPING-DEFAULT-ROW', {
          ru: 'В новой таблице нет строк, строку по умолчанию выбирают позже.',
          en: 'A new table has no rows: the default row is chosen later.',
        })
      await mappings.defineKind(id, own, { isNew: true, policy }, operator)
      return summaryOf(id)
    },
    'mappings.editKind': async ({ params, body }) => {
      const kind = ownKind(params.kind)
      await mappings.defineKind(kind, body, { isNew: false }, operator)
      return summaryOf(kind)
    },
    'mappings.removeKind': async ({ params }) => {
      const kind = ownKind(params.kind)
      await mappings.removeKind(kind, operator)
      return { change: await mappings.history.revision(kind) }
    },
  } satisfies Partial<AdminHandlers>
}
