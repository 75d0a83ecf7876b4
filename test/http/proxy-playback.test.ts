import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { ExchangeDraft } from '../../server/journal/journal.ts'
import { ask, bodyOf, link, openProxy, realSide } from './proxy-bench.ts'

/** «Воспроизведение»: answers out of recordings, in their order. */

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A proxy before a real side that numbers its answers; `mode` switches the link. */
async function recordedSide(answerTo = (url: string, n: number): Buffer => Buffer.from(`${url} №${n}`)) {
  let n = 0
  const real = await realSide(async (req, res) => {
    await bodyOf(req)
    const body = answerTo(req.url!, ++n)
    res.writeHead(200, [
      'Content-Type',
      'text/plain',
      'X-N',
      String(n),
      'Content-Length',
      String(body.length),
    ])
    res.end(body)
  })
  closing.push(real.stop)
  const bench = await openProxy({ links: [link(real.address)] })
  closing.push(bench.stop)
  return {
    real,
    bench,
    asked: () => n,
    mode(mode: 'forward' | 'playback' | 'fallback') {
      bench.options.links[0] = link(real.address, { mode })
    },
    async get(path: string) {
      const heard = await ask(`${bench.address}${path}`)
      await bench.proxy.recorded()
      return heard
    },
    async post(path: string, body: unknown) {
      const bytes = Buffer.from(JSON.stringify(body))
      const heard = await ask(`${bench.address}${path}`, {
        method: 'POST',
        headers: ['Content-Type', 'application/json', 'Content-Length', String(bytes.length)],
        body: bytes,
      })
      await bench.proxy.recorded()
      return heard
    },
  }
}

const text = ({ body }: { body: Buffer }) => body.toString()

describe('playback', () => {
  it('gives the recorded answers in their order, then the last one again', async () => {
    const side = await recordedSide()
    for (const path of ['/a', '/b', '/a', '/a']) await side.get(path)
    side.mode('playback')
    const played = []
    for (let i = 0; i < 5; i++) played.push(text(await side.get('/a')))
    expect(played).toEqual(['/a №1', '/a №3', '/a №4', '/a №4', '/a №4'])
    expect(text(await side.get('/b'))).toBe('/b №2')
    expect(side.asked()).toBe(4)
    side.bench.proxy.rewind('real')
    expect(text(await side.get('/a'))).toBe('/a №1')
  })

  it('never plays what was played: it repeats its entry, says so, and is no recording', async () => {
    const side = await recordedSide()
    await side.get('/a')
    side.mode('playback')
    await side.get('/a')
    await side.get('/a')
    const entries = await side.bench.entries()
    expect(entries.map(({ repeats }) => repeats)).toEqual([null, 1, 1])
    expect(entries[2]!.connection!.notes).toMatchObject([
      { code: 'PROXY-PLAYED', message: { ru: expect.stringContaining('1') } },
    ])
    expect((await side.bench.proxy.state())[0]).toMatchObject({ exchanges: 3, recordings: 1, failed: 0 })
  })

  it('[C §3.1 init] a session id is no part of the question', async () => {
    const side = await recordedSide()
    await side.get('/1c_exchange.php?type=catalog&mode=init&sessid=abc')
    await side.get('/1c_exchange.php?type=catalog&mode=import&filename=import.xml&sessid=abc')
    side.mode('playback')
    expect(
      text(await side.get('/1c_exchange.php?sessid=zzz&mode=import&type=catalog&filename=import.xml')),
    ).toContain('№2')
    const other = await side.get('/1c_exchange.php?type=catalog&mode=import&filename=offers.xml')
    expect(other.status).toBe(404)
  })

  it('the object that a message is about is part of it, the ids of the message are not', async () => {
    const side = await recordedSide()
    await side.post('/x', { order_id: '1', message_id: 'm-1', note: 'a' })
    await side.post('/x', { order_id: '2', message_id: 'm-2', note: 'a' })
    side.mode('playback')
    expect(text(await side.post('/x', { order_id: '2', message_id: 'm-9', note: 'b' }))).toBe('/x №2')
    expect((await side.post('/x', { order_id: '3' })).status).toBe(404)
  })

  it('of several bodies under one question the very same one goes first', async () => {
    const side = await recordedSide()
    await side.post('/x', { rows: [1] })
    await side.post('/x', { rows: [2] })
    side.mode('playback')
    expect(text(await side.post('/x', { rows: [2] }))).toBe('/x №2')
    expect(text(await side.post('/x', { rows: [7] }))).toBe('/x №1')
  })

  it('a question without a recording is refused with the nearest ones', async () => {
    const side = await recordedSide()
    await side.get('/shop/orders/1')
    await side.get('/other')
    side.mode('playback')
    const heard = await side.get('/shop/orders/2')
    const problem = JSON.parse(text(heard)) as { code: string; nearest: unknown[]; detail: string }
    expect([heard.status, problem.code]).toEqual([404, 'PROXY-NOT-RECORDED'])
    expect(problem.nearest[0]).toEqual({ entry: 1, method: 'GET', path: '/shop/orders/1' })
    expect(problem.detail).toContain('/shop/orders/1')
    expect(await side.bench.lastEntry()).toMatchObject({
      status: 404,
      connection: { notes: [{ code: 'PROXY-NOT-RECORDED' }] },
    })
  })

  it('a compressed answer is played decoded, and a large one whole', async () => {
    const plain = Buffer.from('много '.repeat(50_000))
    const real = await realSide((_req, res) => {
      res.writeHead(200, ['Content-Encoding', 'gzip', 'X-Kept', 'yes', 'Set-Cookie', 'a=b'])
      res.end(gzipSync(plain))
    })
    closing.push(real.stop)
    const bench = await openProxy({ links: [link(real.address)] })
    closing.push(bench.stop)
    await ask(`${bench.address}/`)
    await bench.proxy.recorded()
    bench.options.links[0] = link(real.address, { mode: 'playback' })
    const heard = await ask(`${bench.address}/`)
    expect([heard.headers['content-encoding'], heard.headers['x-kept'], heard.body.equals(plain)]).toEqual([
      undefined,
      'yes',
      true,
    ])
    expect((await bench.lastEntry()).response).toMatchObject({ bytes: plain.length })
    expect(bench.failures).toEqual([])
  })

  it('what was cut or refused is no recording', async () => {
    const side = await recordedSide()
    await side.real.stop()
    expect((await side.get('/a')).status).toBe(502)
    side.mode('playback')
    expect((await side.get('/a')).status).toBe(404)
    expect((await side.bench.proxy.state())[0]).toMatchObject({
      failed: 1,
      recordings: 0,
      lastFailure: { code: 'PROXY-REFUSED', path: '/a' },
    })
  })
})

describe('entries of the journal that a link is given', () => {
  /** An exchange as a HAR brings it. */
  const foreign = (url: string, body: string, change: Partial<ExchangeDraft> = {}): ExchangeDraft => ({
    at: new Date('2026-11-20T09:00:00Z'),
    direction: 'in',
    from: 'onec',
    to: 'site',
    operation: null,
    method: 'GET',
    url,
    path: new URL(url).pathname,
    requestHeaders: [],
    responseHeaders: [
      ['Content-Encoding', 'gzip'],
      ['X-Kept', 'yes'],
    ],
    request: new Uint8Array(),
    response: Buffer.from(body),
    requestContentType: '',
    responseContentType: 'text/plain',
    status: 200,
    durationMs: 1,
    findings: [],
    replacements: [],
    code: null,
    subject: null,
    requestId: null,
    failure: null,
    repeats: null,
    source: 'har',
    connection: null,
    ...change,
  })

  it('are played as its own are, also from another host and below another path; given back they are gone', async () => {
    const side = await recordedSide()
    await side.get('/1c.php?type=catalog&mode=init&sessid=1')
    const { bench } = side
    const shop = 'https://shop.example/shop'
    const ids = [
      bench.imported(foreign(`${shop}/1c.php?type=catalog&mode=init&sessid=abc`, 'из HAR')),
      bench.imported(foreign(`${shop}/api/1c/v1/orders/17`, 'заказ 17')),
      bench.imported(
        foreign(`${shop}/x`, 'принято', {
          method: 'POST',
          request: Buffer.from('{"order_id":"5","message_id":"a"}'),
          requestContentType: 'application/json',
        }),
      ),
      bench.imported(foreign(`${shop}/gone`, '', { status: null, failure: 'ECONNRESET' })),
      bench.imported(foreign(`${shop}/played`, 'x', { source: 'proxy', repeats: 1 })),
      99,
    ]
    bench.options.links[0] = link(shop, { mode: 'playback' })
    expect(await bench.proxy.adopt('real', ids)).toEqual({ taken: 3, passed: 3 })
    expect(await bench.proxy.adopt('real', ids)).toEqual({ taken: 3, passed: 3 })
    expect((await bench.proxy.state())[0]).toMatchObject({ exchanges: 1, recordings: 4, adopted: 3 })

    const init = '/1c.php?type=catalog&mode=init&sessid=zzz'
    expect(text(await side.get(init))).toContain('№1')
    const har = await side.get(init)
    expect([text(har), har.headers['x-kept'], har.headers['content-encoding']]).toEqual([
      'из HAR',
      'yes',
      undefined,
    ])
    expect(text(await side.get('/api/1c/v1/orders/17'))).toBe('заказ 17')
    expect(text(await side.post('/x', { order_id: '5', message_id: 'b' }))).toBe('принято')
    expect((await side.get('/gone')).status).toBe(404)
    expect((await side.get('/played')).status).toBe(404)

    expect(await bench.proxy.release('real')).toBe(3)
    expect((await side.get('/api/1c/v1/orders/17')).status).toBe(404)
    expect(text(await side.get(init))).toContain('№1')
    await expect(bench.proxy.adopt('нет', ids)).rejects.toMatchObject({ code: 'PROXY-LINK-UNKNOWN' })
  })
})

describe('fallback', () => {
  it('goes to the real side while it is there, then to the recordings', async () => {
    const side = await recordedSide()
    side.mode('fallback')
    expect(text(await side.post('/x', { order_id: '1' }))).toBe('/x №1')
    expect(text(await side.post('/x', { order_id: '1' }))).toBe('/x №2')
    await side.real.stop()
    expect(text(await side.post('/x', { order_id: '1' }))).toBe('/x №1')
    const entry = await side.bench.lastEntry()
    expect([entry.repeats, entry.failure, entry.connection!.notes.map(({ code }) => code)]).toEqual([
      1,
      null,
      ['PROXY-REFUSED', 'PROXY-PLAYED'],
    ])
    const heard = await side.get('/unknown')
    expect([heard.status, (JSON.parse(text(heard)) as { code: string }).code]).toEqual([502, 'PROXY-REFUSED'])
  })
})
