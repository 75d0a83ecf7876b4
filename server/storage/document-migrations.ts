import { defaultPolicies } from '../mappings/model.ts'

type Json = Record<string, unknown>

/** The member, made when it is absent; something else than an object is left alone and an empty stand-in filled. */
function member(of: Json, name: string): Json {
  const found = (of[name] ??= {})
  return typeof found === 'object' && !Array.isArray(found) ? (found as Json) : {}
}

/**
 * Steps from one version of `obmen.json` to the next. Each changes the document in place and trusts nothing about it: what
 * does not fit is left for the schema to name.
 */
export const documentMigrations: readonly { to: number; up(document: Json): void }[] = [
  {
    // Documents from before the numbering, or typed by hand: any part may be absent.
    to: 1,
    up(document) {
      const sides = member(document, 'sides')
      sides['site'] ??= { mode: 'simulated' }
      sides['onec'] ??= { mode: 'simulated' }
      member(document, 'siteOrders')
      const mappings = member(document, 'mappings')
      for (const [kind, policy] of Object.entries(defaultPolicies)) mappings[kind] ??= { policy, rows: [] }
    },
  },
  {
    // Warehouses got names of КСУП.
    to: 2,
    up(document) {
      const policy = defaultPolicies.ksup_warehouse
      member(document, 'mappings')['ksup_warehouse'] ??= { policy, rows: [] }
    },
  },
  {
    // Exchanges that sides started every so many minutes became errands on schedules. What was off leaves nothing behind.
    to: 3,
    up(document) {
      const schedules: Json[] = []
      const take = (from: Json, errand: string, id: string, params: Json): void => {
        const { enabled, minutes } = member(from, 'schedule')
        delete from['schedule']
        if (enabled !== true) return
        schedules.push({ id, errand, params, when: { kind: 'every', minutes }, enabled })
      }
      take(member(document, 'siteOrders'), 'onec.exchange', 'onec-exchange', {})
      const { nodes } = member(document, 'commerceml')
      for (const node of Array.isArray(nodes) ? (nodes as unknown[]) : [])
        if (node !== null && typeof node === 'object') {
          const { id } = node as Json
          const params = { node: id, what: 'all', full: false }
          take(node as Json, 'cml.exchange', `cml-exchange-${String(id)}`, params)
        }
      if (schedules.length > 0 && !('schedules' in document)) document['schedules'] = schedules
    },
  },
]
