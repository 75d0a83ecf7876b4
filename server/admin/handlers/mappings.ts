import { stepBetween, type TableStand } from '../../mappings/delta.ts'
import { isMappingKind, mappingKinds, type MappingKind } from '../../mappings/model.ts'
import { view } from '../../mappings/tables.ts'
import { brokenValues } from '../broken-values.ts'
import type { BenchParts } from '../deps.ts'
import { dictionariesOf } from '../mapping-dictionaries.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'

/** There are no accounts yet: who works at the bench is «оператор». */
export const operator = 'operator'

/**
 * Could there be such a table? Whether there is one of an own kind is for the tables to say.
 * @throws AdminRefusal `MAPPING-KIND-UNKNOWN`
 */
export function mappingKind(name: string): MappingKind {
  if (isMappingKind(name)) return name
  throw new AdminRefusal(404, 'MAPPING-KIND-UNKNOWN', {
    ru: `Таблицы соответствий «${name}» нет; есть ${mappingKinds.join(', ')} и свои виды own_….`,
    en: `There is no mapping table "${name}"; there are ${mappingKinds.join(', ')} and own kinds own_….`,
  })
}

export function mappingHandlers(parts: BenchParts) {
  const { mappings, journal } = parts
  /** What happened to a table since. */
  const stepFrom = async (kind: MappingKind, from: TableStand) =>
    stepBetween(kind, from, await mappings.stand(kind))

  return {
    'mappings.kinds': () => mappings.summary(),
    'mappings.table': async ({ params }) => {
      const kind = mappingKind(params.kind)
      const { table, revision } = await mappings.stand(kind)
      return { policy: table.policy, rows: view(table, kind), revision }
    },
    'mappings.since': async ({ params, query }) => {
      const kind = mappingKind(params.kind)
      const from = await mappings.standAt(kind, query.revision)
      const to = await mappings.stand(kind)
      return { policy: to.table.policy, ...stepBetween(kind, from, to) }
    },
    'mappings.save': async ({ params, body: { basedOn, why, ...batch } }) => {
      const kind = mappingKind(params.kind)
      if (basedOn === undefined) {
        const from = await mappings.stand(kind)
        await mappings.save(kind, batch, operator, why)
        return { ...(await stepFrom(kind, from)), conflicts: [] }
      }
      const from = await mappings.standAt(kind, basedOn)
      const conflicts = await mappings.saveOnto(kind, batch, operator, from.table, why)
      return { ...(await stepFrom(kind, from)), conflicts }
    },
    'mappings.policy': async ({ params, body }) => {
      const kind = mappingKind(params.kind)
      await mappings.setPolicy(kind, body, operator)
      const summary = (await mappings.summary()).find((row) => row.kind === kind)
      return summary!
    },
    'mappings.unmapped': async () => brokenValues(journal, await mappings.unmapped()),
    'mappings.choices': async ({ params }) => {
      const kind = mappingKind(params.kind)
      const { site, onec } = await dictionariesOf(parts, kind)
      return {
        site: site?.map(({ id, name }) => ({ id, name })) ?? [],
        onec: onec?.map(({ ref, code, name }) => ({ ref, code, name })) ?? [],
      }
    },
  } satisfies Partial<AdminHandlers>
}
