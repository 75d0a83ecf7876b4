import { describe, expect, it } from 'vitest'
import type { Nomenclature } from '../../server/contracts/site-orders/schema.ts'
import type { Onec } from '../../mocks/onec/onec.ts'
import { offers, products } from '../../fixtures/demo/refs.ts'
import { aLine, anOrder, onecBench, type OnecBench } from './onec-bench.ts'

/**
 * The process is killed at every single call to the site, before and after the site has done its part, and started again
 * on the same database. What comes out must be what an undisturbed run brings.
 */

const orders = () => [
  anOrder({
    order_id: 'split',
    products: [aLine([offers.medballBlue, offers.medballRed], 10, { tovar_id: products.medball })],
  }),
  anOrder({ order_id: 'refused', delivery: { delivery_method: 'courier_city' } }),
  anOrder({
    order_id: 'newcomer',
    requisites: { organization: 'ООО «Ярус Плюс»', inn: '1655994203', kpp: '165501001' },
  }),
]

/** What a person does between the cycles; repeated after a kill, as a person would who sees it undone. */
async function work(onec: Onec): Promise<void> {
  await onec.runExchange('button')
  if ((await onec.order('split')).seq === 0) {
    await onec.edit('split', { status: 'Ожидает оплаты' })
    await onec.returnToSite('split')
  }
  await onec.runExchange('button')
}

async function play(
  kill: { nth: number; when: 'before' | 'after' } | null,
): Promise<{ bench: OnecBench; calls: number }> {
  let bench = await onecBench()
  await bench.onec.newItem({ name: 'Гиря 16 кг' })
  for (const envelope of orders()) bench.site.marked.set(envelope.order.order_id, envelope)
  if (kill) {
    const killed = new Promise<void>((resolve) => {
      bench.site.killAt = { ...kill, killed: resolve }
    })
    await killedOrDone(killed, work(bench.onec))
    bench = bench.restart()
  }
  await work(bench.onec)
  return { bench, calls: bench.site.calls.length }
}

const killedOrDone = (killed: Promise<void>, done: Promise<void>) => Promise.race([killed, done])

async function outcome({ onec, site }: OnecBench) {
  const rows = await onec.orders()
  const details = await Promise.all(rows.map(({ order_id }) => onec.order(order_id)))
  const told = site.calls
    .filter(({ operation }) => operation === 'postNomenclature')
    .map(({ input, body }) => [input.idempotencyKey, (body as Nomenclature).nomenclature.length])
  return {
    documents: details.map(({ order_id, number_1c, posted, seq, status, lines, outgoing, counterparty }) => ({
      order_id,
      number_1c,
      posted,
      seq,
      status,
      lines: lines.map(({ offer_id, quantity }) => [offer_id, quantity]),
      outgoing,
      counterparty,
    })),
    marks: [...site.marked.keys()],
    results: Object.fromEntries(
      ['split', 'refused', 'newcomer'].map((id) => [
        id,
        [
          ...new Set(
            site.results
              .filter(({ order_id }) => order_id === id)
              .map(({ result, ref_1c }) => `${result} ${ref_1c ? 'ref' : ''}`),
          ),
        ],
      ]),
    ),
    references: Object.fromEntries(
      ['split', 'newcomer'].map((id) => [
        id,
        new Set(site.results.filter(({ order_id }) => order_id === id).map(({ ref_1c }) => ref_1c)).size,
      ]),
    ),
    versions: site.versions.get('split')?.map(({ exchange }) => exchange.seq),
    counterparties: (await onec.counterparties()).filter(({ inn }) => inn === '1655994203').length,
    // A message may be sent twice, but only under one key, so the site takes it once.
    newItems: new Set(told.map(([key]) => key)).size,
    left: await onec.counts(),
  }
}

describe('a killed process', async () => {
  const clean = await play(null)
  const expected = await outcome(clean.bench)
  await clean.bench.close()

  it('the undisturbed run is what it should be', () => {
    expect(expected).toMatchObject({
      marks: [],
      results: { split: ['accepted ref'], refused: ['rejected '], newcomer: ['accepted ref'] },
      versions: [1],
      counterparties: 1,
      newItems: 1,
      left: { outbox: 0 },
    })
    expect(clean.calls).toBeGreaterThan(15)
  })

  const points = Array.from({ length: clean.calls }, (_, i) => i + 1)
  it.each(
    points.flatMap((nth) => [
      { nth, when: 'before' as const },
      { nth, when: 'after' as const },
    ]),
  )(
    '[AD-33][AD-37] at call $nth, $when the site acted: nothing lost, doubled or half-applied',
    async (kill) => {
      const { bench } = await play(kill)
      expect(await outcome(bench)).toEqual(expected)
      await bench.close()
    },
  )

  it('a cycle that was cut short is closed in the log by the next one', async () => {
    const { bench } = await play({ nth: 9, when: 'after' })
    const cycles = await bench.onec.cycles()
    expect(cycles.map(({ outcome: end }) => end)).toEqual(['done', 'done', 'stopped'])
    expect(cycles.at(-1)).toMatchObject({ code: 'ONEC-INTERRUPTED' })
    await bench.close()
  })
})
