import { clientProfiles } from '../../contracts/commerceml/client-profiles.ts'
import { cmlFaults } from '../../contracts/commerceml/faults.ts'
import { siteProfiles } from '../../contracts/commerceml/site-profiles.ts'
import { orderStatuses } from '../../../mocks/cml-onec/loading-rules.ts'
import type { CatalogueCounts } from '../../catalogue/model.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { CmlNodeRow } from '../api-commerceml.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

const itemUnknown = (id: string) =>
  new Refusal('CML-ITEM-UNKNOWN', {
    ru: `Номенклатуры с Ид «${id}» в базе нет: возможно, её уже удалили. Обновите список.`,
    en: `The base has no item with the id "${id}": it may be deleted by now. Reload the list.`,
  })

/** Both ends of CommerceML, as their people work with them. */
export function commerceMlHandlers({ commerceMl, changes, address, errands }: BenchParts) {
  const { site, onec, settings, catalogues } = commerceMl

  async function cleared(): Promise<CatalogueCounts> {
    await catalogues.site.clear()
    changes.publish({ area: 'cml-site' })
    return catalogues.site.counts()
  }

  async function nodeRows(): Promise<CmlNodeRow[]> {
    const nodes = await onec.nodes()
    return nodes.map((node) => ({
      ...node,
      nextRun: errands.nextOf(
        ({ errand, params }) => errand === 'cml.exchange' && params['node'] === node.id,
      ),
    }))
  }

  async function itemOf(base: keyof typeof catalogues, id: string) {
    const item = await catalogues[base].item(id)
    if (!item) throw itemUnknown(id)
    return item
  }

  return {
    'cml.faults': () => [...cmlFaults],
    'cml.profiles': () => [
      ...Object.entries(siteProfiles).map(([id, { title, traits }]) => ({
        id,
        side: 'site' as const,
        title,
        traits: [...traits],
      })),
      ...Object.entries(clientProfiles).map(([id, { title, traits }]) => ({
        id,
        side: 'onec' as const,
        title,
        traits: [...traits],
      })),
    ],

    'cmlSite.state': () => site.state(address()),
    'cmlSite.settings': () => settings.site(),
    'cmlSite.saveSettings': async ({ body: { password, ...changed } }) => {
      const saved = await settings.saveSite(changed, password)
      changes.publish({ area: 'cml-site' })
      return saved
    },
    'cmlSite.clear': cleared,
    'cmlSite.endSessions': async () => {
      await site.endSessions()
      return site.state(address())
    },
    'cmlSite.counts': () => catalogues.site.counts(),
    'cmlSite.groups': () => catalogues.site.groups(),
    'cmlSite.items': ({ query }) => catalogues.site.items(query),
    'cmlSite.item': ({ query }) => itemOf('site', query.id),
    'cmlSite.imports': () => catalogues.site.imports(),
    'cmlSite.importRows': ({ params, query }) => catalogues.site.importRows(Number(params.id), query),
    'cmlSite.statuses': () => site.statuses(),
    'cmlSite.orders': ({ query }) => site.orders(query),
    'cmlSite.order': ({ query }) => site.order(query.number),
    'cmlSite.place': ({ body }) => site.place(body),
    'cmlSite.editOrder': ({ body }) => site.editOrder(body),

    'cmlOnec.nodes': nodeRows,
    'cmlOnec.settings': ({ params }) => settings.node(params.node),
    'cmlOnec.saveNode': async ({ params, body: { password, ...changed } }) => {
      const saved = await settings.saveNode(params.node, changed, password)
      changes.publish({ area: 'cml-onec' })
      return saved
    },
    'cmlOnec.removeNode': async ({ params }) => {
      await settings.removeNode(params.node)
      changes.publish({ area: 'cml-onec' })
      return nodeRows()
    },
    'cmlOnec.run': ({ params, body }) => onec.start(settings.node(params.node).id, body, 'manual'),
    'cmlOnec.stop': ({ params }) => onec.stop(Number(params.id)),
    'cmlOnec.runs': ({ query }) => onec.runs(query.node),
    'cmlOnec.runReport': async ({ params, query }) => {
      const run = await onec.run(Number(params.id))
      return { ...run, steps: run.steps.filter(({ n }) => n >= query.from) }
    },
    'cmlOnec.counts': () => catalogues.onec.counts(),
    'cmlOnec.groups': () => catalogues.onec.groups(),
    'cmlOnec.priceTypes': () => catalogues.onec.priceTypes(),
    'cmlOnec.warehouses': () => catalogues.onec.warehouses(),
    'cmlOnec.items': ({ query }) => catalogues.onec.items(query),
    'cmlOnec.item': ({ query }) => itemOf('onec', query.id),
    'cmlOnec.editItem': async ({ body }) => {
      await onec.editItem(body)
      return itemOf('onec', body.id)
    },
    'cmlOnec.fill': async ({ body }) => {
      await onec.fill(body.items, body.seed)
      return catalogues.onec.counts()
    },
    'cmlOnec.orders': ({ query }) => onec.orders(query),
    'cmlOnec.order': ({ params }) => onec.order(params.id),
    'cmlOnec.editOrder': ({ params, body }) => onec.editOrder(params.id, body),
    'cmlOnec.orderStatuses': () => [...orderStatuses],
    'cmlOnec.counterparties': () => onec.counterparties(),
  } satisfies Partial<AdminHandlers>
}
