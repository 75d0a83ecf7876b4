import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PriceStockAnswer } from '../../server/contracts/ksup/price-stock-messages.ts'
import { basicAuthorization } from '../../server/journal/transport.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** КСУП calls the warehouses of 1C by names of its own: the server translates, by the mapping table `ksup_warehouse`. */

let bench: OpenBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench?.stop())

const kind = 'ksup_warehouse'
const ask = () => bench.api.call('ksup.priceStock', { body: { contact: null, articles: ['ML-0101'] } })
const asked = async () => (await ask()).rows.map(({ warehouse }) => warehouse)

/** What a real КСУП gets from the server. */
async function forwarded(): Promise<{ status: number; body: PriceStockAnswer & { code?: string } }> {
  const { user, password } = await bench.parts.ksup.endpoint('onec')
  const response = await fetch(`${bench.address}/ksup/hs/ksup/pricestock`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      authorization: basicAuthorization({ user, password }),
    },
    body: JSON.stringify({ articles: ['ML-0101'] }),
  })
  return { status: response.status, body: (await response.json()) as PriceStockAnswer }
}

const namesOf = ({ rows }: PriceStockAnswer) => rows.map(({ warehouse }) => warehouse)

it('[D-102] [D-109] КСУП is shown its own names, simulated or real; the journal has what 1C said and what it became', async () => {
  const view = await ask()
  expect(view.rows.map(({ warehouse }) => warehouse)).toEqual(['Магазин на Садовой', 'Склад партнёра'])
  const entry = await bench.api.call('journal.entry', { params: { id: view.entry! } })
  expect(entry.operation).toBe('ksup.priceStock')
  expect(namesOf(JSON.parse(entry.response!.text!) as PriceStockAnswer)).toEqual([
    'Магазинный',
    'Внешний (аутсорс)',
  ])
  expect(entry.replacements).toMatchObject([
    { kind, from: 'Магазинный', to: 'Магазин на Садовой', outcome: 'mapped' },
    { kind, from: 'Внешний (аутсорс)', to: 'Склад партнёра', outcome: 'mapped' },
  ])
  expect(namesOf((await forwarded()).body)).toEqual(['Магазин на Садовой', 'Склад партнёра'])
})

it('[D-102] a name without a row passes unchanged and is listed; a person who wants a row for each gets a refusal', async () => {
  const { rows } = await bench.api.call('mappings.table', { params: { kind } })
  const outside = rows.find(({ ref_1c }) => ref_1c === 'Внешний (аутсорс)')!
  await bench.api.call('mappings.save', { params: { kind }, body: { put: [], remove: [outside.id] } })
  expect(await asked()).toEqual(['Магазин на Садовой', 'Внешний (аутсорс)'])
  const listed = () => bench.api.call('mappings.unmapped')
  expect((await listed()).filter((value) => value.kind === kind)).toMatchObject([
    { direction: 'onec_to_site', value: 'Внешний (аутсорс)', times: 1 },
  ])

  const policy = (on: 'fail' | 'pass') =>
    bench.api.call('mappings.policy', { params: { kind }, body: { on } })
  await policy('fail')
  expect(await refusal(ask())).toMatchObject({ code: 'KSUP-WAREHOUSE' })
  expect(await forwarded()).toMatchObject({ status: 503, body: { code: 'KS-BUSY' } })
  await policy('pass')

  const { state: _state, updated_at: _at, updated_by: _by, ...row } = outside
  await bench.api.call('mappings.save', { params: { kind }, body: { put: [row], remove: [] } })
  expect((await listed()).filter((value) => value.kind === kind)).toEqual([])
  expect(await asked()).toEqual(['Магазин на Садовой', 'Склад партнёра'])
})
