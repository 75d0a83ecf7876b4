import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import { ksup } from '../../server/contracts/ksup/operations.ts'
import type { ReplayDetails } from '../../server/journal/replay/model.ts'
import { openBench, type OpenBench } from './admin-bench.ts'
import { anIncome } from './ksup-server-bench.ts'
import { clients, items, stores } from './regate-bench.ts'

/** What a replay makes anew and waits for: the queue of ReGate, messages of КСУП, bodies of any size. */

let bench: OpenBench
let account: string
const enterprise = 'kolos'
beforeAll(async () => {
  bench = await openBench()
  const { password } = await bench.api.call('regate.setPassword', {
    params: { enterprise },
    body: { user: 'restore', password: null },
  })
  account = `Basic ${Buffer.from(`restore:${password}`).toString('base64')}`
})
afterAll(() => bench?.stop())

interface Told {
  entry: number
  status: number
  body: Record<string, unknown>
}

async function told(answer: Response): Promise<Told> {
  const entry = Number(answer.headers.get('x-obmen-entry')!.split(':')[1])
  return { entry, status: answer.status, body: (await answer.json()) as Told['body'] }
}
const regate = async (method: string, body?: object, headers: Record<string, string> = {}): Promise<Told> =>
  told(
    await fetch(`${bench.address}/onec/${enterprise}/hs/regate/${method}`, {
      headers: {
        authorization: account,
        ...headers,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    }),
  )
const aBooking = () => ({
  booking_id: `rs-ord-${randomUUID().replaceAll(/\d/g, 'x')}`,
  client_id: clients.company,
  store_id: stores.main,
  delivery: { type: 'pickup' },
  lines: [{ item_id: items.bread, quantity: 6 }],
})
const key = () => ({ 'idempotency-key': randomUUID() })

async function start(order: object): Promise<number> {
  return (await bench.api.call('replay.start', { body: order as never })).id
}
async function ended(id: number): Promise<ReplayDetails> {
  await bench.parts.replay.finished(id)
  return bench.api.call('replay.run', { params: { run: id } })
}
const unexplained = ({ list }: ReplayDetails) =>
  list.flatMap(({ operation, differences }) =>
    differences.filter(({ expected }) => !expected).map((one) => ({ operation, ...one })),
  )

/** A system that a few lines of script answer for. */
async function scripted(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server: Server = createServer(answer)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('a write of ReGate that is queued', () => {
  it('[BD-09] is followed to its final answer, which the steps after it are made of', async () => {
    const { queue } = bench.parts.regate
    queue.setPaused(enterprise, true)
    const booked = await regate('booking', aBooking(), { ...key(), prefer: 'wait=0' })
    expect(booked.status).toBe(202)
    const question = `queue/${String(booked.body['request_id'])}`
    const asked = [await regate(question)]
    queue.setPaused(enterprise, false)
    await expect
      .poll(async () => {
        asked.push(await regate(question))
        return asked.at(-1)!.body['state']
      })
      .toBe('done')
    const { body: order } = asked.at(-1)!.body['result'] as { body: { order_id: string; amount: number } }
    const payment = {
      transaction_id: `pay-${randomUUID().replaceAll(/\d/g, 'x')}`,
      amount: order.amount,
      currency: 'RUB',
      paid_at: '2026-01-02T03:04:05',
      system: 'Пример',
    }
    const paid = await regate('paycard', { order_id: order.order_id, payment }, key())
    expect(paid.status).toBe(200)

    queue.setPaused(enterprise, true)
    const ids = [booked.entry, ...asked.map(({ entry }) => entry), paid.entry]
    const id = await start({ selection: { ids } })
    await expect.poll(async () => (await bench.entries({ operation: 'regate.booking' })).length).toBe(2)
    queue.setPaused(enterprise, false)
    const run = await ended(id)
    expect(unexplained(run)).toEqual([])
    expect(run).toMatchObject({ same: true, counts: { skipped: asked.length, failed: 0, different: 0 } })
    const [first, ...others] = run.list
    expect(first).toMatchObject({ now: { status: 201 }, note: { ru: expect.stringContaining('итог 201') } })
    for (const { state, note } of others.slice(0, -1))
      expect([state, note?.ru]).toEqual(['skipped', expect.stringContaining('очередь спрошена')])
    const sent = JSON.parse((await bench.entry(others.at(-1)!.result!)).request!.text!) as {
      order_id: string
    }
    expect(sent.order_id).not.toBe(order.order_id)
    expect(others.at(-1)).toMatchObject({ then: { status: 200 }, now: { status: 200 } })
  })

  it('[BD-09] where the recording had its answer at once: the outcomes are compared, not 201 with 202', async () => {
    const booked = await regate('booking', aBooking(), key())
    expect(booked.status).toBe(201)
    let amount = booked.body['amount'] as number
    let asked = 0
    const request_id = 'job-1'
    const real = await scripted((request, response) => {
      request.resume()
      response.setHeader('content-type', 'application/json')
      if (request.method === 'POST') {
        asked = 0
        const status_url = `/base/hs/regate/queue/${request_id}`
        response.writeHead(202).end(JSON.stringify({ request_id, state: 'queued', position: 1, status_url }))
        return
      }
      expect([request.url, request.headers.authorization]).toEqual([
        `/base/hs/regate/queue/${request_id}`,
        account,
      ])
      asked += 1
      const body = { ...booked.body, order_id: randomUUID(), amount }
      const result = asked < 2 ? null : { status: 201, body }
      const state = result ? 'done' : 'running'
      const moments = { received_at: '2026-01-02T03:04:05', finished_at: result && '2026-01-02T03:04:06' }
      response.end(JSON.stringify({ request_id, method: 'booking', state, attempts: 1, ...moments, result }))
    })
    try {
      const [user, password] = Buffer.from(account.slice(6), 'base64').toString().split(':')
      const order = {
        selection: { ids: [booked.entry] },
        target: { kind: 'address', base: `${real.base}/base` },
        accountFrom: 'given',
        account: { user, password },
        off: ['objects'],
      }
      const same = await ended(await start(order))
      expect(unexplained(same)).toEqual([])
      expect(same.list[0]).toMatchObject({ verdict: 'explained', now: { status: 201 } })
      expect(asked).toBe(2)
      amount += 1
      const other = await ended(await start(order))
      expect(unexplained(other)).toMatchObject([{ place: '/amount', now: String(amount) }])
    } finally {
      await real.close()
    }
  })
})

describe('messages of КСУП', () => {
  it('[DD-05] [DD-06] get an id and a number of their own, with them off they are duplicates', async () => {
    const { settings } = { settings: await bench.api.call('ksup.settings') }
    const password = 'сервер'
    await bench.api.call('ksup.saveSettings', {
      body: { settings, passwords: { serverAccount: password } } as never,
    })
    const authorization = `Basic ${Buffer.from(`${settings.serverUser}:${password}`).toString('base64')}`
    const { path } = ksup.operations.find(({ id }) => id === 'ksup.income')!
    const income = async (seq: number) => {
      const message = anIncome(8103, seq)
      const answer = await fetch(`${bench.address}/ksup${path}`, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          'idempotency-key': message.meta.message_id,
        },
        body: JSON.stringify(message),
      })
      return { ...(await told(answer)), message }
    }
    const seen = (await bench.entries({ operation: 'ksup.income' })).length
    const [one, two] = [await income(1 + seen), await income(2 + seen)]
    expect([one.status, two.status, one.body['result'], two.body['result']]).toEqual([
      200,
      200,
      'applied',
      'applied',
    ])
    const selection = { ids: [one.entry, two.entry] }
    const run = await ended(await start({ selection }))
    expect(unexplained(run)).toEqual([])
    const sent = await Promise.all(
      run.list.map(async ({ result }) => {
        const { request, response, requestHeaders } = await bench.entry(result!)
        const { meta } = JSON.parse(request!.text!) as typeof one.message
        const header = requestHeaders.find(([name]) => name.toLowerCase() === 'idempotency-key')
        expect(header?.[1]).toBe(meta.message_id)
        return { ...meta, ...(JSON.parse(response!.text!) as { result: string }) }
      }),
    )
    expect(sent.map(({ seq, result }) => [seq, result])).toEqual([
      [3 + seen, 'applied'],
      [4 + seen, 'applied'],
    ])
    expect(
      new Set([...sent, one.message.meta, two.message.meta].map(({ message_id }) => message_id)).size,
    ).toBe(4)

    const again = await ended(await start({ selection, off: ['key', 'turn'] }))
    expect(unexplained(again).map(({ place, now }) => [place, now])).toEqual([
      ['/result', 'duplicate'],
      ['/result', 'duplicate'],
    ])
  })
})

describe('a body in place of the recorded one', () => {
  it('goes out piece by piece, whatever its size, and is what was sent and recorded', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const held = () => {
      collect()
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      return heapUsed + arrayBuffers
    }
    const MIB = 1024 * 1024
    const size = 20 * MIB
    const chunk = Buffer.alloc(MIB, 'ё')
    const digest = createHash('sha256')
    let least = Infinity
    let received = 0
    let before = 0
    const real = await scripted((request, response) => {
      // Nothing is read until it is seen what waits. Buffers that were collected are given up by another thread a little
      // later: what is held is the least of several looks.
      const look = (looks: number): void => {
        least = Math.min(least, held() - before)
        if (looks > 1 && least >= size / 2) return void setImmediate(look, looks - 1)
        request.on('data', (piece: Buffer) => {
          digest.update(piece)
          received += piece.length
        })
        request.on('end', () => response.end('{}'))
      }
      setImmediate(look, 50)
    })
    try {
      const booked = await regate('booking', aBooking(), key())
      const pieces = (async function* () {
        for (let at = 0; at < size; at += MIB) yield Buffer.from(chunk)
      })()
      const uploaded = await fetch(bench.address + fileAddresses.interchangeUpload('тело.json'), {
        method: 'POST',
        body: pieces as never,
        duplex: 'half',
      } as RequestInit)
      const { token } = (await uploaded.json()) as { token: string }
      const kept = await bench.api.call('replay.keep', { body: { upload: token } })
      expect(kept.bytes).toBe(size)
      const order = {
        selection: { ids: [booked.entry] },
        target: { kind: 'address', base: `${real.base}/base` },
        accountFrom: 'none',
        edits: { [String(booked.entry)]: kept },
      }
      const plan = await bench.api.call('replay.plan', { body: order as never })
      expect(plan.steps[0]).toMatchObject({ requestBytes: size })
      expect(plan.steps[0]!.changes).toContainEqual(expect.objectContaining({ kind: 'edit', place: 'body' }))
      before = held()
      const run = await ended(await start(order))
      expect(received).toBe(size)
      expect(digest.digest('hex')).toBe(kept.sha256)
      expect(least).toBeLessThan(size / 2)
      const entry = await bench.entry(run.list[0]!.result!)
      expect(entry).toMatchObject({ requestBytes: size, request: { sha256: kept.sha256 } })
    } finally {
      await real.close()
    }
  })
})
