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
]
