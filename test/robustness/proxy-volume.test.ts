import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { link, openProxy, realSide } from '../http/proxy-bench.ts'

/** A body far larger than what the proxy may hold: byte for byte, and recorded whole. */

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const MEGABYTES = process.env['OBMEN_THOROUGH'] ? 1024 : 256
const MIB = 1024 * 1024

it(`an upload of ${MEGABYTES} MB passes in constant memory`, { timeout: 600_000 }, async () => {
  const arrived = createHash('sha256')
  let bytes = 0
  const real = await realSide((req, res) => {
    req.on('data', (chunk: Buffer) => {
      arrived.update(chunk)
      bytes += chunk.length
    })
    req.on('end', () => res.end('ok'))
  })
  closing.push(real.stop)
  const bench = await openProxy({ links: [link(real.address)] })
  closing.push(bench.stop)

  const sent = createHash('sha256')
  const block = Buffer.alloc(MIB)
  for (let i = 0; i < MIB; i++) block[i] = (i * 2_654_435_761) >>> 24
  let peak = 0
  const before = process.memoryUsage().rss
  const status = await new Promise<number>((resolve, reject) => {
    const outgoing = request(`${bench.address}/big`, {
      method: 'POST',
      headers: { 'content-length': MEGABYTES * MIB },
    })
    outgoing.on('error', reject).on('response', (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    let n = 0
    const more = (): void => {
      while (n < MEGABYTES) {
        const chunk = Buffer.from(block)
        chunk.writeUInt32BE(n++)
        sent.update(chunk)
        peak = Math.max(peak, process.memoryUsage().rss - before)
        if (!outgoing.write(chunk)) return void outgoing.once('drain', more)
      }
      outgoing.end()
    }
    more()
  })
  const wanted = sent.digest('hex')
  expect([status, bytes, arrived.digest('hex')]).toEqual([200, MEGABYTES * MIB, wanted])
  expect((await bench.lastEntry()).request).toEqual({ sha256: wanted, bytes: MEGABYTES * MIB })
  // Sender, proxy and receiver share this process; what they hold together does not grow with the body.
  expect(peak).toBeLessThan(128 * MIB)
  expect(bench.failures).toEqual([])
})
