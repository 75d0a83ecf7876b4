import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Where a replay may go, what it is asked for before it does, and what may be changed on the way. */

let bench: OpenBench
let ids: { ping: number; client: number }
/** An address of this machine that does not look like one. */
let outside: string
beforeAll(async () => {
  bench = await openBench()
  outside = `http://0.0.0.0:${bench.port}`
  await bench.exchange('/ping')
  const { entry: client } = await bench.api.call('restore.call', {
    body: {
      target: 'kolos',
      method: 'client',
      values: { client_id: 'rs-first', client: { type: 'person', name: 'Щётка', phone: '+79000000002' } },
    },
  })
  const [ping] = await bench.entries({ operation: 'site-orders.ping' })
  ids = { ping: ping!.id, client }
})
afterAll(() => bench?.stop())

const setTargets = (realTargets: 'ask' | 'forbid') =>
  bench.parts.workspace.document.update((draft) => void (draft.journal.realTargets = realTargets))
beforeEach(() => setTargets('ask'))

const toOutside = (entry: number) => ({
  selection: { ids: [entry] },
  target: { kind: 'address' as const, base: outside },
})

async function ended(id: number) {
  await bench.parts.replay.finished(id)
  return bench.api.call('replay.run', { params: { run: id } })
}

describe('a target that is not this machine', () => {
  it('is called after its very plan was seen and agreed to', async () => {
    const before = await bench.parts.journal.count()
    const body = toOutside(ids.client)
    const plan = await bench.api.call('replay.plan', { body })
    expect(plan).toMatchObject({ realHosts: [`0.0.0.0:${bench.port}`], forbidden: false })
    expect(plan.warnings).toHaveLength(1)
    expect(plan.warnings[0]!.ru).toContain('Найти или создать клиента: 1 ×')
    for (const given of [{}, { confirm: true }, { hash: plan.hash }, { confirm: true, hash: 'another' }])
      expect(await refusal(bench.api.call('replay.start', { body: { ...body, ...given } }))).toMatchObject({
        status: 409,
        code: 'REPLAY-CONFIRM',
      })
    // Something was changed since: it is another plan.
    const changed = { ...body, off: ['objects' as const], confirm: true, hash: plan.hash }
    expect(await refusal(bench.api.call('replay.start', { body: changed }))).toMatchObject({
      code: 'REPLAY-CONFIRM',
    })
    expect(await bench.parts.journal.count()).toBe(before)

    const { id } = await bench.api.call('replay.start', { body: { ...body, confirm: true, hash: plan.hash } })
    const run = await ended(id)
    expect(run.list[0]!.now!.status).not.toBeNull()
    expect(await refusal(bench.api.call('replay.resume', { params: { run: id }, body: {} }))).toMatchObject({
      code: 'REPLAY-CONFIRM',
    })
  })

  it('is one also behind a link of the bench’s own proxy, whatever this machine is called', async () => {
    const link = (id: string, address: string) => ({
      id,
      name: id,
      address,
      from: 'restore' as const,
      to: 'onec' as const,
      mode: 'forward' as const,
      insecure: false,
    })
    const port = bench.port
    await bench.parts.workspace.document.update((draft) => {
      draft.proxy.links = [
        link('out', outside),
        link('again', `http://127.0.0.1:${port}/proxy/out`),
        link('round', `http://127.0.0.1:${port}/proxy/round`),
      ]
    })
    const hostsOf = async (base: string) => {
      const body = { ...toOutside(ids.client), target: { kind: 'address' as const, base } }
      return (await bench.api.call('replay.plan', { body })).realHosts
    }
    expect(await hostsOf(`http://localhost:${port}/proxy/out`)).toEqual([`0.0.0.0:${port}`])
    expect(await hostsOf(`http://127.0.0.1:${port}/proxy/again`)).toEqual([`0.0.0.0:${port}`])
    expect(await hostsOf(`http://127.0.0.1:${port}/proxy/round`)).toEqual([])
    expect(await hostsOf(`http://127.0.0.1:${port}/proxy/nobody`)).toEqual([])
  })

  it('is never called when the settings forbid it', async () => {
    await setTargets('forbid')
    const body = toOutside(ids.ping)
    const plan = await bench.api.call('replay.plan', { body })
    expect(plan.forbidden).toBe(true)
    expect(
      await refusal(bench.api.call('replay.start', { body: { ...body, confirm: true, hash: plan.hash } })),
    ).toMatchObject({ code: 'REPLAY-FORBIDDEN' })
    // This machine is no real system.
    const { id } = await bench.api.call('replay.start', { body: { selection: { ids: [ids.ping] } } })
    expect(await ended(id)).toMatchObject({ same: true })
  })

  it('warns of nothing where only questions are asked', async () => {
    expect((await bench.api.call('replay.plan', { body: toOutside(ids.ping) })).warnings).toEqual([])
  })

  it('is no target of «Повторить», which asks nothing', async () => {
    const plan = await bench.api.call('replay.plan', { body: toOutside(ids.ping) })
    const { id } = await bench.api.call('replay.start', {
      body: { ...toOutside(ids.ping), confirm: true, hash: plan.hash },
    })
    const entry = await bench.entry((await ended(id)).list[0]!.result!)
    expect(entry.url).toContain('0.0.0.0')
    expect(await refusal(bench.api.call('journal.repeat', { params: { id: entry.id } }))).toMatchObject({
      code: 'REPLAY-CONFIRM',
    })
  })
})

describe('an order of a replay', () => {
  it.each([
    [
      'an address with an account',
      { target: { kind: 'address', base: 'http://a:b@127.0.0.1' } },
      'REPLAY-ADDRESS',
    ],
    ['an address that is none', { target: { kind: 'address', base: 'ftp://127.0.0.1' } }, 'REPLAY-ADDRESS'],
    ['an account that was not given', { accountFrom: 'given' }, 'REPLAY-ACCOUNT'],
    ['an entry that is not there', { selection: { ids: [999_999] } }, 'JOURNAL-ENTRY-UNKNOWN'],
  ])('is refused for %s', async (_, part, code) => {
    const body = { selection: { ids: [ids.ping] }, ...part } as never
    expect(await refusal(bench.api.call('replay.plan', { body }))).toMatchObject({ code })
  })

  it('goes to the side that the bench plays, with the account there', async () => {
    const { id } = await bench.api.call('replay.start', {
      body: { selection: { ids: [ids.ping, ids.client] }, target: { kind: 'own' } },
    })
    const run = await ended(id)
    expect(run.list.map(({ now, then }) => [now!.status, then.status])).toEqual([
      [200, 200],
      [201, 201],
    ])
  })

  it('goes without an account when told to, and that makes a difference', async () => {
    const { id } = await bench.api.call('replay.start', {
      body: { selection: { ids: [ids.ping] }, accountFrom: 'none' },
    })
    const run = await ended(id)
    expect(run).toMatchObject({ same: false, counts: { different: 1 } })
    expect(run.list[0]).toMatchObject({ now: { status: 401 } })
    // What went wrong is sent again, and nothing else.
    await bench.api.call('replay.resume', { params: { run: id }, body: { only: 'failed' } })
    const again = await ended(id)
    expect(again.list[0]!.result).toBeGreaterThan(run.list[0]!.result!)
  })

  it('sends an edited body in place of the recorded one, its ids made anew all the same', async () => {
    const { request } = await bench.entry(ids.client)
    const edits = { [String(ids.client)]: request!.text!.replace('Щётка', 'Ёлка') }
    const body = { selection: { ids: [ids.client] }, edits }
    const plan = await bench.api.call('replay.plan', { body })
    expect(plan.steps[0]!.changes.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['edit', 'objects', 'account', 'key']),
    )
    const { id } = await bench.api.call('replay.start', { body })
    const sent = (await bench.entry((await ended(id)).list[0]!.result!)).request!.text!
    expect(sent).toContain('Ёлка')
    expect(sent).not.toContain('Щётка')
    expect(sent).not.toContain('rs-first')
    expect(sent).not.toContain('‹new›')
  })

  it('is the same plan for the same order, and lists what a query finds', async () => {
    const body = { selection: { ids: [ids.client, ids.ping] } }
    const [one, other] = [
      await bench.api.call('replay.plan', { body }),
      await bench.api.call('replay.plan', { body }),
    ]
    expect(one.hash).toBe(other.hash)
    expect(one.steps.map(({ entry }) => entry)).toEqual([ids.ping, ids.client])
    const found = await bench.api.call('replay.plan', {
      body: { selection: { q: `id:${ids.client}` } },
    })
    expect(found.steps.map(({ entry }) => entry)).toEqual([ids.client])
  })

  it('every kind of refresh is explained', async () => {
    for (const { title, reason } of await bench.api.call('replay.refreshes'))
      expect([title.ru, title.en, reason.ru, reason.en].every((words) => words !== '')).toBe(true)
  })

  it('a run that is not there is unknown', async () => {
    const params = { run: 12_345 }
    expect(await refusal(bench.api.call('replay.run', { params }))).toMatchObject({ status: 404 })
    expect(await refusal(bench.api.call('replay.stop', { params }))).toMatchObject({ status: 404 })
  })
})
