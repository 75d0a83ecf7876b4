import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplayDetails } from '../../server/journal/replay/model.ts'
import { openBench, type OpenBench } from './admin-bench.ts'

/** A purchase of ReGate recorded in one bench and sent again to a bench whose bases have seen nothing yet. */

let recorded: OpenBench
let fresh: OpenBench
let ids: number[]
let account: { user: string; password: string }
const enterprise = 'kolos'

beforeAll(async () => {
  recorded = await openBench()
  fresh = await openBench()
  const report = await recorded.api.call('restore.purchase', { body: { target: enterprise, refund: true } })
  expect(report.steps.filter(({ ok }) => !ok)).toEqual([])
  ids = report.steps.map(({ entry }) => entry)
  const { password } = await fresh.api.call('regate.setPassword', {
    params: { enterprise },
    body: { user: 'restore', password: null },
  })
  account = { user: 'restore', password }
})
afterAll(async () => {
  await recorded?.stop()
  await fresh?.stop()
})

async function replayed(order: object): Promise<ReplayDetails> {
  const run = await recorded.api.call('replay.start', { body: { selection: { ids }, ...order } as never })
  await recorded.parts.replay.finished(run.id)
  return recorded.api.call('replay.run', { params: { run: run.id } })
}

const unexplained = ({ list }: ReplayDetails) =>
  list.flatMap(({ operation, differences }) =>
    differences.filter(({ expected }) => !expected).map((one) => ({ operation, ...one })),
  )

describe('a purchase of ReGate', () => {
  it('[B-20][B-21][B-22][B-56] has the same outcome in a fresh workspace, and every difference is explained', async () => {
    const run = await replayed({
      target: { kind: 'address', base: fresh.address },
      accountFrom: 'given',
      account,
    })
    expect(unexplained(run)).toEqual([])
    expect(run).toMatchObject({ state: 'done', same: true, steps: ids.length })
    expect(run.list.map(({ now, then }) => now?.status === then.status)).toEqual(ids.map(() => true))
    // Ids of objects are new ones, so something differs; it is said why.
    expect(run.counts.explained).toBeGreaterThan(0)
    for (const { differences } of run.list)
      for (const { reason } of differences) expect(reason?.ru).toBeTruthy()
    const orders = await fresh.api.call('regate.orders', { params: { enterprise } })
    expect(orders.some(({ status }) => status === 430)).toBe(true)
  })

  it('[BD-08][BD-11] sends ids of its own and the ids that the new answers gave', async () => {
    const run = await replayed({ target: { kind: 'same' } })
    const step = (method: string) => run.list.find(({ operation }) => operation === `regate.${method}`)!
    const sent = async (entry: number | null) => {
      const { request } = await recorded.entry(entry!)
      return JSON.parse(request!.text!) as Record<string, string>
    }
    const [old, now] = [await sent(step('booking').entry), await sent(step('booking').result)]
    expect(now['booking_id']).toMatch(/^rs-ord-[a-z-]+$/)
    expect(now['booking_id']).not.toBe(old['booking_id'])
    expect(now['client_id']).toBe((await sent(step('client').result))['client_id'])
    const answer = await recorded.entry(step('booking').result!)
    expect((await sent(step('paycard').result))['order_id']).toBe(
      (JSON.parse(answer.response!.text!) as { order_id: string }).order_id,
    )
    expect(step('booking').now!.status).toBe(201)
    expect((await recorded.entry(step('booking').result!)).repeats).toBe(step('booking').entry)
  })

  it('with its ids left alone finds the old order instead of making one', async () => {
    const booking = await recorded.entries({ operation: 'regate.booking' })
    const run = await recorded.api.call('replay.start', {
      body: { selection: { ids: [booking[0]!.id] }, off: ['objects'] },
    })
    await recorded.parts.replay.finished(run.id)
    const [step] = (await recorded.api.call('replay.run', { params: { run: run.id } })).list
    expect(step).toMatchObject({ verdict: 'different', then: { status: 201 }, now: { status: 200 } })
    expect(step!.differences[0]).toMatchObject({ place: 'status', then: '201', now: '200', expected: false })
  })

  it('tells nothing secret, neither in the plan nor in the result', async () => {
    const body = {
      selection: { ids },
      target: { kind: 'address' as const, base: fresh.address },
      accountFrom: 'given' as const,
      account,
    }
    const told = JSON.stringify([
      await recorded.api.call('replay.plan', { body }),
      await recorded.api.call('replay.runs'),
      await Promise.all(
        (await recorded.api.call('replay.runs')).map(({ id }) =>
          recorded.api.call('replay.run', { params: { run: id } }),
        ),
      ),
    ])
    expect(told).toContain('Authorization')
    for (const secret of [account.password, Buffer.from(`restore:${account.password}`).toString('base64')])
      expect(told).not.toContain(secret)
  })
})
