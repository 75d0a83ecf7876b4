import { mappingKinds, type MappingKind, type SiteMappingKind } from '../../mappings/model.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'

/** There are no accounts yet: who works at the bench is «оператор». */
const operator = 'operator'

export function mappingKind(name: string): MappingKind {
  const kind = mappingKinds.find((known) => known === name)
  if (!kind) {
    throw new AdminRefusal(404, 'MAPPING-KIND-UNKNOWN', {
      ru: `Таблицы соответствий «${name}» нет; есть ${mappingKinds.join(', ')}.`,
      en: `There is no mapping table "${name}"; there are ${mappingKinds.join(', ')}.`,
    })
  }
  return kind
}

export function mappingHandlers({ mappings, site, onec, ksup }: BenchParts) {
  return {
    'mappings.kinds': () => mappings.summary(),
    'mappings.table': ({ params }) => mappings.table(mappingKind(params.kind)),
    'mappings.save': async ({ params, body }) => {
      const kind = mappingKind(params.kind)
      await mappings.save(kind, body, operator)
      return { rows: mappings.table(kind).rows }
    },
    'mappings.policy': async ({ params, body }) => {
      const kind = mappingKind(params.kind)
      await mappings.setPolicy(kind, body)
      const summary = (await mappings.summary()).find((row) => row.kind === kind)
      return summary!
    },
    'mappings.import': async ({ params, body }) => {
      const kind = mappingKind(params.kind)
      return body.apply ? mappings.import(kind, body.csv, operator) : mappings.planImport(kind, body.csv)
    },
    'mappings.unmapped': () => mappings.unmapped(),
    'mappings.choices': async ({ params }) => {
      const kind = mappingKind(params.kind)
      if (kind === 'ksup_warehouse') return { site: [], onec: await warehouseChoices(ksup.onec) }
      return { site: await siteChoices(site, kind), onec: await onecChoices(onec, kind) }
    },
  } satisfies Partial<AdminHandlers>
}

async function siteChoices(site: BenchParts['site'], kind: SiteMappingKind) {
  if (kind === 'product') {
    return (await site.products()).map(({ tovar_id, name }) => ({ id: tovar_id, name }))
  }
  return (await site.dictionaries())[kind].map(({ id, name }) => ({ id, name }))
}

async function onecChoices(onec: BenchParts['onec'], kind: SiteMappingKind) {
  if (kind === 'product') {
    return (await onec.items({})).map(({ offer_id, code_1c, name }) => ({
      ref: offer_id,
      code: code_1c,
      name,
    }))
  }
  return (await onec.dictionary(kind)).map(({ ref, code, name }) => ({ ref, code, name }))
}

/** A warehouse of this 1C has a name and nothing else. */
async function warehouseChoices(onec: BenchParts['ksup']['onec']) {
  return (await onec.warehouses()).map((name) => ({ ref: name, code: '', name: '' }))
}
