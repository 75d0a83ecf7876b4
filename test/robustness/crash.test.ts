import { randomInt } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import type { SiteOrderDetail } from '../../mocks/site/model.ts'
import { serve, temporaryWorkspace, type RunningBench } from './running-bench.ts'

/** Each kill costs a start of the program: the whole number is for `OBMEN_THOROUGH=1`, other runs add theirs up by new seeds. */
const cycles = process.env['OBMEN_THOROUGH'] ? 200 : 24

/** mulberry32: small, seeded, good enough to choose moments; the seed is printed so that a run can be repeated. */
function seeded(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('kill -9 at random points of exchange cycles', () => {
  const workspace = temporaryWorkspace()
  let bench: RunningBench | null = null

  afterAll(async () => {
    await bench?.kill()
    await (await workspace).remove()
  })

  it(
    '[A-24][A-65][AD-03][AD-31][AD-33][AD-37] loses, doubles and half-applies no order',
    { timeout: 1_200_000 },
    async () => {
      const seed = Number(process.env['OBMEN_SEED'] ?? randomInt(2 ** 31))
      const random = seeded(seed)
      const { path } = await workspace
      const placed: string[] = []
      const answeredReturns = new Map<string, number>()
      let kills = 0
      /** How long an undisturbed story takes here, ms: kills fall anywhere in it and a little after. */
      let span = 0

      for (let cycle = 0; cycle < cycles; cycle++) {
        bench ??= await serve(path)
        const running = bench
        const story = async () => {
          const draft = await running.api.call('site.draft')
          const order = await running.api.call('site.place', { body: draft })
          placed.push(order.order_id)
          await running.api.call('onec.exchange')
          const target = placed[Math.floor(random() * placed.length)]!
          const known = await running.api.call('onec.order', { params: { id: target } })
          await running.api.call('onec.edit', {
            params: { id: target },
            body: {
              status: 'Ожидает оплаты',
              lines: known.lines.map((line) => ({ ...line, quantity: line.quantity + 1000 })),
            },
          })
          const returned = await running.api.call('onec.return', { params: { id: target } })
          answeredReturns.set(target, returned.seq)
        }
        if (cycle === 0) {
          await story()
          const started = performance.now()
          await story()
          span = performance.now() - started
        }
        // Nothing of the bench is awaited by time: the moment of the kill is the random thing under test.
        const moment = new Promise<'moment'>((resolve) =>
          setTimeout(() => resolve('moment'), random() * span * 1.1),
        )
        const told = story().then(
          () => 'told' as const,
          (error: unknown) => error,
        )
        const first = await Promise.race([moment, told])
        if (first === 'moment') {
          await running.kill()
          kills += 1
          bench = null
          await told
        } else if (first !== 'told') {
          throw new Error(`seed ${seed}, cycle ${cycle}: the story failed without a kill`, { cause: first })
        }
      }

      bench ??= await serve(path)
      const { api } = bench
      // Orders placed in the same moment as a kill may have had no answer; they count when the site has them.
      const settle = async () => {
        await api.call('onec.exchange')
        for (const message of await api.call('onec.outbox')) {
          if (message.state === 'waiting' || message.state === 'parked') {
            await api.call('onec.resend', { params: { id: message.id } })
          }
        }
      }
      for (let round = 0; round < 3; round++) await settle()

      const site = await api.call('site.orders')
      const onec = await api.call('onec.orders')
      const siteIds = site.map((row) => row.order_id)
      const onecIds = onec.map((row) => row.order_id)
      const context = `seed ${seed}, ${kills} kills`

      expect(kills, context).toBeGreaterThan(cycles / 4)
      expect(new Set(siteIds).size, `${context}: doubled on the site`).toBe(siteIds.length)
      expect(new Set(onecIds).size, `${context}: doubled in 1C`).toBe(onecIds.length)
      expect(new Set(onec.map((row) => row.number_1c)).size, `${context}: doubled 1C number`).toBe(
        onec.length,
      )
      expect(
        placed.filter((id) => !siteIds.includes(id)),
        `${context}: lost on the site`,
      ).toEqual([])

      const accepted = site.filter((row) => row.last_result !== null && row.last_result !== 'rejected')
      expect(accepted.map((row) => row.order_id).sort(), `${context}: taken by 1C`).toEqual(
        onec
          .filter((row) => row.posted)
          .map((row) => row.order_id)
          .sort(),
      )
      for (const [id, seq] of answeredReturns) {
        const row = site.find((candidate) => candidate.order_id === id)
        expect(row?.seq ?? 0, `${context}: version ${seq} of ${id} was answered`).toBeGreaterThanOrEqual(seq)
      }
      for (const row of onec) {
        const document = await api.call('onec.order', { params: { id: row.order_id } })
        const order: SiteOrderDetail = await api.call('site.order', { params: { id: row.order_id } })
        const newest = order.versions[0]
        expect(newest?.seq ?? 0, `${context}: ${row.order_id} has 1C's last version`).toBe(document.seq)
        if (newest)
          expect(newest.body, `${context}: ${row.order_id} is whole`).toEqual(document.versions[0]?.body)
        expect(new Set(order.versions.map((version) => version.seq)).size).toBe(order.versions.length)
      }
      expect(
        (await api.call('onec.outbox')).filter((m) => !['delivered', 'superseded'].includes(m.state)),
      ).toEqual([])
    },
  )
})
