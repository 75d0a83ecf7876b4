import { createHash, randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { ask, askRaw, bodyOf, link, openProxy, realSide, type ProxyBench } from './proxy-bench.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Listener = Parameters<typeof realSide>[0]

async function through(
  listener: Listener,
  change: Parameters<typeof link>[1] = {},
  options: Partial<Parameters<typeof openProxy>[0]> = {},
) {
  const real = await realSide(listener)
  closing.push(real.stop)
  const bench = await openProxy({ ...options, links: [link(real.address, change)] })
  closing.push(bench.stop)
  return { real, bench }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Says what it got and answers with `answer`. */
function echo(answer: { headers?: string[]; body?: Uint8Array; status?: number } = {}) {
  const got: { method: string; url: string; rawHeaders: string[]; trailers: string[]; body: Buffer }[] = []
  const listener: Listener = async (req, res) => {
    const body = await bodyOf(req)
    got.push({
      method: req.method!,
      url: req.url!,
      rawHeaders: req.rawHeaders,
      trailers: req.rawTrailers,
      body,
    })
    res.writeHead(answer.status ?? 200, answer.headers ?? ['Content-Type', 'text/plain'])
    res.end(answer.body ?? 'ответ')
  }
  return { got, listener }
}

async function recordedBodies(bench: ProxyBench) {
  const entry = await bench.lastEntry()
  return { entry, request: await bench.bytesOf(entry.request), response: await bench.bytesOf(entry.response) }
}

describe('bytes through the proxy', () => {
  it.each([
    ['empty', 0],
    ['one byte', 1],
    ['what a row of the journal holds', 32 * 1024],
    ['one byte more', 32 * 1024 + 1],
    ['10 MB', 10_000_000],
  ])('random bodies pass both ways and are recorded: %s', async (_title, size) => {
    const [up, down] = [randomBytes(size), randomBytes(size)]
    const { got, listener } = echo({ headers: ['Content-Length', String(size)], body: down })
    const { bench } = await through(listener)
    const heard = await ask(`${bench.address}/put?a=%D0%B9&b=1+2`, {
      method: 'POST',
      headers: ['Content-Length', String(size)],
      body: up,
    })
    expect([heard.status, sha256(heard.body), heard.headers['content-length']]).toEqual([
      200,
      sha256(down),
      String(size),
    ])
    expect(got.map(({ method, url, body }) => [method, url, sha256(body)])).toEqual([
      ['POST', '/put?a=%D0%B9&b=1+2', sha256(up)],
    ])
    const recorded = await recordedBodies(bench)
    expect([sha256(recorded.request), sha256(recorded.response)]).toEqual([sha256(up), sha256(down)])
    expect(bench.failures).toEqual([])
  })

  it('a chunked body stays chunked, with its trailers', async () => {
    const { got, listener } = echo()
    const { bench } = await through((req, res) => {
      if (req.method === 'POST') return listener(req, res)
      res.writeHead(200, ['Trailer', 'X-Sum', 'Transfer-Encoding', 'chunked'])
      res.write('раз,')
      res.addTrailers([['X-Sum', '17']])
      res.end('два')
    })
    const chunked = ['Transfer-Encoding', 'chunked']
    await ask(`${bench.address}/`, {
      method: 'POST',
      headers: chunked,
      body: [Buffer.from('ab'), Buffer.from('cd')],
    })
    expect(got[0]!.body.toString()).toBe('abcd')
    expect(got[0]!.rawHeaders).toEqual(expect.arrayContaining(chunked))
    expect(got[0]!.rawHeaders).not.toContain('Content-Length')
    const heard = await ask(`${bench.address}/`)
    expect([heard.headers['transfer-encoding'], heard.body.toString(), heard.trailers]).toEqual([
      'chunked',
      'раз,два',
      ['X-Sum', '17'],
    ])
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('%s passes compressed and is recorded decoded', async (coding, pack) => {
    const plain = Buffer.from('привет '.repeat(20_000))
    const packed = pack(plain)
    const headers = ['Content-Encoding', coding, 'Content-Length', String(packed.length)]
    const { got, listener } = echo({ headers, body: packed })
    const { bench } = await through(listener)
    const heard = await ask(`${bench.address}/`, { method: 'POST', headers, body: packed })
    expect([sha256(heard.body), heard.headers['content-encoding']]).toEqual([sha256(packed), coding])
    expect(sha256(got[0]!.body)).toBe(sha256(packed))
    const recorded = await recordedBodies(bench)
    expect([sha256(recorded.request), sha256(recorded.response)]).toEqual([sha256(plain), sha256(plain)])
    expect(recorded.entry.connection!.notes).toEqual([])
  })

  it.each([
    ['an unknown one', 'zstd', Buffer.from('whatever')],
    ['a damaged one', 'gzip', gzipSync('x'.repeat(500)).fill(7, 12)],
    [
      'a large one that breaks late',
      'gzip',
      Buffer.concat([gzipSync(randomBytes(200_000)).subarray(0, 150_000)]),
    ],
  ])('a coding that cannot be undone is recorded as it came: %s', async (_title, coding, packed) => {
    const { listener } = echo({ headers: ['Content-Encoding', coding], body: packed })
    const { bench } = await through(listener)
    const heard = await ask(`${bench.address}/`)
    expect(sha256(heard.body)).toBe(sha256(packed))
    const { entry, response } = await recordedBodies(bench)
    expect(sha256(response)).toBe(sha256(packed))
    expect(entry.connection!.notes.map(({ code }) => code)).toEqual(['PROXY-ANSWER-CODING'])
  })

  it('headers keep order, spelling and repetitions; those of the connection stay behind', async () => {
    const { got, listener } = echo({
      headers: [
        'X-B',
        '2',
        'x-a',
        '1',
        'X-B',
        '3',
        'Set-Cookie',
        'a=1; Path=/',
        'Set-Cookie',
        'b=2',
        'X-Hop',
        'h',
        'Connection',
        'X-Hop',
      ],
    })
    const { bench, real } = await through(listener)
    const sent = ['x-one', '1', 'X-Two', '2', 'X-ONE', '3', 'Cookie', 'PHPSESSID=s3cret']
    const heard = await ask(`${bench.address}/`, {
      headers: [...sent, 'Connection', 'X-Gone', 'X-Gone', 'g', 'Keep-Alive', 'timeout=9', 'TE', 'trailers'],
    })
    const { host } = new URL(real.address)
    expect(got[0]!.rawHeaders).toEqual(['Host', host, ...sent, 'Connection', 'keep-alive'])
    expect(heard.rawHeaders.slice(0, 10)).toEqual([
      'X-B',
      '2',
      'x-a',
      '1',
      'X-B',
      '3',
      'Set-Cookie',
      'a=1; Path=/',
      'Set-Cookie',
      'b=2',
    ])
    expect(heard.rawHeaders).not.toContain('X-Hop')
  })

  it('Content-Length that a Connection header names is not taken away', async () => {
    const { got, listener } = echo()
    const { bench } = await through(listener)
    await ask(`${bench.address}/`, {
      method: 'POST',
      headers: ['Connection', 'Content-Length', 'Content-Length', '3'],
      body: Buffer.from('abc'),
    })
    expect(got[0]!.body.toString()).toBe('abc')
  })

  it('an address with a path keeps it as a prefix', async () => {
    const { got, listener } = echo()
    const real = await realSide(listener)
    closing.push(real.stop)
    const bench = await openProxy({ links: [link(`${real.address}/base/ut`)] })
    closing.push(bench.stop)
    await ask(`${bench.address}/hs/x?y=1`)
    await ask(`${bench.address}?type=catalog&mode=init`)
    await ask(bench.address)
    expect(got.map(({ url }) => url)).toEqual([
      '/base/ut/hs/x?y=1',
      '/base/ut?type=catalog&mode=init',
      '/base/ut',
    ])
    const entries = await bench.entries()
    expect(entries[1]).toMatchObject({
      operation: { id: 'commerceml.catalog.init' },
      direction: 'in',
      source: 'proxy',
      from: 'onec',
      to: 'site',
      path: '/proxy/real?type=catalog&mode=init',
      url: `${real.address}/base/ut?type=catalog&mode=init`,
    })
  })

  it('HEAD, 204 and 304 have no body; a redirect is not followed', async () => {
    const { bench, real } = await through((req, res) => {
      if (req.method === 'HEAD') res.writeHead(200, ['Content-Length', '5', 'Content-Encoding', 'gzip'])
      else if (req.url === '/away')
        res.writeHead(302, ['Location', 'https://elsewhere.example/x', 'Content-Length', '0'])
      else res.writeHead(req.url === '/304' ? 304 : 204, [])
      res.end()
    })
    const head = await ask(`${bench.address}/`, { method: 'HEAD' })
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '5', 0])
    for (const status of [204, 304]) {
      const heard = await ask(`${bench.address}/${status}`)
      expect([heard.status, heard.body.length]).toEqual([status, 0])
    }
    const away = await ask(`${bench.address}/away`)
    expect([away.status, away.headers.location]).toEqual([302, 'https://elsewhere.example/x'])
    const { connection } = await bench.lastEntry()
    expect(connection!.notes).toMatchObject([
      { code: 'PROXY-AROUND', message: { ru: expect.stringContaining('https://elsewhere.example/x') } },
    ])
    expect(real.connections()).toBe(1)
  })

  it('connections to the real side are kept open between callers', async () => {
    const { listener } = echo({ headers: ['Content-Length', '2'], body: Buffer.from('ok') })
    const { bench, real } = await through(listener)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    closing.push(async () => agent.destroy())
    for (let i = 0; i < 5; i++)
      await new Promise<void>((resolve, reject) => {
        request(`${bench.address}/${i}`, { agent }, (answer) => answer.resume().on('end', resolve))
          .on('error', reject)
          .end()
      })
    await ask(`${bench.address}/other`)
    expect(real.connections()).toBe(1)
    const entries = await bench.entries()
    expect(entries.map(({ connection }) => connection!.reused)).toEqual([false, true, true, true, true, true])
    expect(entries[0]!.connection!.timing.connect).not.toBeNull()
    expect(entries[1]!.connection!.timing).toMatchObject({ dns: null, connect: null, tls: null })
    expect(entries[1]!.connection!.timing.wait).toBeGreaterThanOrEqual(0)
    expect(entries[0]!.connection!.remote).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  it('100 Continue comes from the real side, and only then the body goes out', async () => {
    const order: string[] = []
    const { bench, real } = await through((_req, res) => res.end())
    real.server.on('checkContinue', async (req, res) => {
      order.push(`asked ${req.headers.expect}`)
      res.writeContinue()
      order.push(`got ${(await bodyOf(req)).toString()}`)
      res.end('done')
    })
    const heard = await ask(`${bench.address}/`, {
      method: 'POST',
      headers: ['Expect', '100-continue', 'Content-Length', '4'],
      body: Buffer.from('body'),
      expect: true,
    })
    expect([heard.status, heard.informational, heard.body.toString()]).toEqual([200, [100], 'done'])
    expect(order).toEqual(['asked 100-continue', 'got body'])
  })

  it('a refusal of the expectation reaches the caller without a body being sent', async () => {
    const { bench, real } = await through((_req, res) => res.end())
    real.server.on('checkContinue', (_req, res) => {
      res.writeHead(417, ['Content-Length', '0', 'Connection', 'close'])
      res.end()
    })
    const { text } = await askRaw(
      bench.port,
      'POST /proxy/real/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\n',
    )
    expect(text).toMatch(/^HTTP\/1\.1 417 /)
  })

  it('other 1xx answers pass', async () => {
    const { bench } = await through((_req, res) => {
      res.writeEarlyHints({ link: '</a.css>; rel=preload' })
      res.writeProcessing()
      res.end('ok')
    })
    const heard = await ask(`${bench.address}/`)
    expect([heard.status, heard.informational]).toEqual([200, [103, 102]])
  })

  it('a caller that speaks HTTP/1.0 gets no chunks', async () => {
    const { bench } = await through((_req, res) => {
      res.write('раз')
      res.end('два')
    })
    const { text } = await askRaw(bench.port, 'GET /proxy/real/ HTTP/1.0\r\n\r\n')
    expect(text.toLowerCase()).not.toContain('transfer-encoding')
    expect(Buffer.from(text.split('\r\n\r\n')[1]!, 'latin1').toString()).toBe('раздва')
  })

  it('Connection: close of the caller is kept', async () => {
    const { listener } = echo()
    const { bench } = await through(listener)
    const { text } = await askRaw(
      bench.port,
      'GET /proxy/real/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    )
    expect(text).toMatch(/\r\nConnection: close\r\n/i)
  })

  it('an unknown link is refused with a code', async () => {
    const { bench } = await through((_req, res) => res.end())
    const heard = await ask(`${bench.address}x/y`)
    expect([heard.status, JSON.parse(heard.body.toString())]).toMatchObject([
      404,
      { code: 'PROXY-LINK-UNKNOWN', status: 404 },
    ])
  })

  it('an edit of a link works at once', async () => {
    const second = await realSide((_req, res) => res.end('second'))
    closing.push(second.stop)
    const { bench } = await through((_req, res) => res.end('first'))
    expect((await ask(`${bench.address}/`)).body.toString()).toBe('first')
    bench.options.links[0] = link(second.address)
    expect((await ask(`${bench.address}/`)).body.toString()).toBe('second')
  })
})
