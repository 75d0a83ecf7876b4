import { describe, expect, it } from 'vitest'
import type { Ping, Problem } from '../../server/contracts/ksup/answers.ts'
import { settle } from '../unit/fake-time.ts'
import { contact, service } from './ksup-onec-service-bench.ts'

describe('the service', () => {
  it('answers a ping with its contract and its clock', async () => {
    const { call } = await service()
    const { status, body } = await call<Ping>('ping')
    expect(status).toBe(200)
    expect(body).toEqual({ service: 'onec', contract: 'ksup/1', time: '2025-09-18T15:05:00' })
  })

  it('[DD-03] lets nobody in without the account', async () => {
    const { call } = await service()
    const { status, body } = await call<Problem>('ping', undefined, { authorization: 'Basic bm86bm8=' })
    expect(status).toBe(401)
    expect(body.code).toBe('KS-AUTH')
  })

  it('is away when a person switches it off, and takes the same message when it is back', async () => {
    const { asks, prices, call, onec } = await service()
    const message = contact()
    const key = { 'idempotency-key': message.meta.message_id }
    onec.setMode('down', 0)
    for (const { status, body } of [
      await asks(message, key),
      await prices(['TR-2041']),
      await call<Problem>('ping'),
    ]) {
      expect(status).toBe(503)
      expect(body).toMatchObject({ code: 'KS-MAINTENANCE', retryable: true })
    }
    expect((await onec.counts()).counterparties).toBe(2)
    onec.setMode('ok', 0)
    expect((await asks(message, key)).status).toBe(201)
  })

  it('with locked data refuses new contacts for now and answers the rest', async () => {
    const { asks, prices, onec } = await service()
    onec.setMode('locked', 0)
    expect(onec.mode()).toBe('locked')
    const { status, body, headers } = await asks(contact())
    expect(status).toBe(503)
    expect(body).toMatchObject({ code: 'KS-LOCK', retryable: true })
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await prices(['TR-2041'])).status).toBe(200)
  })

  it('[DD-60] when slow takes its time, and whoever waits is let go when it ends', async () => {
    const { prices, onec, time, delays } = await service()
    onec.setMode('slow', 20_000)
    const answers: number[] = []
    const ask = () => prices(['TR-2041']).then(({ status }) => void answers.push(status))
    const waiting = ask()
    await thinking(delays)
    await time.advance(19_999)
    expect(answers).toEqual([])
    await time.advance(1)
    await waiting
    expect(answers).toEqual([200])
    const another = ask()
    await thinking(delays)
    await onec.stop()
    await another
    expect(answers).toEqual([200, 503])
  })
})

/** Resolves once 1C has begun to take its time. */
async function thinking(delays: number[]): Promise<void> {
  while (!delays.includes(20_000)) await settle()
  delays.length = 0
}
