import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'
import { demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

let bench: OpenBench

beforeEach(async () => {
  bench = await openBench()
  await bench.api.call('workspace.reset')
})
afterEach(() => bench.stop())

type RunRecord = ResultOf<AdminApi['scenarios.run']>

/** Plays a text and waits for its end. */
async function played(text: string): Promise<RunRecord> {
  const [started] = await bench.api.call('scenarios.start', {
    body: { sources: [{ id: 'played', text }], patienceMs: 200 },
  })
  const params = { run: started!.id }
  let record = started!
  await expect
    .poll(
      async () => {
        record = await bench.api.call('scenarios.run', { params })
        return ['passed', 'failed', 'stopped'].includes(record.state)
      },
      { timeout: 120_000 },
    )
    .toBe(true)
  return record
}

interface Written {
  given: { bases: string }
  steps: Record<string, unknown>[]
}

describe('the recorder of scenarios', () => {
  it('an order that goes to 1C and back is a scenario that holds, and fails where the simulator differs', async () => {
    const { api } = bench
    expect((await api.call('recorder.start')).state).toBe('recording')
    expect((await refusal(api.call('recorder.start'))).code).toBe('RECORDER-BUSY')
    // A run would put other bases below the story.
    expect((await played('scenario: Другой\nsteps: [{ read: site.orders }]\n')).state).toBe('failed')

    const order = await api.call('site.place', { body: await api.call('site.draft', {}) })
    await api.call('onec.exchange')
    const params = { id: order.order_id }
    const { lines } = await api.call('onec.order', { params })
    const body = { lines: lines.map((line) => ({ ...line, quantity: line.quantity + 1000 })) }
    await api.call('onec.edit', { params, body })
    await api.call('onec.return', { params })
    expect((await api.call('recorder.state')).deeds.map(({ title }) => title)).toEqual([
      'Покупатель оформляет заказ на сайте',
      '1С забирает заказы с сайта',
      'Заказ меняют в 1С',
      '1С возвращает заказ на сайт',
    ])
    const recorded = await api.call('recorder.stop', { body: { title: 'Заказ туда и обратно' } })
    expect(recorded.notes).toEqual([])
    expect(recorded.holds).toBe(true)
    expect((await api.call('scenarios.text', { params: { id: recorded.id } })).text).toBe(recorded.text)
    expect(recorded.text).not.toContain(order.order_id)

    const { given, steps } = parse(recorded.text) as Written
    expect(given.bases).toBe('demo')
    expect(steps.map((step) => step['do']).filter(Boolean)).toEqual([
      'site.place',
      'onec.exchange',
      'onec.edit',
      'onec.return',
    ])
    expect(steps[0]!['save']).toEqual({ order_id: 'body.order_id' })
    expect(steps.find((step) => step['do'] === 'onec.return')).toMatchObject({
      params: { id: '${order_id}' },
    })
    expect(steps).toContainEqual(
      expect.objectContaining({
        journal: { operation: 'site-orders.postOrder' },
        expect: { 'body.count': 1, 'body.entries[last].status': 201 },
      }),
    )

    expect((await played(recorded.text)).state).toBe('passed')
    // A site that gives the order another state: the subject of the story differs.
    const broken = await played(
      recorded.text.replaceAll('exchange_state: returned', 'exchange_state: accepted'),
    )
    expect(broken.state).toBe('failed')
    expect(broken.steps.at(-1)?.failure?.mismatches).toMatchObject([{ path: 'body.exchange_state' }])
  }, 240_000)

  it('what a real 1C asks is sent again, a refusal with its account, and the password is nowhere', async () => {
    const { api } = bench
    const where = ['--address', bench.address, '--token', bench.token]
    expect((await run(['record', 'start', ...where])).code).toBe(0)
    expect((await bench.exchange('/orders?limit=5')).status).toBe(200)
    expect((await bench.exchange('/orders', { headers: { authorization: 'Basic eDp5' } })).status).toBe(401)
    await api.call('site.cancel', { params: { id: demoOrders.mapped } })
    expect((await run(['record', 'status', ...where])).stderr).toContain('Забрать заказы')
    const stopped = await run(['record', 'stop', '--title', 'Чужая 1С', ...where])
    expect(stopped).toMatchObject({ code: 0 })

    const { steps } = parse(stopped.stdout) as Written
    const sends = steps.filter((step) => 'send' in step)
    expect(sends).toMatchObject([
      { send: 'site-orders.getOrders', query: { limit: '5' }, expect: { status: 200 } },
      { send: 'site-orders.getOrders', auth: 'wrong', expect: { status: 401 } },
    ])
    expect(stopped.stdout).not.toMatch(/Basic |Authorization/i)
    expect((await played(stopped.stdout)).state).toBe('passed')
  }, 240_000)

  it('[C §3.1] a session of a foreign 1C is played with the cookie and the sessid of its own, part by part', async () => {
    const { api } = bench
    const { settings } = bench.parts.commerceMl
    const { user, password } = await settings.siteAccount()
    const script = `/site${settings.site().paths[1]!.path}`
    let cookie = ''
    let sessid = ''
    const ask = async (query: string, body?: Uint8Array<ArrayBuffer>): Promise<string> => {
      const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
      const answer = await fetch(`${bench.address}${script}?${query}${sessid && `&sessid=${sessid}`}`, {
        ...(body ? { method: 'POST', body } : {}),
        headers: cookie === '' ? { authorization } : { cookie },
      })
      return answer.text()
    }
    const xml = Buffer.from(
      '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2026-03-02T10:00:00"><Каталог СодержитТолькоИзменения="true"><Ид>c-1</Ид><ИдКлассификатора>c-1</ИдКлассификатора><Наименование>О</Наименование><Товары><Товар><Ид>i-1</Ид><Артикул>A-1</Артикул><Наименование>Ёлка</Наименование></Товар></Товары></Каталог></КоммерческаяИнформация>',
    )
    await api.call('recorder.start')
    const wrong = await fetch(`${bench.address}${script}?type=catalog&mode=checkauth`, {
      headers: { authorization: 'Basic eDp5' },
    })
    expect(await wrong.text()).toMatch(/^failure/)
    const begun = await ask('type=catalog&mode=checkauth')
    const [, name, value] = begun.split('\n')
    cookie = `${name}=${value}`
    sessid = /^sessid=(\w+)$/m.exec(begun)![1]!
    expect(await ask('type=catalog&mode=init')).toContain('file_limit=')
    // The first part ends amid a letter of two bytes.
    const middle = xml.indexOf('Ёлка') + 1
    for (const part of [xml.subarray(0, middle), xml.subarray(middle)])
      expect(await ask('type=catalog&mode=file&filename=import.xml', new Uint8Array(part))).toMatch(
        /^success/,
      )
    for (let answer = 'progress'; answer.startsWith('progress');)
      answer = await ask('type=catalog&mode=import&filename=import.xml')
    const { text, notes, holds } = await api.call('recorder.stop', { body: { title: 'Сеанс чужой 1С' } })
    expect({ notes, holds }).toEqual({ notes: [], holds: true })
    expect(text).not.toContain(value)
    expect(text).not.toContain(sessid)

    const { steps } = parse(text) as Written
    const at = settings.site().paths[1]!.path
    const session = { at, headers: { Cookie: '${cookie}' }, auth: 'none' }
    expect(steps.slice(0, 5)).toMatchObject([
      {
        send: 'commerceml.catalog.checkauth',
        at,
        auth: 'wrong',
        expect: { body: { $regex: '^failure' } },
      },
      {
        send: 'commerceml.catalog.checkauth',
        at,
        save: { cookie: 'headers["set-cookie"]', sessid: 'body.sessid' },
      },
      { send: 'commerceml.catalog.init', ...session, query: { sessid: '${sessid}' } },
      {
        send: 'commerceml.catalog.file',
        ...session,
        encoding: 'base64',
        expect: { body: { $regex: '^success' } },
      },
      { send: 'commerceml.catalog.file', ...session, encoding: 'base64' },
    ])
    // However often the site says `progress`.
    expect(steps.filter((step) => step['send'] === 'commerceml.catalog.import')).toMatchObject([
      { ...session, within: '60s', expect: { body: { $regex: '^success' } } },
    ])
    const record = await played(text)
    expect(record.state).toBe('passed')
    expect((await api.call('cmlSite.items', { query: { text: 'Ёлка' } })).total).toBe(1)
  }, 240_000)

  it('says what it cannot do, and forgets what is cancelled', async () => {
    const { api } = bench
    expect((await refusal(api.call('recorder.stop', { body: {} }))).code).toBe('RECORDER-IDLE')
    await api.call('recorder.start')
    expect((await refusal(api.call('recorder.stop', { body: {} }))).code).toBe('RECORDER-EMPTY')
    await api.call('site.mark', { params: { id: demoOrders.mapped } })
    // The demo data anew: the story begins anew with it.
    await api.call('workspace.reset')
    expect(await api.call('recorder.state')).toMatchObject({ state: 'recording', bases: 'demo', deeds: [] })
    expect((await api.call('recorder.cancel')).state).toBe('idle')
    // What was changed before is kept as a snapshot, which the story begins with.
    await api.call('site.mark', { params: { id: demoOrders.mapped } })
    expect((await api.call('recorder.start')).bases).toMatch(/^Запись /)
  })
})
