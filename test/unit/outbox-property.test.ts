import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { OutboxAnswer } from '../../server/contracts/ksup/outbox-state.ts'
import { outboxBench, refused, shipmentOf, type Arrival } from './outbox-bench.ts'

/** What befalls one try. */
const fates = ['ok', 'lost-answer', 'network', 'busy', 'refused', 'stale', 'killed'] as const
type Fate = (typeof fates)[number]

const answers: Record<Exclude<Fate, 'killed' | 'lost-answer'>, OutboxAnswer> = {
  ok: { status: 200, code: null },
  network: refused(null, null),
  busy: refused(503, 'KS-BUSY', 1_000),
  refused: refused(422, 'KS-VALIDATION'),
  stale: refused(409, 'KS-STALE'),
}

it('[DD-05] [DD-06] [DD-08] whatever befalls: nothing is lost, a key keeps its order, a repeat is the same message', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 10 }),
      fc.array(fc.constantFrom(...fates), { maxLength: 25 }),
      async (deals, script) => {
        const bench = await outboxBench()
        const fate = script.values()
        /** What the receiver took, in order. */
        const taken: Arrival[] = []
        let killed = false
        bench.answer = (arrival) => {
          const next = fate.next().value ?? 'ok'
          if (next === 'ok' || next === 'lost-answer' || next === 'killed') taken.push(arrival)
          if (next === 'killed') {
            killed = true
            bench.die()
            return new Promise(() => {})
          }
          return next === 'lost-answer' ? answers.network : answers[next]
        }
        for (const deal of deals) await bench.enqueue(shipmentOf(deal))
        bench.outbox.poke()
        // A day and some hours: the schedule of DD-08 is over then.
        for (let hour = 0; hour < 40; hour += 1) {
          await bench.time.advance(3_600_000)
          if (!killed) continue
          killed = false
          await bench.restart()
          await bench.time.advance(0)
        }

        const { rows } = await bench.outbox.list({ limit: 100 })
        expect(rows).toHaveLength(deals.length)
        for (const { state, code } of rows)
          expect(
            state === 'delivered' ||
              (state === 'parked' && code === 'KS-VALIDATION') ||
              (state === 'ignored' && code === 'KS-STALE'),
          ).toBe(true)
        const bodies = new Map<string, string>()
        for (const { id, body } of bench.arrivals) {
          const text = JSON.stringify(body)
          expect(bodies.get(id) ?? text).toBe(text)
          bodies.set(id, text)
        }
        for (const { id, state } of rows)
          if (state === 'delivered') expect(taken.some((arrival) => arrival.id === id)).toBe(true)
        for (const deal of new Set(deals)) {
          const seqs = taken.filter(({ key }) => key === `deal:${deal}`).map(({ seq }) => seq)
          expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
        }
        await bench.outbox.stop()
      },
    ),
    { numRuns: 40 },
  )
})
