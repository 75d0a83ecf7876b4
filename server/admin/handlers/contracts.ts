import { allCodes } from '../../contracts/site-orders/codes.ts'
import { siteOrders } from '../../contracts/site-orders/operations.ts'
import type { AdminHandlers } from '../routes.ts'

/** What the contracts are, as data for labels, help and the journal. */
export function contractHandlers() {
  return {
    'contracts.operations': () =>
      siteOrders.operations.map(({ id, contract, caller, callee, method, path, title, description }) => ({
        id,
        contract,
        caller,
        callee,
        method,
        path,
        title,
        description,
      })),
    'contracts.codes': () => [...allCodes],
  } satisfies Partial<AdminHandlers>
}
