import type { Request } from 'autocannon'
import type { LoadPlan } from './load.ts'
import { regateAccount, STORE, type BaseName } from './regate-base.ts'
import type { ServerProcess } from './server-process.ts'

/** What ReGate is loaded with. */

export const regateRequests = {
  'assortment-small': 'GET assortment, base of 200 items',
  'assortment-large': 'GET assortment, base of 10 000 items',
  bookingstate: 'GET bookingstate, an order a connection',
  booking: 'POST booking, 3 lines, a client a connection',
} as const

export type RegateRequest = keyof typeof regateRequests
export const regateRequestNames = Object.keys(regateRequests) as RegateRequest[]

/** Connections that load a server. */
export const connectionCounts = [64, 300] as const
export type ConnectionCount = (typeof connectionCounts)[number]

const headers = {
  authorization: `Basic ${Buffer.from(`${regateAccount.user}:${regateAccount.password}`).toString('base64')}`,
  accept: 'application/json',
  'user-agent': 'ReStore/1.0',
}
const postHeaders = { ...headers, 'content-type': 'application/json; charset=utf-8' }

const service = (base: BaseName): string => `/onec/${base}/hs/regate`

/** The path without a query: bare Koa finds its bytes by it. */
export const pathOf: Record<RegateRequest, string> = {
  'assortment-small': `${service('small')}/assortment`,
  'assortment-large': `${service('large')}/assortment`,
  bookingstate: `${service('small')}/bookingstate`,
  booking: `${service('small')}/booking`,
}

const queryOf: Record<RegateRequest, (connection: number) => string> = {
  'assortment-small': () => `?store_id=${STORE}`,
  'assortment-large': () => `?store_id=${STORE}`,
  bookingstate: (connection) => `?booking_id=${stateBooking(connection)}`,
  booking: () => '',
}

const clientOf = (connection: number): string => `rs-bench-${connection}`
/** The order that a connection asks the state of. */
const stateBooking = (connection: number): string => `${clientOf(connection)}-state`

/** Identifiers of bookings never repeat, in all rounds of a run. */
let bookings = 0

const bookingOf = (connection: number, booking_id: string, items: readonly string[]): string =>
  JSON.stringify({
    booking_id,
    client_id: clientOf(connection),
    store_id: STORE,
    delivery: {
      type: 'delivery',
      address: { city: 'Санкт-Петербург', street: 'пр. Образцовый', house: '7', postcode: '190000' },
      recipient: 'Олег',
      phone: '+79000000002',
    },
    lines: [0, 1, 2].map((n) => ({ item_id: items[(connection + n * 7) % items.length], quantity: 3 })),
  })

/** @param items of the small base, which are ordered */
export function planOf(
  server: ServerProcess,
  request: RegateRequest,
  connections: number,
  items: readonly string[],
): LoadPlan {
  const path = pathOf[request]
  let next = 0
  const booking = (): Request[] => {
    const connection = next++
    return [
      {
        method: 'POST',
        path,
        setupRequest: (sent) => {
          const booking_id = `bench-${(bookings += 1)}`
          return {
            ...sent,
            headers: { ...postHeaders, 'idempotency-key': booking_id },
            body: bookingOf(connection, booking_id, items),
          }
        },
      },
    ]
  }
  const read = (): Request[] => [{ method: 'GET', path: path + queryOf[request](next++) }]
  return { server, path, connections, headers, requests: request === 'booking' ? booking : read }
}

async function answered(response: Response): Promise<Uint8Array> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
  return new Uint8Array(await response.arrayBuffer())
}

const post = async (server: ServerProcess, method: string, key: string, body: string): Promise<Uint8Array> =>
  answered(
    await fetch(`${server.address}${service('small')}/${method}`, {
      method: 'POST',
      headers: { ...postHeaders, 'idempotency-key': key },
      body,
    }),
  )

/** The answer to one request of the load, as the first connection would get it. */
export async function answerOf(
  server: ServerProcess,
  request: RegateRequest,
  items: readonly string[],
): Promise<Uint8Array> {
  if (request !== 'booking')
    return answered(await fetch(`${server.address}${pathOf[request]}${queryOf[request](0)}`, { headers }))
  const booking_id = `bench-${(bookings += 1)}`
  return post(server, 'booking', booking_id, bookingOf(0, booking_id, items))
}

/**
 * Makes a client for every connection and the order that it asks the state of.
 * @returns the items that can be ordered
 */
export async function prepare(server: ServerProcess): Promise<string[]> {
  const listed = await answerOf(server, 'assortment-small', [])
  const { items } = JSON.parse(Buffer.from(listed).toString('utf8')) as {
    items: { item_id: string; unit: string }[]
  }
  const ordered = items.filter(({ unit }) => unit === 'шт').map(({ item_id }) => item_id)
  await Promise.all(
    Array.from({ length: Math.max(...connectionCounts) }, async (_, connection) => {
      const client_id = clientOf(connection)
      await post(server, 'client', client_id, JSON.stringify({ client_id, client: { name: client_id } }))
      const booking_id = stateBooking(connection)
      await post(server, 'booking', booking_id, bookingOf(connection, booking_id, ordered))
    }),
  )
  return ordered
}
