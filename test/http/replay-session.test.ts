import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplayDetails } from '../../server/journal/replay/model.ts'
import { memorySecrets, type Secrets } from '../../server/storage/secrets.ts'
import { openBench, type OpenBench } from './admin-bench.ts'

/** Whole sessions of CommerceML recorded in one bench and sent again to a site that has no goods yet. */

const SITE_PASSWORD = 'cml.site.password'

let recorded: OpenBench
let fresh: OpenBench
let secrets: Secrets
let ids: number[]
let account: { user: string; password: string }

/** The demo orders are dated by the start of a bench: both start at one moment, then time goes on. */
const moment = Date.now()
let started: number | null = null
const clock = (): Date => new Date(moment + (started === null ? 0 : performance.now() - started))

beforeAll(async () => {
  recorded = await openBench({ clock })
  secrets = memorySecrets({ [SITE_PASSWORD]: 'пароль нового сайта' })
  fresh = await openBench({ secrets, clock })
  started = performance.now()
  const { onec } = recorded.parts.commerceMl
  const [node] = recorded.parts.workspace.document.value.commerceml.nodes
  for (const order of [{ kind: 'catalogue', full: true }, { kind: 'orders' }] as const) {
    const { id } = await onec.start(node!.id, order, 'manual')
    expect(await onec.finished(id)).toMatchObject({ state: 'done' })
  }
  const rows = await recorded.entries()
  ids = rows.filter(({ operation }) => operation?.startsWith('commerceml.')).map(({ id }) => id)
  account = {
    user: fresh.parts.workspace.document.value.commerceml.site.user,
    password: 'пароль нового сайта',
  }
})
afterAll(async () => {
  await recorded?.stop()
  await fresh?.stop()
})

async function replayed(bench: OpenBench, order: object): Promise<ReplayDetails> {
  const { id } = await bench.api.call('replay.start', { body: order as never })
  await bench.parts.replay.finished(id)
  return bench.api.call('replay.run', { params: { run: id } })
}

const elsewhere = () => ({
  selection: { ids },
  target: { kind: 'address', base: fresh.address },
  accountFrom: 'given',
  account,
})

const unexplained = ({ list }: ReplayDetails) =>
  list.flatMap(({ operation, position, differences }) =>
    differences.filter(({ expected }) => !expected).map((one) => ({ position, operation, ...one })),
  )

describe('a session of CommerceML', () => {
  it('[C §3.1 checkauth] has the same outcome at a fresh site: goods arrive, orders come, differences are explained', async () => {
    expect(ids.length).toBeGreaterThan(8)
    expect(await fresh.parts.commerceMl.catalogues.site.counts()).toMatchObject({ items: 0 })
    const run = await replayed(recorded, elsewhere())
    expect(unexplained(run)).toEqual([])
    expect(run).toMatchObject({ state: 'done', same: true })
    expect(await fresh.parts.commerceMl.catalogues.site.counts()).toEqual(
      await recorded.parts.commerceMl.catalogues.site.counts(),
    )
    for (const { differences } of run.list)
      for (const { reason } of differences) expect(reason?.ru).toBeTruthy()
  })

  it('[C §3.4] sends the cookie and the sessid of the new session, and shows neither', async () => {
    const run = await replayed(recorded, elsewhere())
    const told = JSON.stringify([run, await recorded.api.call('replay.plan', { body: elsewhere() as never })])
    const answers = await Promise.all(
      run.list
        .filter(({ operation }) => operation?.endsWith('.checkauth'))
        .map(({ result }) => recorded.entry(result!)),
    )
    expect(answers.length).toBeGreaterThan(1)
    for (const { response } of answers) {
      const [status, , cookie, token = ''] = response!.text!.split('\n')
      expect(status).toBe('success')
      expect(told).not.toContain(cookie)
      expect(told).not.toContain(token.replace('sessid=', '') || 'sessid')
    }
    expect(told).not.toContain(account.password)
    expect(told).not.toContain(Buffer.from(`${account.user}:${account.password}`).toString('base64'))
  })

  it('[C §2.3] without the new session every request after checkauth is refused, and that is told', async () => {
    const run = await replayed(recorded, { ...elsewhere(), off: ['session'] })
    expect(run.same).toBe(false)
    const init = run.list.find(({ operation }) => operation === 'commerceml.catalog.init')!
    expect(init).toMatchObject({ verdict: 'different' })
    expect(init.changes).toContainEqual(expect.objectContaining({ kind: 'dropped', place: 'header Cookie' }))
  })
})

describe('a session of the journal', () => {
  it('is replayed by its name, as the entries that belong to it', async () => {
    const sessionOf = async (id: number) => (await recorded.entry(id)).session
    await expect.poll(() => sessionOf(ids[0]!)).not.toBeNull()
    const session = (await sessionOf(ids[0]!))!
    const plan = await recorded.api.call('replay.plan', { body: { selection: { session } } })
    expect(plan.steps[0]!.operation).toBe('commerceml.catalog.checkauth')
    expect(plan.steps.map(({ entry }) => entry)).toEqual(
      ids.filter((id) => plan.steps.some(({ entry }) => entry === id)),
    )
    expect(plan.steps.length).toBeGreaterThan(3)
    expect(plan.steps.length).toBeLessThan(ids.length)
  })
})

describe('a run that was stopped', () => {
  it('goes on after a restart with the session that it had', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'obmen-replay-'))
    const own = memorySecrets({ [SITE_PASSWORD]: 'пароль' })
    let bench = await openBench({ workspace: join(folder, 'w'), secrets: own })
    try {
      const { onec } = bench.parts.commerceMl
      const [node] = bench.parts.workspace.document.value.commerceml.nodes
      const { id } = await onec.start(node!.id, { kind: 'catalogue', full: true }, 'manual')
      await onec.finished(id)
      const rows = (await bench.entries()).filter(({ operation }) => operation?.startsWith('commerceml.'))
      const started = await bench.api.call('replay.start', {
        body: { ...elsewhere(), selection: { ids: rows.map((row) => row.id) }, rate: 5 } as never,
      })
      await expect
        .poll(
          async () => (await bench.api.call('replay.run', { params: { run: started.id } })).counts.waiting,
        )
        .toBeLessThan(rows.length - 1)
      const stopped = await bench.api.call('replay.stop', { params: { run: started.id } })
      expect(stopped).toMatchObject({ state: 'stopped', same: null })
      await bench.stop()

      bench = await openBench({ workspace: join(folder, 'w'), secrets: own })
      const params = { run: started.id }
      expect(await bench.api.call('replay.run', { params })).toMatchObject({ state: 'stopped' })
      await bench.api.call('replay.resume', { params, body: { account } })
      await bench.parts.replay.finished(started.id)
      const done = await bench.api.call('replay.run', { params })
      expect(unexplained(done)).toEqual([])
      expect(done).toMatchObject({ state: 'done', same: true })
    } finally {
      await bench.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})
