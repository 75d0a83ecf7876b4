import { ksup } from '../../contracts/ksup/operations.ts'
import { regate } from '../../contracts/regate/operations.ts'
import { cmlOperations } from '../../contracts/commerceml/operations.ts'
import { siteOrders } from '../../contracts/site-orders/operations.ts'
import type { AdminHandlers } from '../routes.ts'

const contracts = [siteOrders, regate, ksup]

/** What the contracts are, as data for labels, help and the journal. */
export function contractHandlers() {
  return {
    'contracts.operations': () =>
      [...contracts.flatMap(({ operations }) => operations), ...cmlOperations].map(
        ({ id, contract, caller, callee, method, path, title, description }) => ({
          id,
          contract,
          caller,
          callee,
          method,
          path,
          title,
          description,
        }),
      ),
    // A code that both contracts have means the same in both.
    'contracts.codes': () => [
      ...new Map(contracts.flatMap(({ codes }) => codes.all.map((row) => [row.code, row] as const))).values(),
    ],
  } satisfies Partial<AdminHandlers>
}
