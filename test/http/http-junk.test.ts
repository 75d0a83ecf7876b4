import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { siteOrders } from '../../server/contracts/site-orders/operations.ts'
import { authorization, startToyBench, type ToyBench } from './toy-bench.ts'

/** Whatever arrives, the host answers with HTTP or closes, records what was a request, and lives on. */

let bench: ToyBench
beforeAll(async () => {
  bench = await startToyBench({
    contract: siteOrders,
    handlers: Object.fromEntries(
      siteOrders.operations.map(({ id, responses }) => {
        const [status, message] = Object.entries(responses)[0]!
        return [id, async () => ({ status: Number(status), body: message.examples[0]!.value })]
      }),
    ),
  })
})
afterAll(() => bench.stop())

function sendRaw(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(bench.port, '127.0.0.1', () => socket.end(bytes))
    socket.on('data', (chunk) => (received += chunk.toString('latin1')))
    socket.on('error', () => resolve(received))
    socket.on('close', () => resolve(received))
  })
}

const alive = async () =>
  expect((await fetch(`${bench.address}/site/api/1c/v1/ping`, { headers: { authorization } })).status).toBe(
    200,
  )

const latin = (text: string) => Buffer.from(text, 'latin1')

describe('junk', () => {
  it('[property] as a body is answered with a refusal that has a code, and recorded', async () => {
    const body = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(latin), fc.string().map(latin))
    const type = fc.constantFrom(
      'application/json',
      'application/xml',
      'application/json; charset=windows-1251',
      '',
    )
    const path = fc.constantFrom('orders', 'stock', 'nomenclature', 'contragents', 'orders/a/result')
    await fc.assert(
      fc.asyncProperty(body, type, path, async (bytes, contentType, where) => {
        const response = await fetch(`${bench.address}/site/api/1c/v1/${where}`, {
          method: 'POST',
          headers: { authorization, 'content-type': contentType },
          body: bytes as unknown as string,
        })
        expect(response.status).toBeGreaterThanOrEqual(400)
        expect(response.status).toBeLessThan(500)
        const problem = (await response.json()) as { code: string; errors?: { line: number }[] }
        expect(problem.code).toMatch(/^SITE-[A-Z-]+$/)
        const entry = Number(response.headers.get('x-obmen-entry')!.split(':')[1])
        const recorded = await bench.journal.body(entry, 'request')
        expect(Buffer.from(recorded?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true)
      }),
      { numRuns: 150 },
    )
    expect(bench.defects).toEqual([])
  })

  it('[property] as a head never brings the host down', async () => {
    const line = fc.oneof(
      fc.string({ maxLength: 60 }).map((text) => text.replace(/[\r\n]/g, '')),
      fc.constantFrom(
        'Authorization: Basic abc',
        'def==',
        'Content-Length: 5',
        'Content-Length: -1',
        'Expect: x',
      ),
      fc.constantFrom(
        'Transfer-Encoding: chunked',
        'Content-Encoding: gzip',
        'Idempotency-Key: "',
        'Host: a b',
      ),
    )
    const start = fc.oneof(
      fc.constantFrom(
        'GET /site/api/1c/v1/orders HTTP/1.1',
        'POST /site/api/1c/v1/stock HTTP/1.1',
        'GET * HTTP/1.0',
      ),
      fc.string({ maxLength: 60 }),
    )
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.array(line, { maxLength: 6 }),
        fc.uint8Array({ maxLength: 50 }),
        async (...parts) => {
          const [first, lines, rest] = parts
          const head = [first, 'Host: 127.0.0.1', `Authorization: ${authorization}`, ...lines, '', ''].join(
            '\r\n',
          )
          const answer = await sendRaw(Buffer.concat([latin(head), rest]))
          expect(answer === '' || answer.startsWith('HTTP/1.1 ')).toBe(true)
          expect(answer).not.toMatch(/^HTTP\/1\.1 5/)
        },
      ),
      { numRuns: 200 },
    )
    expect(bench.defects).toEqual([])
    await alive()
  })

  it('[property] as a path is refused or not of the contract', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 40 }), async (text) => {
        const path = encodeURI(text).replace(/%25/g, '%').replace(/[?#]/g, '')
        const head = `GET /site/api/1c/v1/${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`
        expect(await sendRaw(latin(head))).toMatch(/^HTTP\/1\.1 (?:200|40\d) /)
      }),
      { numRuns: 150 },
    )
    await alive()
  })
})
