import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBench, type OpenBench } from './admin-bench.ts'
import { commerceml } from './fault-matrix/commerceml.ts'
import { ksup } from './fault-matrix/ksup.ts'
import { hurried, PATIENCE_MS, whateverHits, whenRefused, type Story } from './fault-matrix/matrix.ts'
import { regate } from './fault-matrix/regate.ts'
import { siteOrders } from './fault-matrix/site-orders.ts'

/**
 * Whatever goes wrong on the way, the callers do what their contracts say: they repeat after their pause what may be repeated, and
 * leave to a person what may not. When all is well again, nothing is lost and nothing is there twice.
 */

let bench: OpenBench

beforeAll(async () => {
  bench = await openBench({ timers: hurried })
  // Time passes when a story lets it.
  bench.parts.time.freeze()
}, 120_000)
afterAll(() => bench?.stop())

describe.each([
  ['1C and the site', siteOrders],
  ['ReStore and 1C', regate],
  ['КСУП and 1C', ksup],
  ['1C and a site over CommerceML', commerceml],
])('%s', (_title, storyOf) => {
  let story: Story
  beforeAll(async () => {
    story = await storyOf(bench)
  })

  it(
    'nothing is lost and nothing is there twice, whatever the answers become',
    async () => {
      let hits = 0
      for (const operation of story.operations) hits += await whateverHits(bench, story, operation)
      expect(hits, 'exchanges that were hit').toBeGreaterThan(story.operations.length / 2)
    },
    PATIENCE_MS,
  )

  it(
    'what is refused is shown to a person, and arrives once when he sends it again',
    () => whenRefused(bench, story),
    PATIENCE_MS,
  )
})
