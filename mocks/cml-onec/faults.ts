import type { CmlFault } from '../../server/storage/document-schema.ts'

/** The failures of the field that the 1C end plays (commerceml section 15), counted as they are used up. */

export interface FaultPlay {
  /** The failure is switched on and not used up; it is not counted by asking. */
  on(id: string): boolean
  /** The failure spoils something now: one of its times is used. */
  use(id: string): boolean
  /** Those that are on. */
  active(): string[]
}

/** Times that were used, by node and failure. Switching a failure off, or giving it another number, starts anew. */
export function createFaultBook(): (node: string, faults: readonly CmlFault[]) => FaultPlay {
  const used = new Map<string, { times: number; used: number }>()
  return (node, faults) => {
    for (const key of used.keys()) {
      const [of, id] = key.split('\n')
      if (of === node && !faults.some((fault) => fault.id === id)) used.delete(key)
    }
    const countOf = ({ id, times }: CmlFault) => {
      const key = `${node}\n${id}`
      const known = used.get(key)
      if (known && known.times === times) return known
      const fresh = { times, used: 0 }
      used.set(key, fresh)
      return fresh
    }
    const found = (id: string) => faults.find((fault) => fault.id === id)
    const left = (fault: CmlFault): boolean => fault.times === 0 || countOf(fault).used < fault.times
    return {
      on(id) {
        const fault = found(id)
        return fault !== undefined && left(fault)
      },
      use(id) {
        const fault = found(id)
        if (!fault || !left(fault)) return false
        countOf(fault).used += 1
        return true
      },
      active: () => faults.filter(left).map(({ id }) => id),
    }
  }
}
