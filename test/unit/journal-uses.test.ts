import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Replacement } from '../../server/mappings/model.ts'
import { usesOf } from '../../server/journal/uses/uses-of.ts'
import { anExchange, journalBench, type JournalBench } from './journal-bench.ts'

/** Where rows of the mapping tables were used, as the journal tells it. */

let bench: JournalBench
beforeEach(async () => {
  bench = await journalBench()
})
afterEach(() => bench.close())

const replaced = (given: Partial<Replacement> = {}): Replacement => ({
  kind: 'city',
  pointer: '/city',
  part: 'request',
  direction: 'site_to_1c',
  from: 'msk',
  to: 'ref-msk',
  outcome: 'mapped',
  row: 'moscow',
  ...given,
})
const unmapped = (from: string): Replacement => replaced({ from, to: null, outcome: 'unmapped', row: null })

const record = (replacements: Replacement[], at = '2026-11-26T10:00:00Z') =>
  bench.journal.record(anExchange({ at: new Date(at), replacements }))
const cities = async () => (await bench.journal.uses('city')).uses
const value = (name: string) => ({ kind: 'city', direction: 'site_to_1c', value: name }) as const
const broken = async (name: string) => {
  const [{ times, exchanges } = { times: 0, exchanges: [] }] = await bench.journal.usesOfValues(
    [value(name)],
    10,
  )
  return { times, ids: exchanges.map(({ id }) => id) }
}

it('counts an exchange once for each row, whenever the mappings had to do with it, also after a reopening', async () => {
  await record([])
  const first = await record([replaced(), replaced({ pointer: '/other' }), replaced({ kind: 'storage' })])
  expect(await cities()).toEqual([
    {
      row: 'moscow',
      times: 1,
      held: 0,
      lastEntry: first,
      lastAt: '2026-11-26T10:00:00.000Z',
      lastHeld: false,
    },
  ])
  const second = await record([], '2026-11-26T11:00:00Z')
  await bench.journal.annotate(second, [replaced({ outcome: 'broken', to: null })])
  // An older entry that is added to stays older, and is counted once still.
  await bench.journal.annotate(first, [replaced({ pointer: '/third' })])
  const both = [
    {
      row: 'moscow',
      times: 2,
      held: 1,
      lastEntry: second,
      lastAt: '2026-11-26T11:00:00.000Z',
      lastHeld: true,
    },
  ]
  expect(await cities()).toEqual(both)
  await bench.reopen()
  expect(await cities()).toEqual(both)
  expect(await bench.journal.usesOfRow('city', 'moscow', 10)).toMatchObject({
    times: 2,
    held: 1,
    exchanges: [
      { id: second, values: [{ from: 'msk', to: null, outcome: 'broken', times: 1 }] },
      {
        id: first,
        path: '/site/things',
        values: [{ from: 'msk', to: 'ref-msk', outcome: 'mapped', times: 3 }],
      },
    ],
  })
  expect((await bench.journal.usesOfRow('city', 'moscow', 1)).exchanges.map(({ id }) => id)).toEqual([second])
})

it('tells the exchanges that a value without a row broke, by both names of one that was let through', async () => {
  const first = await record([unmapped('tvr')])
  const second = await record([
    unmapped('tvr'),
    replaced({ from: 'ref-1', to: 'Тула', outcome: 'passed', row: null }),
  ])
  expect(await broken('tvr')).toEqual({ times: 2, ids: [second, first] })
  expect(await broken('ref-1')).toEqual({ times: 1, ids: [second] })
  expect(await broken('Тула')).toEqual({ times: 1, ids: [second] })
  expect(await broken('msk')).toEqual({ times: 0, ids: [] })
  const keys = [{ ...value('tvr'), direction: 'onec_to_site' as const }, value('tvr'), value('ref-1')]
  expect(await bench.journal.usesOfValues(keys, 1)).toMatchObject([
    { times: 0, exchanges: [] },
    { times: 2, exchanges: [{ id: second, method: 'POST' }] },
    { times: 1, exchanges: [{ id: second }] },
  ])
})

it('what was removed is not counted and not named until it is brought back', async () => {
  const [first, second] = [await record([replaced(), unmapped('tvr')]), await record([replaced()])]
  const { deletion } = await bench.journal.remove([second])
  expect(await cities()).toMatchObject([{ times: 1, lastEntry: first }])
  expect((await bench.journal.usesOfRow('city', 'moscow', 10)).exchanges.map(({ id }) => id)).toEqual([first])
  expect(await bench.journal.present([first, second, 999])).toEqual(new Set([first]))
  const other = await bench.journal.remove([first])
  expect(await cities()).toEqual([])
  expect(await broken('tvr')).toEqual({ times: 0, ids: [] })
  await bench.journal.restore(other.deletion!)
  await bench.journal.restore(deletion!)
  expect(await cities()).toMatchObject([{ times: 2, lastEntry: second }])
})

it('goes with the entries that are taken away for good, counted or not, and starts anew in an empty journal', async () => {
  for (let i = 0; i < 3; i += 1) await record([replaced(), unmapped(`v${i}`)])
  await bench.journal.index()
  const last = await record([replaced({ outcome: 'conflict' })])
  expect(await bench.journal.tidy({ days: 0, entries: 2, megabytes: 0 })).toBe(2)
  expect(await cities()).toMatchObject([{ times: 2, held: 1, lastEntry: last }])
  expect(await broken('v0')).toEqual({ times: 0, ids: [] })
  await bench.journal.clear()
  expect(await bench.journal.uses('city')).toEqual({ uses: [], behind: 0 })
  for (const table of ['journal_use', 'journal_use_entry', 'journal_use_due'])
    expect((await sql`select * from ${sql.table(table)}`.execute(bench.db)).rows).toEqual([])
  const again = await record([replaced()])
  expect(await cities()).toMatchObject([{ times: 1, held: 0, lastEntry: again }])
})

it('more exchanges than one transaction counts, and a question while they are counted', async () => {
  const ids = []
  for (let i = 0; i < 250; i += 1) ids.push(await record([replaced({ row: `row-${i % 7}` })]))
  const [one] = await Promise.all([cities(), bench.journal.index(), cities()])
  expect(one.reduce((sum, { times }) => sum + times, 0)).toBe(250)
  expect(Math.max(...one.map(({ lastEntry }) => lastEntry))).toBe(ids.at(-1))
})

it('an exchange with one good answer and one that failed counts as held', () => {
  expect(usesOf([replaced(), replaced({ outcome: 'conflict', to: null })])).toEqual([
    { kind: 'city', what: 'row', key: 'moscow', held: true },
    { kind: 'city', what: 'site_to_1c', key: 'msk', held: true },
  ])
  expect(usesOf([replaced({ from: '', outcome: 'unmapped', row: null, to: null })])).toEqual([])
})
