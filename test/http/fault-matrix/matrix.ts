import fc from 'fast-check'
import { expect } from 'vitest'
import type { Fault, FaultLink } from '../../../server/faults/model.ts'
import type { Timers } from '../../../server/storage/timers.ts'
import type { OpenBench } from '../admin-bench.ts'

/** Operations × faults: each story is played with each of its operations hit, by a fault that chance picks. */

const thorough = process.env['OBMEN_THOROUGH'] !== undefined
/** Faults for each operation. */
const FAULTS = thorough ? 25 : 1
/** ms, for all operations of a contract with their faults. */
export const PATIENCE_MS = thorough ? 1_800_000 : 120_000

/** Pauses of callers go by two hundred times as fast; what watches over work that hangs keeps its patience. */
export const hurried: Timers = {
  set: (run, ms) => setTimeout(run, ms < 60_000 ? ms / 200 : ms).unref(),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
}

export const MINUTE_MS = 60_000

/** Time passes when a story lets it; for that the clock of the bench is frozen. */
export const pass = (bench: OpenBench, ms: number): Promise<unknown> =>
  bench.parts.time.move(new Date(bench.parts.clock().getTime() + ms))

/** A code under which a person finds what a caller does not try again by itself. */
export type GivenUp = string

/** One contract: who calls whom about what, as its document says. */
export interface Story {
  link: Partial<FaultLink>
  /** Ids of the operations that are hit, each in its turn. */
  operations: readonly string[]
  /**
   * Those of them that ask and change nothing. An old answer of any other one cannot be told from a new one, so that what was sent is
   * lost and no contract has a remedy: only these are given stale answers.
   */
  reads: readonly string[]
  /** Those of them whose refusal is final for the caller: a person has to send again. */
  finalWhenRefused: readonly string[]
  /**
   * Begins with faults on; none of them hits more than `MOST_HITS` times.
   * @returns what is called when all is well again: it does what a person does then, and expects that everything is there, once
   */
  play(): Promise<() => Promise<GivenUp[]>>
}

/** So often a person sends again before he must have been lucky. */
export const MOST_HITS = 3

const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: 'drop', when: { stage: 'before' } },
    { kind: 'drop', when: { stage: 'after' } },
    { kind: 'unauthorized' },
    { kind: 'duplicate' },
    { kind: 'delay', time: { form: 'tail', median: 200, spread: 1 } },
    { kind: 'reorder', passing: 1, limitMs: 1000 },
    { kind: 'encoding', how: 'cp1251-as-utf8' },
    { kind: 'encoding', how: 'bom' },
  ),
  fc
    .integer({ min: 1, max: 200 })
    .map((bytes): Fault => ({ kind: 'drop', when: { stage: 'middle', bytes } })),
  fc.constantFrom('notice', 'bracket', 'zeros').map((how): Fault => ({ kind: 'malformed', how })),
  fc
    .record({ part: fc.constantFrom(0, 0.4, 0.95), length: fc.constantFrom('whole', 'part') })
    .map((rest): Fault => ({ kind: 'truncated', ...rest })),
  fc
    .record({
      status: fc.constantFrom(400, 408, 422, 500, 502, 504),
      answer: fc.constantFrom('page', 'contract', 'empty'),
    })
    .map((rest): Fault => ({ kind: 'status', body: '', contentType: '', retryAfter: null, ...rest })),
  fc.constantFrom(429, 503).map((status): Fault => ({ kind: 'busy', status, retryAfter: 2 })),
)

/** A fault that hits some of the first requests of an operation. */
const anyHit = (fault: fc.Arbitrary<Fault>) =>
  fc.record({
    fault,
    after: fc.constantFrom(0, 0, 0, 1),
    times: fc.integer({ min: 1, max: MOST_HITS }),
  })

const stale: Fault = { kind: 'stale' }

/** The receiver says that the content is wrong; nobody repeats such a message by himself. */
const refusal: Fault = {
  kind: 'status',
  status: 422,
  answer: 'contract',
  body: '',
  contentType: '',
  retryAfter: null,
}

const everywhere: FaultLink = { from: null, to: null, contract: null, operations: [], proxy: null }

type Hit = { fault: Fault; after: number; times: number }

/** Plays a story with some of its operations hit. @returns how many exchanges were, and what a person was left with */
async function played(
  { api }: OpenBench,
  { link, play }: Story,
  hits: readonly (Hit & { operation: string })[],
) {
  for (const [n, { operation, ...hit }] of hits.entries()) {
    const rule = { id: `matrix-${n}`, name: `Матрица помех: ${operation}` }
    const body = { ...rule, link: { ...everywhere, ...link, operations: [operation] }, ...hit }
    await api.call('faults.save', { body })
  }
  await api.call('faults.recount', { body: {} })
  const allIsWell = await play()
  const { rules } = await api.call('faults.switch', { body: { on: false } })
  await api.call('faults.remove', { body: { ids: rules.map(({ id }) => id) } })
  return {
    injected: rules.reduce((sum, rule) => sum + rule.injected, 0),
    givenUp: await allIsWell(),
  }
}

/** Plays the story with faults of all kinds at an operation. @returns how many exchanges were hit */
export async function whateverHits(bench: OpenBench, story: Story, operation: string): Promise<number> {
  let hits = 0
  const faults = story.reads.includes(operation) ? fc.oneof(fc.constant(stale), anyFault) : anyFault
  await fc.assert(
    fc.asyncProperty(anyHit(faults), async (hit) => {
      hits += (await played(bench, story, [{ operation, ...hit }])).injected
    }),
    { seed: 20_261_126 + story.operations.indexOf(operation), numRuns: FAULTS, endOnFailure: true },
  )
  return hits
}

/** Plays the story with each refusal once that a caller may not repeat by himself: a person sees all of them and sends again. */
export async function whenRefused(bench: OpenBench, story: Story): Promise<void> {
  const hits = story.finalWhenRefused.map((operation) => ({ operation, fault: refusal, after: 0, times: 1 }))
  const { injected, givenUp } = await played(bench, story, hits)
  expect([injected, givenUp.length], 'refusals, and what a person is shown').toEqual([
    hits.length,
    hits.length,
  ])
}
