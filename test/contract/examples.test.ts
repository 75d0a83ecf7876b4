import { describe, expect, it } from 'vitest'
import { siteOrders } from '../../server/contracts/site-orders/operations.ts'
import type { Message, Operation } from '../../server/contracts/operation.ts'

const operations: readonly Operation[] = siteOrders.operations
const messages: [string, Message][] = operations.flatMap((operation) => [
  ...(operation.request ? [[`${operation.id} request`, operation.request] as [string, Message]] : []),
  ...Object.entries(operation.responses).map(
    ([status, message]) => [`${operation.id} ${status}`, message] as [string, Message],
  ),
])

describe('operations', () => {
  it('[A-07][A-08] 1C is always the caller, with GET and POST', () => {
    expect(operations).toHaveLength(10)
    for (const { caller, callee, method } of operations) {
      expect([caller, callee]).toEqual(['onec', 'site'])
      expect(['GET', 'POST']).toContain(method)
    }
  })

  it.each(messages)('examples of %s are canonical', (_name, message) => {
    expect(message.examples.length).toBeGreaterThan(0)
    for (const { value } of message.examples) {
      for (const format of message.formats) {
        const body = message.write(value, format)
        const read = message.read(body, 'strict')
        expect(read.findings).toEqual([])
        expect(read.value).toEqual(value)
      }
    }
  })
})
