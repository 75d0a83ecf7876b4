import { Command } from 'commander'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { addMappingsUsage } from '../../server/cli/mappings-usage.ts'
import { demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Evidence of the mapping tables over the admin API, and a value that is bound and its exchanges repeated. */

let bench: OpenBench
beforeAll(async () => {
  bench = await openBench()
})
beforeEach(async () => {
  for (const name of ['site', 'onec'] as const) await side(name, 'simulated')
  await bench.api.call('workspace.reset')
})
afterAll(() => bench?.stop())

const kind = 'delivery_method'
const usage = (of: string = kind) => bench.api.call('mappings.usage', { params: { kind: of } })
const rowOf = async (of: string, value: string) =>
  (await bench.api.call('mappings.table', { params: { kind: of } })).rows.find(
    ({ site_id, ref_1c }) => site_id === value || ref_1c === value,
  )!
const unmapped = async (of: string = kind) =>
  (await bench.api.call('mappings.unmapped')).filter((value) => value.kind === of)

const courier = { kind, direction: 'site_to_1c', value: 'courier_city' } as const

/** What 1C has for the value that the demo leaves open. */
async function target() {
  const { onec } = await bench.api.call('mappings.choices', { params: { kind } })
  const { ref, code, name } = onec.find((one) => one.name === 'Курьер')!
  return { ref_1c: ref, code_1c: code, name_1c: name }
}
const bind = (body: object) =>
  bench.api.call('mappings.bindAndRepeat', { body: { ...courier, ...body } as never })

const side = (name: 'site' | 'onec', mode: 'real' | 'simulated') =>
  bench.api.call('sides.save', {
    params: { side: name },
    body: { mode, address: 'https://shop.invalid', user: '1c', password: null },
  })

it('a row shows the exchanges that used it, and forgets those that the journal does not have any more', async () => {
  await bench.exchangeOrders()
  const { uses, behind } = await usage('city')
  expect(behind).toBe(0)
  const use = uses.find(({ held }) => held === 0)!
  const { rows } = await bench.api.call('mappings.table', { params: { kind: 'city' } })
  const city = rows.find(({ id }) => id === use.row)!
  const of = () =>
    bench.api.call('mappings.usageOf', { params: { kind: 'city', row: city.id }, query: { limit: 50 } })
  const { times, exchanges } = await of()
  const [last] = exchanges
  expect(use).toMatchObject({ times, lastEntry: last!.id, lastAt: last!.at })
  expect(exchanges).toHaveLength(times)
  const pulled = exchanges.find(({ operation }) => operation === 'site-orders.getOrders')!
  expect(pulled).toMatchObject({
    method: 'GET',
    status: 200,
    values: [{ direction: 'site_to_1c', from: city.site_id, to: city.ref_1c, outcome: 'mapped' }],
  })

  await bench.api.call('journal.remove', { body: { ids: exchanges.map(({ id }) => id) } })
  expect(await of()).toEqual({ times: 0, held: 0, exchanges: [] })
  expect((await usage('city')).uses.map(({ row }) => row)).not.toContain(city.id)
  expect((await unmapped())[0]).toMatchObject({ value: 'courier_city', entry: null, exchanges: [] })
  expect(await refusal(usage('nonsense'))).toMatchObject({ status: 404, code: 'MAPPING-KIND-UNKNOWN' })
})

it('[A-42] «сопоставить и повторить»: the row is filled as one change, 1C takes the order that waited', async () => {
  await bench.exchangeOrders()
  const [value] = await unmapped()
  const broken = value!.exchanges[0]!
  expect(value).toMatchObject({ value: 'courier_city', subjects: [demoOrders.unmapped], exchangesTotal: 1 })
  const before = (await bench.api.call('mappings.history', { query: { kind } })).changes.length

  const done = await bind({ target: await target() })
  expect(done.row).toMatchObject({ site_id: 'courier_city', state: 'mapped', ...(await target()) })
  // The row that 1C had brought for «Курьер» has become a part of it.
  expect(done.change).toMatchObject({ changed: [{ id: done.row.id }], removed: [expect.any(String)] })
  expect(done.exchanges).toMatchObject([
    { entry: broken.id, by: 'cycle', then: { status: 200 }, now: { status: 200 }, note: null },
  ])
  expect(done.orders).toMatchObject([{ order_id: demoOrders.unmapped, result: 'accepted' }])
  const again = await bench.entry(done.exchanges[0]!.result!)
  expect(again.replacements).toContainEqual(
    expect.objectContaining({ from: 'courier_city', outcome: 'mapped', row: done.row.id }),
  )
  expect(await unmapped()).toEqual([])
  const { changes } = await bench.api.call('mappings.history', { query: { kind } })
  expect(changes).toHaveLength(before + 1)
  const use = (await usage()).uses.find(({ row }) => row === done.row.id)!
  expect(use).toMatchObject({ lastEntry: expect.any(Number) as number, held: 1 })
  expect(use.lastEntry).toBeGreaterThan(broken.id)
  expect(await refusal(bind({ target: await target() }))).toMatchObject({ code: 'MAPPING-VALUE-UNKNOWN' })
})

it('a real site is called only by the plan that a person has seen', async () => {
  await bench.exchangeOrders()
  await bench.exchangeOrders()
  const [{ exchanges } = { exchanges: [] }] = await unmapped()
  const ids = exchanges.map(({ id }) => id)
  const held = await rowOf(kind, 'courier_city')
  await side('site', 'real')
  expect(await refusal(bind({ target: await target() }))).toMatchObject({
    status: 409,
    code: 'REPLAY-CONFIRM',
  })
  expect(await refusal(bind({ target: await target(), confirm: true, hash: 'another' }))).toMatchObject({
    code: 'REPLAY-CONFIRM',
  })
  expect(await rowOf(kind, 'courier_city')).toEqual(held)
  const plan = await bench.api.call('mappings.repeatPlan', { body: courier })
  expect(plan).toMatchObject({ asksSite: true, realHosts: ['shop.invalid'], forbidden: false })
  expect(plan.exchanges.map(({ id, by }) => [id, by])).toEqual(
    ids.map((id, place) => [id, place === 0 ? 'cycle' : 'same']),
  )
  // Agreed to, it is done: nobody answers there, and that is told, while the row is filled.
  const called = await bind({ target: await target(), confirm: true, hash: plan.hash })
  expect(called.row).toMatchObject({ state: 'mapped' })
  expect(called.exchanges[0]).toMatchObject({ by: 'cycle', note: { ru: expect.any(String) as string } })
  expect(called.orders).toEqual([])
})

it('a site that is real for this run alone is called only after it was agreed to', async () => {
  const run = await openBench({ site: { address: 'https://shop.invalid', user: '1c' } })
  try {
    await run.parts.mappings.noteUnmapped([{ ...courier, name: '', subject: 'A-1', entry: null }])
    const plan = await run.api.call('mappings.repeatPlan', { body: courier })
    expect(plan).toMatchObject({ asksSite: true, realHosts: ['shop.invalid'] })
    const body = { ...courier, target: await target(), hash: plan.hash }
    const refused = await refusal(run.api.call('mappings.bindAndRepeat', { body }))
    expect(refused.code).toBe('REPLAY-CONFIRM')
  } finally {
    await run.stop()
  }
})

it('what a real 1C had asked for is sent again, each request once, and the older ones are told so', async () => {
  await bench.exchangeOrders()
  await bench.api.call('site.mark', { params: { id: demoOrders.unmapped } })
  await bench.exchangeOrders()
  const [{ exchanges } = { exchanges: [] }] = await unmapped()
  const ids = exchanges.map(({ id }) => id)
  expect(ids).toHaveLength(2)
  // A real 1C takes its orders itself, so the bench only asks once more, as that 1C did.
  await side('onec', 'real')
  const partner = await rowOf(kind, (await target()).ref_1c)
  const done = await bind({ row: partner.id, entries: [...ids, 999_999] })
  expect(done.orders).toEqual([])
  expect(done.exchanges[0]).toMatchObject({ entry: 999_999, by: 'gone', result: null })
  const [sent, ...same] = done.exchanges.slice(1)
  expect(sent).toMatchObject({ entry: ids[0], by: 'replay', now: { status: 200 } })
  expect((await bench.entry(sent!.result!)).repeats).toBe(ids[0])
  expect(same.map(({ by }) => by)).toEqual(ids.slice(1).map(() => 'same'))
  expect(await bench.api.call('replay.run', { params: { run: done.run! } })).toMatchObject({ steps: 1 })
})

it('[D-102] a name of 1C is bound to one of КСУП and 1C asked again; what would answer for nothing is refused whole', async () => {
  const of = 'ksup_warehouse'
  const outside = await rowOf(of, 'Внешний (аутсорс)')
  const taken = await rowOf(of, 'Магазинный')
  await bench.api.call('mappings.save', { params: { kind: of }, body: { remove: [outside.id] } })
  await bench.api.call('ksup.priceStock', { body: { contact: null, articles: ['ML-0101'] } })
  const [value] = await unmapped(of)
  expect(value).toMatchObject({ value: 'Внешний (аутсорс)', exchangesTotal: 1 })
  const name = { kind: of, direction: 'onec_to_site', value: value!.value }
  const site = (site_id: string) => ({ ...name, target: { site_id, site_name: '' } })

  expect(await refusal(bind(site(taken.site_id)))).toMatchObject({ status: 409, code: 'MAPPING-BIND' })
  expect(await refusal(bind(site('')))).toMatchObject({ status: 409, code: 'MAPPING-BIND' })
  expect(await refusal(bind({ ...name, target: await target() }))).toMatchObject({
    status: 422,
    code: 'MAPPING-BIND-TARGET',
  })
  expect(await refusal(bind({ ...name, row: 'gone' }))).toMatchObject({ code: 'MAPPING-ROW-UNKNOWN' })
  expect(await refusal(bind(name))).toMatchObject({ status: 422 })
  expect(await rowOf(of, value!.value)).toBeUndefined()

  const done = await bind(site('Склад партнёра'))
  expect(done.row).toMatchObject({ site_id: 'Склад партнёра', ref_1c: value!.value, state: 'mapped' })
  expect(done.exchanges).toMatchObject([
    {
      entry: value!.exchanges[0]!.id,
      by: 'replay',
      now: { status: 200 },
      verdict: expect.any(String) as string,
    },
  ])
  expect(await unmapped(of)).toEqual([])
})

/** `obmen mappings …` in this process; the command group belongs to the caller. */
async function command(args: string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const group = new Command('mappings').exitOverride()
  addMappingsUsage(group, '')
  try {
    await group.parseAsync([...args, '--address', bench.address], { from: 'user' })
    return { code: process.exitCode ?? 0, stdout: out.mock.calls.join(''), stderr: told.mock.calls.join('') }
  } finally {
    out.mockRestore()
    told.mockRestore()
    process.exitCode = undefined
  }
}

it('obmen mappings usage and bind: where rows were used, and a value that is bound, a real system only with --yes', async () => {
  await bench.exchangeOrders()
  const used = await command(['usage', '--kind', 'city'])
  expect(used.stdout).toMatch(/^\S+ → \S+ \(\S+\): ×[1-9]\d*, последний раз \S+, запись \d+$/m)
  const [use] = (await usage('city')).uses
  const one = await command(['usage', '--kind', 'city', '--row', use!.row])
  expect(one.stdout).toMatch(new RegExp(`^${use!.lastEntry} .* «.+» → «.+»`))

  const { ref_1c, name_1c } = await target()
  const bound = ['bind', 'courier_city', '--kind', kind, '--ref', ref_1c, '--name', name_1c]
  await expect(command(bound.slice(0, 4))).rejects.toThrow('Укажите элемент 1С')
  await side('site', 'real')
  await expect(command(bound)).rejects.toThrow('shop.invalid')
  expect(await unmapped()).toHaveLength(1)
  await side('site', 'simulated')
  const done = await command([...bound, '--json'])
  expect(done.code).toBe(0)
  expect(done.stderr).toContain(`Заказ ${demoOrders.unmapped}: accepted`)
  expect(JSON.parse(done.stdout)).toMatchObject({ row: { state: 'mapped' }, run: null })
})
