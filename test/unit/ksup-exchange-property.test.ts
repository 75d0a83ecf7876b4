import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectAgreement } from './ksup-exchange-agreement.ts'
import { exchangeBench, type ExchangeBench } from './ksup-exchange-bench.ts'
import { fates, type Fate } from './ksup-exchange-network.ts'
import { steps, type StepName } from './ksup-exchange-steps.ts'
import { temporaryFolder } from './storage-factory.ts'

const thorough = process.env['OBMEN_THOROUGH'] !== undefined
const runs = thorough ? 300 : 25

const MINUTE = 60_000

const names = Object.keys(steps) as StepName[]
/** Time goes by often, so that things happen while others are on their way. */
const step = fc.record({
  name: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.constantFrom<StepName>('wait', 'wait', 'kill') },
    { weight: 2, arbitrary: fc.constantFrom<StepName>('order', 'ship', 'correct', 'pay', 'assign') },
  ),
  n: fc.nat(999),
})
const fate = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fate>('pass') },
  { weight: 2, arbitrary: fc.constantFrom(...fates) },
)

/** Faults are over; time goes by until nothing is on its way any more. */
async function comeToRest(bench: ExchangeBench): Promise<void> {
  bench.fate = () => 'pass'
  bench.letLive()
  await bench.revive()
  bench.parts.conditions.set({ ksup: 'ok', server: 'ok', onec: 'ok' })
  for (let turn = 0; turn < 300; turn += 1) {
    await bench.pass(5 * MINUTE)
    const { onec, serverOutbox, inbox } = bench.parts
    const counts = [(await onec.outbox.status()).counts, (await serverOutbox.status()).counts]
    const open = counts.reduce((sum, { new: fresh, sending, waiting }) => sum + fresh + sending + waiting, 0)
    if (open + (await inbox.counts()).queued === 0) return
  }
  throw new Error('The exchange does not come to rest')
}

describe('any story of 1C, the server and КСУП with faults on the way', () => {
  it(
    '[DD-04] [DD-05] [DD-06] [DD-07] [DD-08] [DD-14] [DD-37] ends with both sides agreed: nothing lost, doubled or out of order',
    { timeout: runs * 20_000 },
    async () => {
      const folder = await temporaryFolder()
      const seen = { kills: 0, messages: 0, repeats: 0, fates: new Set<Fate>() }
      let run = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }),
          fc.infiniteStream(fate),
          async (story, luck) => {
            run += 1
            const bench = await exchangeBench(join(folder, `${run}.db`))
            try {
              bench.fate = () => {
                const next = luck.next().value as Fate
                seen.fates.add(next)
                return next
              }
              for (const { name, n } of story) await steps[name](bench, n)
              await comeToRest(bench)
              await expectAgreement(bench)
              const { rows } = await bench.parts.onec.outbox.list({ limit: 500 })
              seen.messages += rows.length
              seen.repeats += rows.filter(({ attempts }) => attempts > 1).length
              seen.kills += bench.kills
            } finally {
              await bench.bury()
            }
          },
        ),
        { numRuns: runs },
      )
      expect(seen.fates.size, 'every fault happened').toBe(fates.length)
      expect(seen.kills, 'processes killed').toBeGreaterThan(runs / 4)
      expect(seen.messages, 'messages').toBeGreaterThan(runs * 3)
      expect(seen.repeats, 'messages that were sent again').toBeGreaterThan(runs / 2)
    },
  )
})
