import { afterEach, describe, expect, it } from 'vitest'
import { openBench, refusal, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

const open: OpenBench[] = []
async function bench(options: Parameters<typeof openBench>[0] = {}): Promise<OpenBench> {
  const made = await openBench(options)
  open.push(made)
  return made
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

const cron = (expression: string) => ({ kind: 'cron', expression, zone: 'Europe/Moscow' }) as const
const every = (minutes: number) => ({ kind: 'every', minutes }) as const

/** Runs a schedule now and tells what came of it. */
async function ran({ api, parts }: OpenBench, id: string) {
  const begun = await api.call('errands.run', { params: { id } })
  await parts.errands.settled()
  return api.call('errands.runOf', { params: { run: begun.id } })
}

describe('errands on schedules', () => {
  it('the exchange of orders goes by the clock of the bench: each moment of a move rings by itself', async () => {
    const made = await bench()
    const { api, parts } = made
    await made.mapCourier()
    parts.time.freeze(new Date('2026-11-27T08:58:00+03:00'))
    const { id, list } = await api.call('errands.save', {
      body: { errand: 'onec.exchange', when: cron('*/5 9-17 * * 1-5') },
    })
    expect(list.schedules).toMatchObject([
      {
        id,
        words: { ru: 'каждые 5 минут по будням с 9 до 18' },
        next: expect.arrayContaining(['2026-11-27T06:00:00.000Z', '2026-11-27T06:20:00.000Z']),
        problem: null,
        last: null,
      },
    ])
    expect((await api.call('state.read')).exchange.nextAt).toBe('2026-11-27T06:00:00.000Z')

    await parts.time.move(new Date('2026-11-27T09:11:00+03:00'))
    const { runs, total } = await api.call('errands.history', { query: { schedule: id } })
    expect(total).toBe(3)
    expect(runs.map(({ plannedAt, begunAt, outcome }) => [plannedAt, begunAt, outcome])).toEqual(
      ['10', '05', '00'].map((minute) => {
        const at = `2026-11-27T06:${minute}:00.000Z`
        return [at, at, 'ok']
      }),
    )
    const first = runs.at(-1)!
    expect(first.counts).toContainEqual({ label: expect.anything(), count: 2 })
    // The link finds its exchanges and no others.
    const found = await api.call('journal.page', { query: { q: first.entries!, limit: 500 } })
    expect(found.rows.length).toBeGreaterThan(3)
    expect(new Set(found.rows.map(({ at }) => at.slice(0, 16)))).toEqual(new Set(['2026-11-27T06:00']))
    expect(await api.call('onec.cycles')).toHaveLength(3)
  })

  it('a node, a purchase, the expiry, the queues and the journal do their work and say what it was', async () => {
    const made = await bench()
    const { api } = made
    const kinds = await api.call('errands.kinds')
    const choices = (errand: string, name: string) =>
      kinds.find(({ id }) => id === errand)!.params.find((param) => param.name === name)!.options
    const [node] = choices('cml.exchange', 'node')
    const save = async (errand: string, params = {}) =>
      (await api.call('errands.save', { body: { errand, params, when: every(60), enabled: false } })).id

    const session = await save('cml.exchange', { node: node!.value, what: 'orders' })
    expect(await ran(made, session)).toMatchObject({ outcome: 'ok', words: { ru: /Сеанс №\d+ выполнен/ } })
    expect((await api.call('cmlOnec.runs', {}))[0]).toMatchObject({ trigger: 'schedule', kind: 'orders' })
    expect((await api.call('cmlOnec.nodes')).map(({ nextRun }) => nextRun)).toContain(null)
    const { schedules } = await api.call('errands.switch', {
      params: { id: session },
      body: { enabled: true },
    })
    const nodes = await api.call('cmlOnec.nodes')
    expect(nodes.find(({ id }) => id === node!.value)!.nextRun).toBe(schedules[0]!.next[0])

    const purchase = await ran(made, await save('restore.purchase', { refund: true }))
    expect(purchase).toMatchObject({ outcome: 'ok', entries: expect.stringContaining('from:restore') })
    for (const errand of [
      'onec.outbox',
      'ksup.outbox',
      'ksup.prices',
      'regate.expiry',
      'journal.retention',
      'snapshots.save',
    ])
      expect(await ran(made, await save(errand)), errand).toMatchObject({ outcome: 'ok' })
    const load = { clients: 2, purchases: 1 }
    expect(await ran(made, await save('restore.load', load))).toMatchObject({ outcome: 'ok' })
    // What it is about is told when it is not there.
    expect(await refusal(save('regate.bank-folder'))).toMatchObject({ status: 422, code: 'ERRAND-PARAMS' })
    expect(await ran(made, await save('ksup.bank'))).toMatchObject({
      words: { ru: /Предприятие|Поступления/ },
    })
  })

  it('are refused with what to do, removed, brought back and switched', async () => {
    const { api } = await bench()
    const { api: _, ...refusals } = {
      api,
      when: { errand: 'onec.exchange', when: cron('61 * * * *') },
      kind: { errand: 'onec.exhange', when: every(5) },
      params: { errand: 'cml.exchange', when: every(5), params: { node: 'nowhere' } },
    }
    for (const [code, body] of Object.entries(refusals))
      expect(await refusal(api.call('errands.save', { body }))).toMatchObject({
        status: 422,
        code: `ERRAND-${code.toUpperCase()}`,
      })
    const told = await api.call('errands.preview', { body: { when: cron('0 9 * * 1') } })
    expect(told).toMatchObject({ words: { ru: 'по понедельникам в 09:00' }, problem: null })
    expect(told.next).toHaveLength(5)

    const body = { errand: 'journal.retention', name: 'Уборка', when: every(30) }
    const { id } = await api.call('errands.save', { body })
    expect((await api.call('errands.remove', { params: { id } })).schedules).toEqual([])
    expect(await refusal(api.call('errands.run', { params: { id } }))).toMatchObject({ status: 404 })
    expect((await api.call('errands.save', { body: { ...body, id } })).id).toBe(id)
    const { runs } = await api.call('errands.history', { query: { outcome: 'ok' } })
    expect(runs).toEqual([])
    expect(await refusal(api.call('errands.stop', { params: { run: 99 } }))).toMatchObject({ status: 404 })
  })

  it('a run that goes on is stopped from outside', async () => {
    const made = await bench()
    const { api, parts } = made
    const params = { clients: 5, purchases: 1000 }
    const { id } = await api.call('errands.save', {
      body: { errand: 'restore.load', params, when: every(60), enabled: false },
    })
    const begun = await api.call('errands.run', { params: { id } })
    expect(await refusal(api.call('errands.run', { params: { id } }))).toMatchObject({
      status: 409,
      code: 'ERRAND-BUSY',
    })
    await api.call('errands.stop', { params: { run: begun.id } })
    await parts.errands.settled()
    expect(await api.call('errands.runOf', { params: { run: begun.id } })).toMatchObject({
      outcome: 'stopped',
      words: { ru: expect.stringContaining('Остановлено вручную') },
    })
  })

  it('outlive the making anew of the bases, and have missed nothing meanwhile', async () => {
    const made = await bench()
    const body = { errand: 'journal.retention', when: every(30), missed: 'all' } as const
    const { id } = await made.api.call('errands.save', { body })
    await made.parts.time.move(new Date(made.parts.clock().getTime() + 31 * 60_000))
    await made.parts.renewBases(async () => {})
    const { runs } = await made.api.call('errands.history', { query: { schedule: id } })
    expect(runs).toMatchObject([{ outcome: 'ok' }])
    expect((await made.api.call('errands.list')).schedules[0]!.next).toHaveLength(5)
  })

  it('on the command line: listed, run, switched, their history with an exit code', async () => {
    const { path, remove } = await temporaryFolder()
    const before = await bench({ workspace: path })
    const { id } = await before.api.call('errands.save', {
      body: { errand: 'onec.exchange', when: cron('0 9 * * 1-5') },
    })
    const running = ['--address', before.address]
    expect((await run(['errands', 'list', ...running])).stdout).toMatch(
      /^onec-exchange {2}1С: обмен заказами с сайтом\n {2}по будням в 09:00; следующий запуск/,
    )
    const done = await run(['errands', 'run', id, '--json', ...running])
    expect(done.code).toBe(0)
    expect(JSON.parse(done.stdout)).toMatchObject({ trigger: 'manual', outcome: 'ok' })
    expect((await run(['errands', 'off', id, ...running])).stdout).toContain('выключено')
    const told = await run(['errands', 'history', id, '--outcome', 'ok', ...running])
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('выполнено') })
    expect((await run(['errands', 'run', 'nothing', ...running])).code).toBe(1)
    await before.stop()
    await remove()
  })
})
