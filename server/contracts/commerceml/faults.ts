import { connectionFaults } from './faults/connection.ts'
import { fileFaults } from './faults/files.ts'
import { goodsFaults } from './faults/goods.ts'
import type { CmlFaultId, CmlFaultInfo } from './faults/model.ts'
import { orderFaults } from './faults/orders.ts'

export type { CmlFaultId, CmlFaultInfo } from './faults/model.ts'

const numberOf = ({ id }: CmlFaultInfo): number => Number(id.slice(1))

/** All failures of the field, F1 to F32 in order (commerceml section 15). */
export const cmlFaults: readonly CmlFaultInfo[] = [
  ...connectionFaults,
  ...fileFaults,
  ...goodsFaults,
  ...orderFaults,
].sort((one, other) => numberOf(one) - numberOf(other))

/** @throws RangeError for an id that commerceml section 15 does not have */
export function cmlFault(id: CmlFaultId): CmlFaultInfo {
  const found = cmlFaults.find((fault) => fault.id === id)
  if (!found) throw new RangeError(`There is no failure ${id}`)
  return found
}
