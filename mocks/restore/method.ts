import type { Operation } from '../../server/contracts/operation.ts'
import { regate } from '../../server/contracts/regate/operations.ts'
import { Refusal } from '../../server/storage/refusal.ts'

/**
 * The operation behind the name of a method.
 * @param name as the contract has it: `booking`
 * @param asPost a reading method goes as POST, its query in a JSON body (BD-02)
 * @throws Refusal `RESTORE-METHOD-UNKNOWN`
 */
export function methodOf(name: string, asPost = false): Operation {
  const operation = regate.operations.find(({ id }) => id === `regate.${name}`)
  if (!operation)
    throw new Refusal('RESTORE-METHOD-UNKNOWN', {
      ru: `Метода «${name}» в контракте ReGate нет. Есть: ${methodNames().join(', ')}.`,
      en: `ReGate has no method "${name}". It has ${methodNames().join(', ')}.`,
    })
  const { query, queryMessage, ...rest } = operation
  if (!asPost || operation.method === 'POST' || !query || !queryMessage) return operation
  return { ...rest, method: 'POST', request: queryMessage }
}

export const methodNames = (): string[] => regate.operations.map(({ id }) => id.slice('regate.'.length))
