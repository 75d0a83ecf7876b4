import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBench, type OpenBench } from './admin-bench.ts'

let bench: OpenBench

beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

describe('the parts of a bench are made anew', () => {
  it('keeps what is stored, its address and its settings, and works on', async () => {
    await bench.mapCourier()
    await bench.exchangeOrders()
    const before = await bench.api.call('onec.orders', {})
    const answer = await bench.parts.renewBases(async (file) => file)
    expect(answer).toMatch(/obmen\.db$/)
    expect(await bench.api.call('onec.orders', {})).toEqual(before)
    await bench.exchangeOrders()
    expect((await bench.exchange('/ping')).status).toBe(200)
  })

  it('lets requests wait meanwhile, and answers them by the new parts', async () => {
    let waiting: Promise<Response> | null = null
    let answered = false
    const parts = bench.parts
    await parts.renewBases(async () => {
      waiting = bench.exchange('/ping').finally(() => (answered = true))
      await new Promise((resolve) => setImmediate(resolve))
      expect(answered).toBe(false)
    })
    expect((await waiting!).status).toBe(200)
    expect(bench.parts).not.toBe(parts)
  })

  it('comes back when the change fails', async () => {
    await expect(bench.parts.renewBases(() => Promise.reject(new Error('no such file')))).rejects.toThrow(
      'no such file',
    )
    expect((await bench.exchange('/ping')).status).toBe(200)
  })
})
