import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { peakMemoryOf } from '../bench/usage.ts'
import { generateCatalogue } from '../commerceml/generate.ts'
import { openBooking } from '../robustness/regate-state.ts'
import { serve, temporaryWorkspace, type RunningBench } from '../robustness/running-bench.ts'
import { openSession, openSite, percentOf } from './catalogue-sender.ts'

/** The story of a large catalogue in small; `npm run bench -- --only catalogue-http` measures it with a gigabyte. */

const MB = 1_000_000
const megabytes = process.env['OBMEN_THOROUGH'] ? 150 : 40

let workspace: Awaited<ReturnType<typeof temporaryWorkspace>>
let bench: RunningBench

beforeAll(async () => {
  workspace = await temporaryWorkspace()
  bench = await serve(workspace.path)
  // Many short steps, so that there is a progress to see.
  await openSite(bench, 200)
})
afterAll(async () => {
  await bench.kill()
  await workspace.remove()
})

const base = async () => ({
  counts: await bench.api.call('cmlSite.counts'),
  items: await bench.api.call('cmlSite.items', { query: { offset: 0, limit: 50, sort: 'name' } }),
})

describe('a large catalogue over HTTP', () => {
  it(
    '[C §3.1 import] goes in within bounded memory, shows its progress, holds up nobody, and is cancelled at once',
    { timeout: 300_000 },
    async () => {
      const [file, changed] = [join(workspace.path, 'first.xml'), join(workspace.path, 'second.xml')]
      const { items } = await generateCatalogue(file, { megabytes, seed: 1 })
      await generateCatalogue(changed, { megabytes, seed: 2 })
      const reader = await openBooking(bench, 2)

      const first = await openSession(bench)
      expect(await first.send(file, 'import.xml')).toBeGreaterThan(1)
      // What happened, in its order: numbers are per cent of the import, words are answers of ReGate.
      const events: (number | 'answered')[] = []
      let importing = true
      const asking = (async () => {
        while (importing) {
          expect(await reader.ask()).toBe(200)
          events.push('answered')
        }
      })()
      let last = ''
      try {
        for await (const answer of first.steps('import.xml')) {
          last = answer
          const percent = percentOf(answer)
          if (percent !== null && percent < 100) events.push(percent)
        }
      } finally {
        importing = false
        await asking
        reader.close()
      }
      expect(last).toMatch(/^success/)
      const percents = events.filter((event) => event !== 'answered')
      expect(percents).toEqual([...percents].sort((one, other) => one - other))
      expect(new Set(percents).size).toBeGreaterThan(2)
      const meanwhile = events.slice(events.indexOf(percents[0]!), events.lastIndexOf(percents.at(-1)!))
      expect(meanwhile.filter((event) => event === 'answered').length).toBeGreaterThan(percents.length)

      const before = await base()
      expect(before.counts.items).toBe(items)
      const second = await openSession(bench)
      await second.send(changed, 'import.xml')
      for await (const answer of second.steps('import.xml')) {
        expect(answer).toMatch(/^progress/)
        if ((percentOf(answer) ?? 0) >= 10) break
      }
      const { sessions } = await bench.api.call('cmlSite.endSessions')
      expect(sessions).toEqual([])
      const [cancelled, done] = await bench.api.call('cmlSite.imports')
      expect(cancelled).toMatchObject({ outcome: 'cancelled', refusal: null })
      expect(done).toMatchObject({ outcome: 'done', counts: { item: { added: items } } })
      expect(await base()).toEqual(before)

      const { rows } = await bench.api.call('journal.page', { query: { text: 'import.xml', limit: 200 } })
      expect(rows.length).toBeGreaterThan(0)
      const peak = peakMemoryOf(bench.process.pid!)
      if (peak !== null) expect(peak).toBeLessThan(300 * MB)
    },
  )
})
