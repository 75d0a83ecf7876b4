import { randomUUID } from 'node:crypto'
import Sqlite from 'libsql'

/** Made-up exchanges of a busy year, the same ones each time. */

/** A generator of equal numbers from 0 to 1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const operations = [
  ['site-orders/1', 'site-orders.getOrders', 'GET', '/site/orders?limit=50', 'onec', 'site'],
  ['site-orders/1', 'site-orders.postOrder', 'POST', '/site/orders', 'onec', 'site'],
  ['site-orders/1', 'site-orders.ping', 'GET', '/site/ping', 'onec', 'site'],
  ['regate/1', 'regate.assortment', 'GET', '/onec/hs/regate/base/assortment', 'restore', 'onec'],
  ['regate/1', 'regate.booking', 'POST', '/onec/hs/regate/base/booking', 'restore', 'onec'],
  ['regate/1', 'regate.bookingstate', 'GET', '/onec/hs/regate/base/bookingstate', 'restore', 'onec'],
  ['ksup/1', 'ksup.orderAdd', 'POST', '/ksup/orders', 'onec', 'ksup'],
  [null, null, 'GET', '/favicon.ico', null, null],
] as const

const words =
  'болт гайка шайба саморез анкер дюбель кабель провод лампа выключатель розетка щит реле датчик насос труба фитинг кран вентиль муфта клей краска лак грунт кисть валик шпатель дрель перфоратор диск пила ключ отвёртка молоток зелёный чёрный белый оцинкованный латунный стальной малый большой'.split(
    ' ',
  )

/** Words that stand in every entry, in one of a hundred, and in one of ten thousand. */
export const texts = { common: 'болт', rare: 'редкость', rarest: 'единственный' } as const

const headers = JSON.stringify([
  ['Content-Type', 'application/json; charset=utf-8'],
  ['User-Agent', '1C+Enterprise/8.3'],
  ['X-Request-Id', 'b1e5c8f0-0000-4000-8000-000000000000'],
])

/** Fills the journal of a workspace that nobody has open. */
export function fillJournal(databaseFile: string, count: number): void {
  const db = new Sqlite(databaseFile)
  const next = random(20261126)
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(next() * list.length)]!
  const insert = db.prepare(
    `insert into journal (at, direction, side_from, side_to, contract, operation, method, path, status, duration_ms,
      request_bytes, response_bytes, validity, code, subject, request_id, replaced, unmapped, repeats, failure, url,
      request_type, response_type, request_headers, response_headers, findings, replacements, request_body, response_body)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?, ?, ?, ?, '[]', '[]', ?, ?)`,
  )
  const begin = Date.parse('2025-11-26T00:00:00Z')
  const stepMs = (365 * 24 * 3600_000) / count
  for (let from = 0; from < count; from += 5000) {
    db.exec('begin immediate')
    for (let i = from; i < Math.min(from + 5000, count); i += 1) {
      const [contract, operation, method, path, side_from, side_to] = pick(operations)
      const chance = next()
      const status = chance < 0.95 ? 200 : chance < 0.98 ? 422 : chance < 0.995 ? 503 : null
      const order = String(100_000 + Math.floor(next() * (count / 8)))
      const lines = Array.from({ length: 4 }, () => ({
        name: `${pick(words)} ${pick(words)}`,
        price: Math.floor(next() * 1e6) / 100,
      }))
      const special = i % 10_000 === 0 ? texts.rarest : i % 100 === 0 ? texts.rare : ''
      const request = Buffer.from(
        JSON.stringify({ order_id: order, comment: `${texts.common} ${special}`, lines }),
      )
      const response = Buffer.from(JSON.stringify({ order_id: order, result: 'applied' }))
      insert.run([
        new Date(begin + i * stepMs).toISOString(),
        side_from === 'onec' && next() < 0.5 ? 'out' : 'in',
        side_from,
        side_to,
        contract,
        operation,
        method,
        path,
        status,
        Math.floor(next() ** 4 * 30_000) / 10,
        request.length,
        response.length,
        operation === null ? 'unchecked' : chance < 0.9 ? 'valid' : chance < 0.97 ? 'untidy' : 'invalid',
        status === 422 ? 'ORD-901' : status === 503 ? 'RG-BUSY' : status === null ? 'ECONNREFUSED' : null,
        order,
        randomUUID(),
        next() < 0.3 ? 2 : 0,
        next() < 0.02 ? 1 : 0,
        status === null ? 'connect ECONNREFUSED' : null,
        `http://127.0.0.1:8183${path}`,
        'application/json',
        'application/json',
        headers,
        headers,
        request,
        response,
      ])
    }
    db.exec('commit')
  }
  db.close()
}
