import { Agent, get as httpGet, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as secureConnect } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import type Koa from 'koa'
import { createHost, type Host } from '../../server/http/host.ts'
import { ensureCertificate } from '../../server/http/tls/certificate.ts'
import { authorization, startToyBench } from './toy-bench.ts'

const hosts: Host[] = []
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()))
})

async function start(mount: Koa.Middleware, options: { graceMs?: number; log?(error: unknown): void } = {}) {
  const host = createHost({ host: '127.0.0.1', port: 0, mounts: [mount], ...options })
  hosts.push(host)
  return { host, ...(await host.start()) }
}

/** A promise and the function that settles it. */
function signal<T = void>() {
  let give!: (value: T) => void
  const taken = new Promise<T>((resolve) => (give = resolve))
  return { give, taken }
}

describe('start', () => {
  it('takes a free port for 0 and says where it is', async () => {
    const { address, port } = await start((ctx) => void (ctx.body = 'here'))
    expect(address).toBe(`http://127.0.0.1:${port}`)
    expect(await (await fetch(address)).text()).toBe('here')
  })

  it('names a port that is taken, and what to do', async () => {
    const { port } = await start(() => {})
    const second = createHost({ host: '127.0.0.1', port, mounts: [] })
    await expect(second.start()).rejects.toMatchObject({
      code: 'PORT-BUSY',
      text: { ru: expect.stringMatching(new RegExp(`Порт ${port}.*--port`)) },
    })
    await second.stop()
  })

  it('names an address that the machine does not have', async () => {
    await expect(createHost({ host: '192.0.2.1', port: 0, mounts: [] }).start()).rejects.toMatchObject({
      code: 'ADDRESS-REFUSED',
    })
  })
})

describe('stop', () => {
  it('finishes and records a running request, refuses new connections', async () => {
    const entered = signal()
    const go = signal()
    const bench = await startToyBench({
      handlers: {
        'toy.getThing': async () => {
          entered.give()
          await go.taken
          return { status: 200, body: { name: 'a', times: 1 } }
        },
      },
    })
    const running = fetch(`${bench.things}/a`, { headers: { authorization } })
    await entered.taken
    const stopped = bench.host.stop()
    await expect(fetch(bench.address)).rejects.toThrow()
    go.give()
    const response = await running
    expect(response.status).toBe(200)
    expect(response.headers.get('connection')).toBe('close')
    expect(await response.json()).toEqual({ name: 'a', times: 1 })
    await stopped
    expect(await bench.journal.count()).toBe(1)
    await bench.stop()
  })

  it('answers 503 to another request on a connection that is still open', async () => {
    const entered = signal()
    const go = signal()
    const { host, port } = await start(async (ctx) => {
      if (ctx.path === '/slow') {
        entered.give()
        await go.taken
      }
      ctx.body = ctx.path
    })
    // Two requests in one packet: the second waits on the same connection.
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.on('data', (chunk) => (received += String(chunk)))
    const closed = once(socket, 'close')
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
    await entered.taken
    const stopped = host.stop()
    socket.write('GET /next HTTP/1.1\r\nHost: a\r\n\r\n')
    go.give()
    await closed
    await stopped
    expect(received).toMatch(/^HTTP\/1\.1 200 /)
    expect(received).not.toContain('/next')
  })

  it('ends event streams and does not wait for them', async () => {
    const { host, address } = await start((ctx) => {
      ctx.respond = false
      ctx.res.writeHead(200, { 'content-type': 'text/event-stream' })
      ctx.res.write('data: 1\n\n')
    })
    const response = await new Promise<IncomingMessage>((resolve) =>
      httpGet(
        address,
        { agent: new Agent({ keepAlive: true }), headers: { accept: 'text/event-stream' } },
        resolve,
      ),
    )
    await once(response, 'data')
    const ended = once(response, 'end')
    await host.stop()
    await ended
  })

  it.each(['http', 'https'] as const)(
    'does not wait for an %s connection that was opened in reserve, and lets one finish that is amid its first request',
    async (scheme) => {
      const folder = await mkdtemp(join(tmpdir(), 'obmen-host-'))
      const certificate = await ensureCertificate(folder, ['127.0.0.1'], () => new Date())
      await rm(folder, { recursive: true })
      const host = createHost({
        host: '127.0.0.1',
        port: 0,
        tls: { port: 0, certificate },
        mounts: [(ctx) => void (ctx.body = 'here')],
        graceMs: 3_600_000,
      })
      hosts.push(host)
      const { port, tls } = await host.start()
      const opened = async () => {
        const socket =
          scheme === 'http'
            ? connect(port, '127.0.0.1')
            : secureConnect({ port: tls!.port, host: '127.0.0.1', rejectUnauthorized: false })
        await once(socket, scheme === 'http' ? 'connect' : 'secureConnect')
        return socket
      }
      const reserve = (await opened()).resume()
      const amid = await opened()
      const heard: string[] = []
      amid.on('data', (data: Buffer) => heard.push(data.toString()))
      amid.write('GET / HTTP/1.1\r\n')
      const used = await opened()
      used.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      // By its answer both earlier connections have been taken, and what the second sent has been read.
      await once(used, 'data')
      const ends = [reserve, amid, used].map((socket) => once(socket, 'close'))
      const stopped = host.stop()
      await ends[0]
      amid.write('Host: a\r\n\r\n')
      await stopped
      await Promise.all(ends)
      expect(heard.join('')).toMatch(/^HTTP\/1\.1 503 /)
    },
  )

  it('cuts what does not finish in time', async () => {
    const entered = signal()
    const { host, address } = await start(
      () => {
        entered.give()
        return new Promise(() => {})
      },
      { graceMs: 20 },
    )
    const running = fetch(address)
    const outcome = expect(running).rejects.toThrow()
    await entered.taken
    await host.stop()
    await outcome
  })

  it('may be asked twice, or before a start', async () => {
    const { host } = await start(() => {})
    await Promise.all([host.stop(), host.stop()])
    await createHost({ host: '127.0.0.1', port: 0, mounts: [] }).stop()
  })
})

it('a defect of a mount is 500, is told to the log, and the host stays up', async () => {
  const told: unknown[] = []
  const { address } = await start(
    (ctx) => {
      if (ctx.path === '/bad') throw new Error('defect')
      ctx.body = 'fine'
    },
    { log: (error) => told.push(error) },
  )
  const response = await fetch(`${address}/bad`)
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('defect')
  expect(told).toMatchObject([{ message: 'defect' }])
  expect(await (await fetch(address)).text()).toBe('fine')
})
