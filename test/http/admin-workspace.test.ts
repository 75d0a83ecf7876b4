import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createAdminClient, parseBenchEvent } from '../../server/admin/client.ts'
import type { BenchEvent } from '../../server/admin/model.ts'
import { startBench } from '../../server/bench.ts'
import { catalogueWorker } from '../catalogue-worker.ts'
import { WorkspaceBusy } from '../../server/storage/lock.ts'
import { createFileSecrets } from '../../server/storage/secrets.ts'
import {
  demoOrders,
  openBench,
  refusal,
  sitePassword,
  temporaryFolder,
  type OpenBench,
} from './admin-bench.ts'

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const open = async (options: Parameters<typeof openBench>[0] = {}) => {
  const bench = await openBench(options)
  closing.push(() => bench.stop())
  return bench
}

const folder = async () => {
  const { path, remove } = await temporaryFolder()
  closing.push(remove)
  return path
}

/** The events of a running bench, as a page receives them. */
async function listen(bench: OpenBench) {
  const controller = new AbortController()
  const response = await fetch(`${bench.address}/api/events`, { signal: controller.signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  closing.push(() => controller.abort())
  return {
    response,
    /** The next event that fits; the ones before it are dropped. */
    async next(fits: (event: BenchEvent) => boolean): Promise<BenchEvent> {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end < 0) {
          const { value, done } = await reader.read()
          if (done) throw new Error('the stream has ended')
          text += value
          continue
        }
        const message = text.slice(0, end)
        text = text.slice(end + 2)
        if (!message.startsWith('data: ')) continue
        const event = parseBenchEvent(message.slice('data: '.length))
        if (fits(event)) return event
      }
    },
    /** Resolves when the server has ended the stream. */
    async ended(): Promise<void> {
      for (;;) if ((await reader.read().catch(() => ({ done: true }))).done) return
    },
  }
}

describe('live events', () => {
  it('tell of each change by its area, with the number of a journal entry or the id of an order', async () => {
    const bench = await open()
    const events = await listen(bench)
    expect(events.response.headers.get('content-type')).toBe('text/event-stream')
    const order = await bench.api.call('site.place', { body: await bench.api.call('site.draft') })
    await events.next(({ area, id }) => area === 'site' && id === order.order_id)
    await bench.exchangeOrders()
    const { id } = await events.next(({ area }) => area === 'journal')
    expect(await bench.api.call('journal.entry', { params: { id: Number(id) } })).toMatchObject({
      operation: 'site-orders.ping',
    })
    await events.next((event) => event.area === 'onec' && event.id === demoOrders.mapped)
    await bench.mapCourier()
    await events.next(({ area }) => area === 'mappings')
    await bench.api.call('settings.name', { body: { name: 'Другое имя' } })
    await events.next(({ area }) => area === 'state')
  })

  it('end when the bench stops, so that it can', async () => {
    const bench = await open()
    const events = await listen(bench)
    await bench.stop()
    await events.ended()
  })
})

describe('the document of the workspace', () => {
  it('keeps settings, sides and mappings in obmen.json, and no password', async () => {
    const path = await folder()
    const bench = await open({ workspace: path })
    await bench.configure({ pageSize: 7, node: 'UT-7' })
    await bench.api.call('sides.save', {
      params: { side: 'site' },
      body: { mode: 'simulated', address: '', user: 'обмен', password: 'совсем другой' },
    })
    await bench.mapCourier()
    const text = await readFile(join(path, 'obmen.json'), 'utf8')
    const document = JSON.parse(text) as {
      siteOrders: object
      sides: object
      mappings: { delivery_method: { rows: { site_id: string; name_1c: string }[] } }
    }
    expect(document.siteOrders).toMatchObject({ pageSize: 7, node: 'UT-7' })
    expect(document.sides).toMatchObject({ site: { user: 'обмен' } })
    expect(
      document.mappings.delivery_method.rows.find(({ site_id }) => site_id === 'courier_city'),
    ).toMatchObject({ name_1c: 'Курьер' })
    for (const secret of ['совсем другой', sitePassword]) expect(text).not.toContain(secret)
    // The new account is in force for both ends at once.
    await bench.exchangeOrders()
  })

  it('survives a restart: orders, journal, mappings and settings are there again', async () => {
    const path = await folder()
    const first = await open({ workspace: path })
    await first.configure({ node: 'УТ-7' })
    const order = await first.api.call('site.place', { body: await first.api.call('site.draft') })
    await first.exchangeOrders()
    // The session of an entry is found when it is indexed, at some moment after it.
    const told = async (bench: OpenBench) =>
      (await bench.entries()).map((entry) => ({ ...entry, session: null }))
    const known = await told(first)
    await first.stop()

    const second = await open({ workspace: path })
    expect((await second.api.call('state.read')).siteOrders.node).toBe('УТ-7')
    expect(await told(second)).toEqual(known)
    expect((await second.api.call('site.order', { params: { id: order.order_id } })).exchange_state).toBe(
      'accepted',
    )
    expect(await second.api.call('onec.orders')).toHaveLength(3)
  })

  it('an edit of obmen.json from outside is in force at once, in the state and in the exchange', async () => {
    const path = await folder()
    const bench = await open({ workspace: path })
    const events = await listen(bench)
    const file = join(path, 'obmen.json')
    const document = JSON.parse(await readFile(file, 'utf8')) as {
      name: string
      mappings: { delivery_method: { rows: { site_id: string; ref_1c: string }[] } }
    }
    const { onec } = await bench.api.call('mappings.choices', { params: { kind: 'delivery_method' } })
    document.name = 'Правка в редакторе'
    document.mappings.delivery_method.rows.find(({ site_id }) => site_id === 'courier_city')!.ref_1c =
      onec.find(({ name }) => name === 'Курьер')!.ref
    await writeFile(file, JSON.stringify(document, null, 2))
    await events.next(({ area }) => area === 'state')
    expect((await bench.api.call('state.read')).workspace).toMatchObject({
      name: 'Правка в редакторе',
      problem: null,
    })
    const { orders } = await bench.exchangeOrders()
    expect(orders.find(({ order_id }) => order_id === demoOrders.unmapped)!.result).not.toBe('rejected')
  })

  it('a broken obmen.json is reported with its place, refuses saves and is not overwritten; the last good one stays in force', async () => {
    const path = await folder()
    const bench = await open({ workspace: path })
    const events = await listen(bench)
    const file = join(path, 'obmen.json')
    const good = await readFile(file, 'utf8')
    const broken = good.replace('"siteOrders": {', '"siteOrders": {,')
    await writeFile(file, broken)
    await events.next(({ area }) => area === 'state')

    const { workspace, siteOrders } = await bench.api.call('state.read')
    const line = broken.slice(0, broken.indexOf('{,')).split('\n').length
    expect(workspace.problem).toMatchObject({ file, line })
    expect(workspace.problem!.message.ru && workspace.problem!.message.en).toBeTruthy()
    expect(siteOrders.pageSize).toBe(50)
    for (const save of [
      () => bench.api.call('settings.name', { body: { name: 'Не сохранится' } }),
      () => bench.configure({ pageSize: 3 }),
      () => bench.mapCourier(),
      // An exchange by tables that are not the written ones would refuse orders for nothing.
      () => bench.api.call('onec.exchange'),
    ]) {
      expect(await refusal(save())).toMatchObject({ status: 409, code: 'DOCUMENT-BROKEN' })
    }
    expect(await readFile(file, 'utf8')).toBe(broken)
    // A 1C that is not ours is served by the last good document.
    expect((await bench.exchange('/orders')).status).toBe(200)

    await writeFile(file, good)
    await events.next(({ area }) => area === 'state')
    expect((await bench.api.call('state.read')).workspace.problem).toBeNull()
    expect((await bench.api.call('settings.name', { body: { name: 'Сохранится' } })).workspace.name).toBe(
      'Сохранится',
    )
    await bench.exchangeOrders()
  })

  it('a bench on a workspace that is broken from the start comes up and says so', async () => {
    const path = await folder()
    await mkdir(path, { recursive: true })
    await writeFile(join(path, 'obmen.json'), '{ "version": 1, "sides": [] }')
    const bench = await open({ workspace: path })
    const { workspace } = await bench.api.call('state.read')
    expect(workspace.problem).toMatchObject({ pointer: expect.stringContaining('/sides') as string })
    expect(await readFile(join(path, 'obmen.json'), 'utf8')).toBe('{ "version": 1, "sides": [] }')
  })

  it('a second bench on the same workspace is refused by name, and the first goes on', async () => {
    const path = await folder()
    const bench = await open({ workspace: path })
    const second = await startBench({
      catalogueWorker: await catalogueWorker(),
      workspace: path,
      port: 0,
    }).catch((error: unknown) => error)
    expect(second).toBeInstanceOf(WorkspaceBusy)
    expect((second as WorkspaceBusy).text.ru).toContain(path)
    await bench.exchangeOrders()
  })

  it('a bench that cannot listen leaves the workspace free', async () => {
    const path = await folder()
    const other = await open()
    const failed = await startBench({
      catalogueWorker: await catalogueWorker(),
      workspace: path,
      port: other.port,
    }).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'PORT-BUSY' })
    await open({ workspace: path })
  })
})

describe('secrets', () => {
  it('a password is made on the first start, kept for the next and never given out', async () => {
    const path = await folder()
    const bench = await startBench({ catalogueWorker: await catalogueWorker(), workspace: path, port: 0 })
    closing.push(() => bench.stop())
    const password = await createFileSecrets(join(path, 'secrets.json')).get('site.password')
    expect(password).toMatch(/^[\w-]{32}$/)
    const state = await (await fetch(`${bench.address}/api/state`)).text()
    expect(state).not.toContain(password)
    const answer = await fetch(`${bench.address}/site/api/1c/v1/ping`, {
      headers: { authorization: `Basic ${Buffer.from(`1c:${password}`).toString('base64')}` },
    })
    expect(answer.status).toBe(200)
  })
})

describe('a bench that listens beyond loopback', () => {
  it('wants its token for the admin API, from a header or from the cookie that the address sets', async () => {
    const bench = await open({ host: '0.0.0.0' })
    const here = `http://127.0.0.1:${bench.port}`
    expect(bench.token).toMatch(/^[\w-]{32}$/)
    expect((await createAdminClient(here, bench.token!).call('state.read')).server.exposed).toBe(true)

    for (const client of [createAdminClient(here), createAdminClient(here, 'guess')]) {
      expect(await refusal(client.call('state.read'))).toMatchObject({ status: 401, code: 'ADMIN-TOKEN' })
    }
    for (const path of ['/api/events', '/api/journal/1/body/request', '/api/mappings-export/csv']) {
      expect((await fetch(here + path)).status, path).toBe(401)
    }

    const opened = await fetch(`${here}/?token=${bench.token}`, { redirect: 'manual' })
    expect(opened.status).toBe(302)
    expect(opened.headers.get('location')).not.toContain('token')
    const cookie = opened.headers.get('set-cookie')!.split(';')[0]!
    expect((await fetch(`${here}/api/state`, { headers: { cookie } })).status).toBe(200)
  })

  it('still wants the account of 1C for the exchange, and no token', async () => {
    const bench = await open({ host: '0.0.0.0' })
    const here = `http://127.0.0.1:${bench.port}/site/api/1c/v1/ping`
    expect((await fetch(here)).status).toBe(401)
    const account = `Basic ${Buffer.from(`1c:${sitePassword}`).toString('base64')}`
    expect((await fetch(here, { headers: { authorization: account } })).status).toBe(200)
  })

  it('on loopback a foreign host name is refused, so that no page can rebind it', async () => {
    const bench = await open()
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(
        { port: bench.port, host: '127.0.0.1', path: '/api/state', headers: { host: 'evil.example' } },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        },
      )
        .once('error', reject)
        .end()
    })
    expect(status).toBe(403)
  })
})

describe('files of the admin API', () => {
  it('tables as CSV for a spreadsheet, bodies as they came', async () => {
    const bench = await open()
    await bench.exchangeOrders()
    const csv = await fetch(`${bench.address}/api/mappings-export/csv?kinds=city`)
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.headers.get('content-disposition')).toContain('mappings-city.csv')
    const bytes = new Uint8Array(await csv.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [header, ...rows] = new TextDecoder().decode(bytes).trim().split('\r\n')
    expect(header).toBe('kind;site_id;site_name;ref_1c;code_1c;name_1c;mode;state;updated_at;updated_by;note')
    expect(rows[0]).toMatch(/^city;moscow;Москва;/)

    const [result] = await bench.entries({ operation: 'site-orders.postResult' })
    const file = await fetch(`${bench.address}/api/journal/${result!.id}/body/request`)
    expect(file.headers.get('content-type')).toContain('application/json')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(await file.json()).toMatchObject({ order_id: result!.subject, result: 'accepted' })
  })

  it('[A-20] the XSD and the OpenAPI of the contract are served, with the address of this bench', async () => {
    const { address } = await open()
    const xsd = await fetch(`${address}/openapi/site-orders.xsd`)
    expect(await xsd.text()).toContain('<xs:element name="orders">')
    const openapi = (await (await fetch(`${address}/openapi/site-orders.json`)).json()) as {
      openapi: string
      servers: { url: string }[]
      paths: object
    }
    expect(openapi).toMatchObject({ openapi: '3.1.0', servers: [{ url: `${address}/site` }] })
    expect(Object.keys(openapi.paths)).toContain('/api/1c/v1/orders/{order_id}/result')
    expect((await fetch(`${address}/docs`)).status).toBe(200)
  })
})
