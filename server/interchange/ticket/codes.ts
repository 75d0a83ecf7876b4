import { ksup } from '../../contracts/ksup/operations.ts'
import type { CodeRow, Operation } from '../../contracts/operation.ts'
import { cmlOperations } from '../../contracts/commerceml/operations.ts'
import { regate } from '../../contracts/regate/operations.ts'
import { siteOrders } from '../../contracts/site-orders/operations.ts'

const contracts = [siteOrders, regate, ksup]

const rows = new Map(contracts.flatMap(({ codes }) => codes.all.map((row) => [row.code, row] as const)))
const operations = new Map(
  [...contracts.flatMap((contract) => contract.operations), ...cmlOperations].map(
    (one) => [one.id, one] as const,
  ),
)

/** What a code means and what its receiver does. */
export const codeRow = (code: string | null): CodeRow | null =>
  code === null ? null : (rows.get(code) ?? null)

export const operationOf = (id: string | null): Operation | null =>
  id === null ? null : (operations.get(id) ?? null)
