import { cmlOperations } from '../../contracts/commerceml/operations.ts'
import { ksup } from '../../contracts/ksup/operations.ts'
import type { Operation } from '../../contracts/operation.ts'
import { regate } from '../../contracts/regate/operations.ts'
import { siteOrders } from '../../contracts/site-orders/operations.ts'
import type { KnownNames } from '../../scenarios/read.ts'
import { adminApi } from '../api.ts'

/** Every message of every contract that the bench plays. */
export const allOperations: readonly Operation[] = [
  ...siteOrders.operations,
  ...cmlOperations,
  ...regate.operations,
  ...ksup.operations,
]

/** What a scenario may name. */
export const knownNames: KnownNames = {
  calls: new Map(Object.entries(adminApi).map(([name, { method }]) => [name, method])),
  operations: new Set(allOperations.map(({ id }) => id)),
}
