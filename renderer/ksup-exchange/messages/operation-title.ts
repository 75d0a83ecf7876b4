import { ksup } from '../../../server/contracts/ksup/operations.ts'
import { text } from '../../i18n/index.ts'

/** What an operation is called, its id when the contract does not have it. */
export function operationTitle(id: string): string {
  const found = ksup.operations.find((operation) => operation.id === id)
  return found ? text(found.title) : id
}
