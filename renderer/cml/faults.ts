import type { CmlFaultInfo } from '../../server/contracts/commerceml/faults.ts'

/** A failure that is on; `times` 0: until it is switched off. */
export interface ActiveFault {
  id: string
  times: number
}

export type FaultFilter = 'all' | 'common' | 'on'

/** The list with a failure switched on, for any number of requests, or off. */
export function switched(active: readonly ActiveFault[], id: string, on: boolean): ActiveFault[] {
  const others = active.filter((fault) => fault.id !== id)
  return on ? [...others, { id, times: 0 }] : others
}

/** The list with another count of requests; what is off stays off. */
export function timesSet(active: readonly ActiveFault[], id: string, times: number): ActiveFault[] {
  return active.map((fault) => (fault.id === id ? { id, times } : fault))
}

/** @param words what a failure is searched by, in the language of the page */
export function matchingFaults(
  faults: readonly CmlFaultInfo[],
  active: readonly ActiveFault[],
  filter: FaultFilter,
  search: string,
  words: (fault: CmlFaultInfo) => string[],
): CmlFaultInfo[] {
  const wanted = search.trim().toLowerCase()
  return faults.filter(
    (fault) =>
      (filter === 'all' ||
        (filter === 'common' && fault.common) ||
        (filter === 'on' && active.some(({ id }) => id === fault.id))) &&
      (wanted === '' || words(fault).some((word) => word.toLowerCase().includes(wanted))),
  )
}
