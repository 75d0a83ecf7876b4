import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ProcessedOrder,
  ProcessingResult,
  type OrderEnvelope,
} from '../../server/contracts/site-orders/schema.ts'
import { demoOnec, demoSite } from '../../fixtures/demo/demo.ts'
import { isAccepted } from '../../mocks/onec/result.ts'
import { orderEnvelope } from '../contract/arbitrary.ts'
import { exchange, onecBench } from './onec-bench.ts'

const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id)
const { storage, delivery_method } = demoSite.dictionaries
const offerIds = demoOnec.items.map(({ offer_id }) => offer_id)

/** Any order of the contract, with values that the demo base knows put in here and there, so that some are accepted. */
const order: fc.Arbitrary<OrderEnvelope> = fc
  .tuple(
    orderEnvelope,
    fc.infiniteStream(fc.nat(999)),
    fc.constantFrom('familiar' as const, 'foreign' as const, 'mixed' as const),
  )
  .map(([envelope, numbers, kind]) => {
    const next = () => Number(numbers.next().value)
    const pick = <T>(list: readonly T[], original: T): T =>
      kind === 'foreign' || (kind === 'mixed' && next() % 3 === 0) ? original : list[next() % list.length]!
    const { delivery } = envelope.order
    return {
      exchange: envelope.exchange,
      order: {
        ...envelope.order,
        order_time: pick(['2026-03-10T10:00:00'], envelope.order.order_time),
        delivery: {
          ...delivery,
          delivery_method: pick(ids(delivery_method), delivery.delivery_method),
          delivery_transport_company: pick([null, '000009791'], delivery.delivery_transport_company ?? null),
          delivery_address: pick(['г. Самара'], delivery.delivery_address ?? 'г. Самара'),
        },
        products: envelope.order.products.map((line) => ({
          ...line,
          storage: pick(ids(storage), line.storage),
          quantity: pick([1, 2, 7, 0.5], line.quantity),
          offers: pick([[{ offer_id: offerIds[next() % offerIds.length]! }]], line.offers),
        })),
      },
    }
  })

describe('any order that the contract allows', () => {
  it('[A-15][A-16] gets exactly one valid result; what is accepted can be returned, and comes out the same when repeated', async () => {
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(order, async (envelope) => {
        const bench = await onecBench()
        try {
          const { order_id } = envelope.order
          const result = await exchange(bench, envelope)
          expect(ProcessingResult.safeParse(result).error).toBeUndefined()
          expect(bench.site.results).toHaveLength(1)
          expect(result.codes.some(({ code }) => code === 'ORD-900')).toBe(false)
          expect(bench.site.marked.size).toBe(result.result === 'deferred' ? 1 : 0)

          const again = await exchange(bench, envelope)
          expect(again.result).toBe(result.result)
          expect((await bench.onec.orders()).length).toBeLessThanOrEqual(1)
          if (!isAccepted(result.result)) return
          accepted += 1
          const detail = await bench.onec.returnToSite(order_id)
          expect(detail.outgoing).toBe('delivered')
          const version = bench.site.versions.get(order_id)!.at(-1)
          expect(ProcessedOrder.safeParse(version).error).toBeUndefined()
        } finally {
          await bench.close()
        }
      }),
      { numRuns: 60 },
    )
    expect(accepted, 'orders that were accepted').toBeGreaterThan(3)
  })
})
