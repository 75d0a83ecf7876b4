import { afterEach, describe, expect, it } from 'vitest'
import { createMetrics } from '../../server/metrics.ts'
import { createHost } from '../../server/http/host.ts'
import { openBench, type OpenBench } from './admin-bench.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function bench(options: Parameters<typeof openBench>[0] = {}): Promise<OpenBench> {
  const opened = await openBench(options)
  closing.push(() => opened.stop())
  return opened
}

const METRICS = 'text/plain; version=0.0.4; charset=utf-8'

/** The values of a text of metrics by name with labels. */
const valuesOf = (text: string): Map<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, number] => {
        const space = line.lastIndexOf(' ')
        return [line.slice(0, space), Number(line.slice(space + 1))]
      }),
  )

describe('GET /metrics of the bench', () => {
  it('[B-03] tells the queue of every enterprise, before and after a write', async () => {
    const { address, api } = await bench()
    const enterprises = (await api.call('regate.enterprises')).map(({ id }) => id)
    const { password } = await api.call('regate.setPassword', {
      params: { enterprise: enterprises[0]! },
      body: { user: 'restore', password: null },
    })
    const read = async () => {
      const response = await fetch(`${address}/metrics`)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe(METRICS)
      return valuesOf(await response.text())
    }
    const before = await read()
    for (const id of enterprises) expect(before.get(`obmen_queue_depth{enterprise="${id}"}`)).toBe(0)
    const counted = `obmen_queue_done_total{enterprise="${enterprises[0]}",method="client"}`
    expect(before.has(counted)).toBe(false)

    const written = await fetch(`${address}/onec/${enterprises[0]}/hs/regate/client`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`restore:${password}`).toString('base64')}`,
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': 'metrics-1',
      },
      body: JSON.stringify({ client_id: 'rs-metrics' }),
    })
    expect(written.status).toBe(201)
    const after = await read()
    expect(after.get(counted)).toBe(1)
    expect(after.get('obmen_http_requests_total{status="201"}')).toBe(1)
    expect(after.get('obmen_http_requests_total{status="200"}')).toBeGreaterThanOrEqual(3)
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
    expect(after.get('process_cpu_seconds_total')).toBeGreaterThan(before.get('process_cpu_seconds_total')!)
    // The request that asks is running itself.
    expect(after.get('obmen_http_requests_running')).toBe(1)
  })

  it('[B-03] an exposed bench gives them to who has its token only', async () => {
    const { port, token } = await bench({ host: '0.0.0.0' })
    const address = `http://127.0.0.1:${port}`
    expect((await fetch(`${address}/metrics`)).status).toBe(401)
    const wrong = await fetch(`${address}/metrics`, { headers: { authorization: 'Bearer wrong' } })
    expect(wrong.status).toBe(401)
    expect(await wrong.text()).not.toContain('obmen_queue')
    const right = await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    expect(right.status).toBe(200)
    expect(await right.text()).toContain('obmen_queue_depth')
  })

  it('is answered to GET and HEAD; another method or a longer path is nothing here', async () => {
    const { address } = await bench()
    expect((await fetch(`${address}/metrics`, { method: 'HEAD' })).status).toBe(200)
    expect((await fetch(`${address}/metrics`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${address}/metrics/more`)).status).toBe(404)
  })
})

describe('the counter of requests', () => {
  it('counts what was thrown as the 500 that it becomes', async () => {
    const metrics = createMetrics({ clock: () => new Date('2025-09-18T09:00:00Z'), parts: [() => 'own 1\n'] })
    const host = createHost({
      host: '127.0.0.1',
      port: 0,
      mounts: [
        metrics.count,
        metrics.route,
        () => {
          throw new Error('a defect')
        },
      ],
      log() {},
    })
    const { address } = await host.start()
    closing.push(() => host.stop())
    expect((await fetch(`${address}/anything`)).status).toBe(500)
    const text = await (await fetch(`${address}/metrics`)).text()
    const values = valuesOf(text)
    expect(values.get('obmen_http_requests_total{status="500"}')).toBe(1)
    expect(values.get('own')).toBe(1)
    expect(values.get('process_start_time_seconds')).toBe(Date.parse('2025-09-18T09:00:00Z') / 1000)
    expect(text).toContain('# TYPE obmen_http_requests_total counter\n')
  })
})
