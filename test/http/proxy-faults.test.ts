import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { deafAddress } from './admin-bench.ts'
import {
  ask,
  askRaw,
  bodyOf,
  link,
  openProxy,
  rawSide,
  realSide,
  type ProxyBenchOptions,
} from './proxy-bench.ts'

/** What goes wrong on the wire: what the caller sees, and what the journal says of it. */

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function opened(address: string, options: Partial<ProxyBenchOptions> = {}) {
  const bench = await openProxy({ ...options, links: [link(address)] })
  closing.push(bench.stop)
  return bench
}

/** The proxy before a real side that answers every request in its own raw way. */
async function before(act: (socket: Socket, head: string) => void, options?: Partial<ProxyBenchOptions>) {
  const real = await rawSide(act)
  closing.push(real.stop)
  return opened(real.address, options)
}

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n'
const GET = 'GET /proxy/real/x HTTP/1.1\r\nHost: x\r\n\r\n'

describe('no answer head: the caller gets a problem with a code', () => {
  it.each<[string, number, string, (socket: Socket) => void]>([
    ['a reset at once', 502, 'PROXY-NO-ANSWER', (socket) => socket.resetAndDestroy()],
    ['a close at once', 502, 'PROXY-NO-ANSWER', (socket) => socket.end()],
    [
      'a close in the middle of the head',
      502,
      'PROXY-HEAD-CUT',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Ty'),
    ],
    ['what is no HTTP', 502, 'PROXY-MALFORMED', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    [
      'a header without a colon',
      502,
      'PROXY-MALFORMED',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nСломано\r\n\r\n'),
    ],
    [
      'Content-Length twice',
      502,
      'PROXY-LENGTH',
      (socket) => socket.end(`${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`),
    ],
    [
      'Content-Length that is no number',
      502,
      'PROXY-LENGTH',
      (socket) => socket.end(`${HEAD}Content-Length: два\r\n\r\nabc`),
    ],
    [
      'Content-Length beside chunks',
      502,
      'PROXY-LENGTH',
      (socket) => socket.end(`${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
    ],
  ])('%s', async (_title, status, code, act) => {
    const bench = await before(act)
    const heard = await ask(`${bench.address}/x`, {
      method: 'POST',
      headers: ['Content-Length', '2'],
      body: Buffer.from('ab'),
    })
    expect(heard.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect([heard.status, JSON.parse(heard.body.toString())]).toMatchObject([status, { status, code }])
    const entry = await bench.lastEntry()
    expect(entry).toMatchObject({ status, code, failure: expect.stringMatching(/\S/) })
    expect(entry.connection!.notes).toMatchObject([
      { code, message: { ru: entry.failure, en: expect.stringMatching(/\S/) } },
    ])
    expect(Buffer.from(await bench.bytesOf(entry.request)).toString()).toBe('ab')
  })

  it('nobody listens', async () => {
    const bench = await opened(await deafAddress())
    const heard = await ask(`${bench.address}/x`)
    expect([heard.status, JSON.parse(heard.body.toString())]).toMatchObject([502, { code: 'PROXY-REFUSED' }])
    expect(await bench.lastEntry()).toMatchObject({ code: 'PROXY-REFUSED', status: 502 })
  })

  it('a large body that is being sent does not hide the refusal from its sender', async () => {
    const bench = await opened(await deafAddress())
    const body = Buffer.alloc(3_000_000, 'x')
    const heard = await ask(`${bench.address}/x`, {
      method: 'POST',
      headers: ['Content-Length', String(body.length)],
      body,
    })
    expect([heard.status, heard.whole]).toEqual([502, true])
    expect(await bench.lastEntry()).toMatchObject({ code: 'PROXY-REFUSED' })
  })

  it('silence ends with 504', async () => {
    const bench = await before(() => {}, { patience: { answer: 30 } })
    const heard = await ask(`${bench.address}/x`)
    expect([heard.status, JSON.parse(heard.body.toString())]).toMatchObject([
      504,
      { code: 'PROXY-ANSWER-TIMEOUT' },
    ])
  })

  it('a head that comes letter by letter ends with 504', async () => {
    let trickle: NodeJS.Timeout
    const bench = await before(
      (socket) => {
        trickle = setInterval(() => socket.write('x'), 5)
        socket.on('close', () => clearInterval(trickle))
        socket.write('HTTP/1.1 200 OK\r\nX-Slow: ')
      },
      { patience: { head: 60, answer: 20_000 } },
    )
    const heard = await ask(`${bench.address}/x`)
    expect([heard.status, JSON.parse(heard.body.toString())]).toMatchObject([
      504,
      { code: 'PROXY-HEAD-TIMEOUT' },
    ])
  })

  it('a caller whose body stops is told so', async () => {
    const real = await realSide(async (req, res) => {
      await bodyOf(req).catch(() => {})
      res.end()
    })
    closing.push(real.stop)
    const bench = await opened(real.address, { patience: { body: 40 } })
    const { text } = await askRaw(
      bench.port,
      'POST /proxy/real/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc',
    )
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(text).toContain('PROXY-CALLER-SLOW')
    const entry = await bench.lastEntry()
    expect(entry).toMatchObject({ status: 408, code: 'PROXY-CALLER-SLOW' })
    expect(Buffer.from(await bench.bytesOf(entry.request)).toString()).toBe('abc')
  })
})

describe('a head has gone out: the truncation stays visible', () => {
  it.each<[string, string, (socket: Socket) => void]>([
    [
      'less than Content-Length',
      'PROXY-BODY-CUT',
      (socket) => socket.end(`${HEAD}Content-Length: 10\r\n\r\nabc`),
    ],
    [
      'chunks without an end',
      'PROXY-BODY-CUT',
      (socket) => socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`),
    ],
    [
      'a chunk whose size is no number',
      'PROXY-MALFORMED',
      (socket) => socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n`),
    ],
  ])('%s', async (_title, code, act) => {
    const bench = await before(act)
    const heard = await ask(`${bench.address}/x`)
    expect([heard.status, heard.body.toString(), heard.whole]).toEqual([200, 'abc', false])
    const entry = await bench.lastEntry()
    expect(entry).toMatchObject({ status: 200, code, failure: expect.stringMatching(/\S/) })
    expect(Buffer.from(await bench.bytesOf(entry.response)).toString()).toBe('abc')
  })

  it('a truncation names both lengths', async () => {
    const bench = await before((socket) => socket.end(`${HEAD}Content-Length: 10\r\n\r\nabc`))
    await ask(`${bench.address}/x`)
    expect((await bench.lastEntry()).failure).toMatch(/3 байт из 10/)
  })

  it('a body that ends with its connection is whole when the connection is closed', async () => {
    const bench = await before((socket) => socket.end(`${HEAD}\r\nabc`))
    const { text, reset } = await askRaw(bench.port, GET)
    expect([reset, text.endsWith('\r\n\r\nabc')]).toEqual([false, true])
    expect((await bench.lastEntry()).failure).toBeNull()
  })

  it.each([
    ['with a length', 'Content-Length: 10\r\n'],
    ['that ends with the connection', ''],
  ])('a reset in a body %s', async (_title, header) => {
    let real: Socket
    const bench = await before((socket) => {
      real = socket
      socket.write(`${HEAD}${header}\r\nabc`)
    })
    const caller = connect(bench.port, '127.0.0.1', () => caller.write(GET))
    let text = ''
    let reset = false
    caller.on('data', (chunk) => {
      text += chunk.toString()
      if (text.endsWith('abc')) real.resetAndDestroy()
    })
    await new Promise((resolve) => caller.on('error', () => (reset = true)).on('close', resolve))
    expect([text.endsWith('\r\n\r\nabc'), reset]).toEqual([true, header === ''])
    expect(await bench.lastEntry()).toMatchObject({ status: 200, code: 'PROXY-BODY-CUT' })
  })

  it('bytes beyond Content-Length are not passed on, and are noted', async () => {
    const bench = await before((socket) => socket.write(`${HEAD}Content-Length: 3\r\n\r\nabcdefgh`))
    const heard = await ask(`${bench.address}/x`)
    expect([heard.body.toString(), heard.whole]).toEqual(['abc', true])
    const entry = await bench.lastEntry()
    expect([entry.failure, entry.connection!.notes.map(({ code }) => code)]).toEqual([
      null,
      ['PROXY-EXTRA-BYTES'],
    ])
    // The next request does not read them as its answer.
    expect((await ask(`${bench.address}/x`)).body.toString()).toBe('abc')
  })

  it('a body that stops is cut', async () => {
    const bench = await before((socket) => socket.write(`${HEAD}Content-Length: 10\r\n\r\nabc`), {
      patience: { body: 40 },
    })
    const heard = await ask(`${bench.address}/x`)
    expect([heard.body.toString(), heard.whole]).toEqual(['abc', false])
    expect((await bench.lastEntry()).code).toBe('PROXY-BODY-TIMEOUT')
  })

  it('a caller that does not read the answer is let go', async () => {
    const real = await realSide((_req, res) => {
      res.writeHead(200)
      const more = () => {
        while (!res.destroyed && res.write(Buffer.alloc(65_536, 'x')));
      }
      res.on('drain', more)
      more()
    })
    closing.push(real.stop)
    const bench = await opened(real.address, { patience: { body: 1000 } })
    const caller = connect(bench.port, '127.0.0.1', () => caller.write(GET))
    closing.push(async () => caller.destroy())
    caller.on('error', () => {}).pause()
    await new Promise((resolve) => real.server.once('request', resolve))
    expect((await bench.lastEntry()).code).toBe('PROXY-CALLER-STALLED')
  })
})

describe('the caller', () => {
  it('that leaves before the answer is recorded, and the real side is let go', async () => {
    let letGo: () => void
    const closed = new Promise<void>((resolve) => (letGo = resolve))
    const bench = await before((socket) => {
      socket.on('close', letGo)
      caller.destroy()
    })
    const caller = connect(bench.port, '127.0.0.1', () => caller.write(GET))
    await closed
    expect(await bench.lastEntry()).toMatchObject({ status: null, code: 'PROXY-CALLER-GONE' })
  })

  it('that cuts its body is recorded with what came, and the real side sees the cut', async () => {
    let cut: (complete: boolean) => void
    const seen = new Promise<boolean>((resolve) => (cut = resolve))
    const real = await realSide((req) => {
      req.once('data', () => caller.destroy())
      req.on('error', () => {}).on('close', () => cut(req.complete))
    })
    closing.push(real.stop)
    const bench = await opened(real.address)
    const caller = connect(bench.port, '127.0.0.1', () =>
      caller.write('POST /proxy/real/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'),
    )
    expect(await seen).toBe(false)
    const entry = await bench.lastEntry()
    expect(entry).toMatchObject({
      status: null,
      code: 'PROXY-REQUEST-CUT',
      failure: expect.stringContaining('3 байт из 10'),
    })
    expect(Buffer.from(await bench.bytesOf(entry.request)).toString()).toBe('abc')
  })

  it('gets an answer that came before its body was read', async () => {
    const bench = await before((socket) =>
      socket.write(`HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno`),
    )
    const body = Buffer.alloc(4_000_000, 'x')
    const heard = await ask(`${bench.address}/x`, {
      method: 'POST',
      headers: ['Content-Length', String(body.length)],
      body,
    })
    expect([heard.status, heard.body.toString()]).toEqual([413, 'no'])
    expect((await bench.lastEntry()).connection!.notes.map(({ code }) => code)).toContain(
      'PROXY-EARLY-ANSWER',
    )
  })
})

describe('a head that is no HTTP', () => {
  const secret = Buffer.from('1c:пароль').toString('base64')
  const sent = (lines: string) => `POST /proxy/real/api/1c/v1/orders HTTP/1.1\r\nHost: x\r\n${lines}\r\n\r\n`

  it.each([
    ['a line without a name', `X-Node: 1\r\nno header here\r\nAuthorization: Basic ${secret}`, '400'],
    ['an account without a colon', `Authorization Basic ${secret}`, '400'],
    ['two lengths', `Authorization: Basic ${secret}\r\nContent-Length: 1\r\nContent-Length: 2`, '400'],
    // Its own lines of «Base64Строка»: the host puts them together, no request can be written with them.
    ['an account in lines', `Authorization: Basic ${secret}\r\n${secret}`, '400'],
  ])('%s is recorded with its answer, the account is not', async (_, lines, status) => {
    const bench = await before(() => {
      throw new Error('The real side was called')
    })
    const { text } = await askRaw(bench.port, sent(lines))
    expect(text.slice(9, 12)).toBe(status)
    const entry = await bench.lastEntry()
    expect(entry).toMatchObject({
      method: 'POST',
      path: '/proxy/real/api/1c/v1/orders',
      status: Number(status),
      code: 'PROXY-HEAD-BROKEN',
      failure: expect.stringContaining('Base64Строка'),
    })
    const came = Buffer.from(entry.request as Uint8Array).toString('latin1')
    // What the journal masks by name is left to it; what it keeps as bytes has no account.
    expect(came).not.toContain(secret)
    expect((await bench.proxy.state())[0]).toMatchObject({ exchanges: 1, failed: 1, recordings: 0 })
  })

  it('is not recorded when it names no link', async () => {
    const bench = await before(() => {})
    await askRaw(bench.port, 'GET /other HTTP/1.1\r\nno header\r\n\r\n')
    await askRaw(bench.port, '\x16\x03\x01 TLS')
    expect(await bench.entries()).toEqual([])
  })
})

describe('a connection that was kept open and is dead', () => {
  it('a request without a body is sent again over a new one, once', async () => {
    const asked: string[] = []
    const bench = await before((socket, head) => {
      asked.push(head.split(' ')[1]!)
      // One answer for each connection; the second request on it finds it closed.
      socket.removeAllListeners('data')
      socket.once('data', () => socket.destroy())
      socket.write(`${HEAD}Content-Length: 2\r\n\r\nok`)
    })
    expect((await ask(`${bench.address}/1`)).status).toBe(200)
    expect((await ask(`${bench.address}/2`)).status).toBe(200)
    expect((await bench.lastEntry()).connection!.notes.map(({ code }) => code)).toEqual(['PROXY-SENT-AGAIN'])
    expect(asked).toEqual(['/1', '/2'])
  })

  it('a POST is not', async () => {
    const bench = await before((socket) => {
      socket.removeAllListeners('data')
      socket.once('data', () => socket.destroy())
      socket.write(`${HEAD}Content-Length: 2\r\n\r\nok`)
    })
    await ask(`${bench.address}/1`)
    const heard = await ask(`${bench.address}/2`, {
      method: 'POST',
      headers: ['Content-Length', '1'],
      body: Buffer.from('x'),
    })
    expect([heard.status, JSON.parse(heard.body.toString())]).toMatchObject([
      502,
      { code: 'PROXY-NO-ANSWER' },
    ])
  })
})
