import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import type { dataMakerApi } from '../../server/admin/api-data-maker.ts'
import type { CallInput } from '../../server/admin/endpoint.ts'
import { readStatement } from '../../server/contracts/bank/read.ts'
import type { Filling } from '../../server/data-maker/model.ts'
import { openBench, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** The data maker over HTTP: kinds, previews, files, and the bases of every simulated side. */

let bench: OpenBench

beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

/** Resolves when nothing is being filled, told by the events that the screen listens to as well. */
const ended = (): Promise<Filling> =>
  new Promise((resolve) => {
    const stop = bench.parts.changes.subscribe(({ area }) => {
      if (area !== 'data') return
      void bench.api.call('data.filling').then((filling) => {
        if (!filling || filling.state === 'running') return
        stop()
        resolve(filling)
      })
    })
  })

type Fill = Omit<CallInput<(typeof dataMakerApi)['data.fill']>['body'], 'seed'>

async function fill(body: Fill): Promise<Filling> {
  const end = ended()
  await bench.api.call('data.fill', { body: { seed: 7, ...body } })
  return end
}

it('tells what can be made, with the last thirty days of its clock', async () => {
  const { kinds, period, enterprises } = await bench.api.call('data.kinds')
  expect(kinds.map(({ id }) => id)).toContain('site-orders')
  expect(kinds.every(({ formats, title }) => formats.length > 0 && title.ru !== '')).toBe(true)
  expect(Date.parse(period.to) - Date.parse(period.from)).toBe(29 * 24 * 60 * 60 * 1000)
  expect(enterprises[0]).toEqual({ id: 'kolos', name: 'Колос и Лён' })
})

it('shows the first rows; the file is the same that the command line makes', async () => {
  const input = { kind: 'companies', count: 60, seed: 21, format: 'csv' } as const
  const { rows, columns } = await bench.api.call('data.preview', { body: input })
  expect([rows.length, rows[0]!.length]).toEqual([50, columns.length])

  const file = await fetch(bench.address + fileAddresses.madeData(input))
  expect(file.headers.get('content-disposition')).toContain('companies-21.csv')
  const text = await file.text()
  expect(text.trimEnd().split('\r\n')).toHaveLength(61)
  const made = await run(['make', 'companies', '-n', '60', '-s', '21', '--format', 'csv'])
  expect([made.code, made.stdout.replace('\uFEFF', '')]).toEqual([0, text])
})

it('refuses what no kind has, in words', async () => {
  await expect(
    bench.api.call('data.preview', { body: { kind: 'companies', count: 0, seed: 1 } }),
  ).rejects.toMatchObject({ status: 422, code: 'MAKE-NUMBER' })
  await expect(
    bench.api.call('data.fill', { body: { kind: 'stock', count: 5, seed: 1, into: 'ksup' } }),
  ).rejects.toMatchObject({ status: 422, code: 'MAKE-INTO' })
  await expect(
    bench.api.call('data.fill', {
      body: { kind: 'people', count: 5, seed: 1, into: 'regate', enterprise: 'no' },
    }),
  ).rejects.toMatchObject({ status: 422, code: 'MAKE-ENTERPRISE' })
  expect((await fetch(`${bench.address}/api/data/file?make=%7B`)).status).toBe(422)
})

it('the command line writes a file, fills the bases of a running bench, and says what it cannot', async () => {
  const { path, remove } = await temporaryFolder()
  const file = join(path, 'выписка.txt')
  const statement = ['make', 'bank-statement', '-n', '20', '-s', '5', '--partial', '0', '--companies', '100']
  expect((await run([...statement, '-o', file])).code).toBe(0)
  expect(readStatement(await readFile(file)).documents.length).toBeGreaterThanOrEqual(20)
  await remove()

  const into = ['make', 'people', '-n', '3', '-s', '91', '--into', 'site', '--address', bench.address]
  const filled = await run(into)
  expect([filled.code, filled.stdout, filled.stderr]).toEqual([0, '', expect.stringContaining('добавлено 3')])

  const crowded = await run(['make', 'bank-statement', '--partial', '80', '--split', '80'])
  expect([crowded.code, crowded.stderr]).toEqual([1, expect.stringContaining('больше 100 %')])
})

describe('into the bases', () => {
  it.each([
    ['companies', 'site'],
    ['people', 'site'],
    ['companies', 'onec'],
    ['people', 'onec'],
    ['companies', 'ksup'],
    ['people', 'ksup'],
    ['items', 'ksup'],
    ['items', 'commerceml'],
    ['items', 'regate'],
    ['companies', 'regate'],
  ] as const)('%s into %s: added once, there when they come again', async (kind, into) => {
    expect(await fill({ kind, into, count: 6 })).toMatchObject({
      state: 'done',
      made: 6,
      there: 0,
      refused: 0,
    })
    expect(await fill({ kind, into, count: 8 })).toMatchObject({
      state: 'done',
      made: 2,
      there: 6,
      refused: 0,
    })
  })

  it('a shop of made goods: its orders are taken by the simulated 1C after the mapping', async () => {
    const goods = { count: 20, options: { trade: 'stationery' } }
    expect(await fill({ kind: 'items', into: 'site', ...goods })).toMatchObject({ state: 'done', made: 20 })
    expect(await fill({ kind: 'items', into: 'onec', ...goods })).toMatchObject({ state: 'done', made: 20 })
    expect(await fill({ kind: 'stock', into: 'onec', ...goods })).toMatchObject({ state: 'done', refused: 0 })
    expect(await fill({ kind: 'mapping-rows', into: 'mappings', ...goods })).toMatchObject({ made: 20 })
    const orders = { kind: 'site-orders', into: 'site', count: 12, options: { buyers: 6 } } as const
    expect(await fill(orders)).toMatchObject({ state: 'done', made: 12, refused: 0 })
    expect(await fill(orders)).toMatchObject({ state: 'done', made: 0, there: 12 })

    await bench.api.call('onec.exchange')
    const taken = (await bench.api.call('onec.orders')).filter(({ order_id }) => order_id.startsWith('dm-7-'))
    expect(taken).toHaveLength(12)
    expect(new Set(taken.map(({ result }) => result))).toEqual(new Set(['accepted']))
  })

  it('deals of КСУП with their orders and incomes; an income of no deal is refused in words', async () => {
    expect(await fill({ kind: 'ksup-orders', into: 'ksup', count: 5 })).toMatchObject({ made: 5, refused: 0 })
    const incomes = await fill({
      kind: 'ksup-incomes',
      into: 'ksup',
      count: 6,
      options: { split: 0, partial: 0 },
    })
    expect(incomes).toMatchObject({ state: 'done', made: 5, refused: 1 })
    expect(incomes.reasons[0]).toContain('KS-DEAL-UNKNOWN')
    const { rows } = await bench.api.call('ksup.deals', { query: { text: '500001', limit: 10 } })
    expect(rows[0]).toMatchObject({ number: 500_001, received: rows[0]!.amount })
  })

  it('orders of ReGate, and a statement that pays them to the kopeck', async () => {
    const into = { into: 'regate', enterprise: 'kolos' } as const
    const orders = {
      kind: 'regate-bookings',
      ...into,
      count: 6,
      options: { companies: 100, buyers: 4 },
    } as const
    const booked = await fill(orders)
    expect(booked).toMatchObject({ state: 'done', there: 0 })
    expect(booked.made + booked.refused).toBe(6)
    expect(booked.made).toBeGreaterThan(3)

    const exact = { partial: 0, split: 0, 'wrong-number': 0, 'other-payer': 0 }
    const paid = await fill({ kind: 'bank-statement', ...into, count: 20, options: exact })
    expect(paid).toMatchObject({ state: 'done', made: booked.made })
    const rows = (await bench.api.call('regate.orders', { params: { enterprise: 'kolos' } })).filter(
      ({ booking_id }) => booking_id.startsWith('dm-b-'),
    )
    expect(rows.map(({ status, amount, paid: came }) => [status, amount - came])).toEqual(
      rows.map(() => [220, 0]),
    )
    expect(await fill({ kind: 'bank-statement', ...into, count: 20 })).toMatchObject({
      state: 'failed',
      problem: { ru: expect.stringContaining('ждут оплаты') as string },
    })
  })

  it('one at a time, and it can be stopped; what is made stays', async () => {
    await bench.api.call('data.fill', {
      body: { kind: 'companies', count: 20_000, seed: 77, into: 'ksup' },
    })
    await expect(
      bench.api.call('data.fill', { body: { kind: 'people', count: 5, seed: 77, into: 'ksup' } }),
    ).rejects.toMatchObject({ status: 409, code: 'MAKE-RUNNING' })
    const end = ended()
    await bench.api.call('data.stopFilling')
    const stopped = await end
    expect(stopped.state).toBe('stopped')
    expect(stopped.through).toBeLessThan(20_000)
  })
})
