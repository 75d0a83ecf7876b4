import type { CmlFaultId } from '../../server/contracts/commerceml/faults.ts'
import type { CmlFault } from '../../server/storage/document-schema.ts'

/** Failures as one request sees them: a failure that it meets several times is counted once. */
export type FaultsOfRequest = (id: CmlFaultId) => boolean

export interface Faults {
  /** For one request: `on('F4')` says whether the failure is played, and uses up one of its `times`. */
  forRequest(): FaultsOfRequest
}

/**
 * Failures of the field that are switched on (commerceml section 15). `times` counts down in memory; it starts anew when the
 * failure was switched off, or its `times` changed.
 */
export function createFaults(settings: () => readonly CmlFault[]): Faults {
  const left = new Map<string, { times: number; left: number }>()

  function current(): readonly CmlFault[] {
    const faults = settings()
    for (const id of left.keys()) if (!faults.some((fault) => fault.id === id)) left.delete(id)
    return faults
  }

  function use({ id, times }: CmlFault): boolean {
    if (times === 0) return true
    const known = left.get(id)
    const count = known?.times === times ? known : { times, left: times }
    left.set(id, count)
    if (count.left === 0) return false
    count.left -= 1
    return true
  }

  return {
    forRequest() {
      const faults = current()
      const met = new Map<CmlFaultId, boolean>()
      return function on(id) {
        const known = met.get(id)
        if (known !== undefined) return known
        const fault = faults.find((one) => one.id === id)
        const played = fault !== undefined && use(fault)
        met.set(id, played)
        return played
      }
    },
  }
}
