import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, it } from 'vitest'
import { demoDocument } from '../../fixtures/demo/demo.ts'
import type { Fault } from '../../server/faults/model.ts'
import { authorization, openBench, temporaryFolder } from './admin-bench.ts'

/** Faults of a bench that speaks HTTPS. */

/** What a client is shown that takes any certificate, and what its request is answered. */
const shown = (port: number, request: string | null) =>
  new Promise<{ validTo: string; answer: string }>((resolve, reject) => {
    let validTo = ''
    let answer = ''
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      validTo = socket.getPeerCertificate().valid_to
      if (request === null) socket.end()
      else socket.write(request)
    })
    socket.on('data', (chunk) => (answer += String(chunk)))
    socket.once('error', reject)
    socket.once('close', () => resolve({ validTo, answer }))
  })

it('a certificate that has expired is shown while the rule is on, and said in the journal', async () => {
  const folder = await temporaryFolder()
  await writeFile(
    join(folder.path, 'obmen.json'),
    JSON.stringify({ ...demoDocument(), tls: { enabled: true, port: 0, certificate: '', key: '' } }),
  )
  const secure = await openBench({ workspace: folder.path })
  try {
    const port = Number(new URL(secure.parts.httpsAddress()!).port)
    const request = `GET /site/api/1c/v1/ping HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`
    const isOver = ({ validTo }: { validTo: string }): boolean => Date.parse(validTo) < Date.now()
    expect(isOver(await shown(port, null))).toBe(false)
    const on = { params: { preset: 'expired-certificate' }, body: { on: true } }
    expect(await secure.api.call('faults.preset', on)).toMatchObject({ active: 1, https: true })

    const taken = await shown(port, request)
    expect(isOver(taken)).toBe(true)
    expect(taken.answer).toContain('200 OK')
    expect(isOver(await shown(port, null))).toBe(true)
    await expect.poll(async () => (await secure.entries()).length).toBe(2)
    const [asked, left] = await secure.entries()
    expect(asked).toMatchObject({
      operation: 'site-orders.ping',
      status: 200,
      faults: [{ kind: 'expired-tls' }],
    })
    expect(left).toMatchObject({ code: 'TLS-EXPIRED', status: null, faults: [{ kind: 'expired-tls' }] })
    expect((await secure.api.call('faults.list')).rules[0]).toMatchObject({ injected: 2 })

    await secure.api.call('faults.switch', { body: { on: false } })
    expect(isOver(await shown(port, request))).toBe(false)
    expect((await secure.entries()).at(-1)).toMatchObject({ faults: [] })

    // What is held back goes on when the bench stops, which does not wait for it.
    const fault: Fault = { kind: 'delay', time: { form: 'fixed', ms: 60_000 } }
    await secure.api.call('faults.save', { body: { id: 'slow', name: 'Долго', fault } })
    const answered = secure.exchange('/ping').then(({ status }) => status)
    await expect.poll(async () => (await secure.entries()).length).toBe(4)
    const started = performance.now()
    await secure.stop()
    expect(await answered).toBe(200)
    expect(performance.now() - started).toBeLessThan(9000)
  } finally {
    await secure.stop()
    await folder.remove()
  }
})
