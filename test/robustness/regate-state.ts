import { Agent, request } from 'node:http'
import { openForLoad, stockUp, ENTERPRISE } from './regate-load-base.ts'
import type { RunningBench } from './running-bench.ts'

const CLIENT = 'state-client'
const BOOKING = 'state-booking'

export interface StateReader {
  /** `GET bookingstate`, read to its end. @returns the status */
  ask(): Promise<number>
  close(): void
}

/** Makes an order in the demo base of ReGate; what is returned asks its state over connections that stay open. */
export async function openBooking(bench: RunningBench, connections: number): Promise<StateReader> {
  const authorization = await openForLoad(bench)
  const { store_id, items } = await stockUp(bench, { items: 3, steps: 1000 })
  const base = `${bench.address}/onec/${ENTERPRISE}/hs/regate`
  const headers = { authorization, accept: 'application/json', 'user-agent': 'ReStore/1.0' }
  async function write(method: string, key: string, body: object): Promise<void> {
    const response = await fetch(`${base}/${method}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8', 'idempotency-key': key },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method}: ${response.status} ${await response.text()}`)
  }
  await write('client', CLIENT, { client_id: CLIENT, client: { type: 'person', name: 'Клиент' } })
  await write('booking', BOOKING, {
    booking_id: BOOKING,
    client_id: CLIENT,
    store_id,
    delivery: { type: 'pickup', recipient: 'Олег', phone: '+79000000002' },
    lines: items.map(({ item_id, step }) => ({ item_id, quantity: step / 1000 })),
  })
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        request(`${base}/bookingstate?booking_id=${BOOKING}`, { agent, headers }, (response) => {
          response.on('error', reject)
          response.on('end', () => resolve(response.statusCode ?? 0))
          response.resume()
        })
          .on('error', reject)
          .end()
      }),
    close: () => agent.destroy(),
  }
}
