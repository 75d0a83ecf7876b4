import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindRules } from '../../server/mappings/kinds.ts'
import { mappingKinds } from '../../server/mappings/model.ts'
import { acceptBatch } from '../../server/mappings/suggest/accept.ts'
import { suggest } from '../../server/mappings/suggest/suggest.ts'
import { unpairedOf, type Dictionaries } from '../../server/mappings/suggest/values.ts'
import { applyBatch, conflictsOf, statesOf } from '../../server/mappings/tables.ts'
import '../property-seed.ts'
import { labelled } from './mappings-labelled.ts'
import { onec, site, traffic } from './mappings-values.ts'
import { aRow, aTable } from './storage-factory.ts'

/** Lists as they come out of real bases: spellings of the same names, partly bound, partly repeated. */
const names = labelled.flatMap(({ pairs, siteAlone }) => [
  ...Object.entries(pairs)
    .slice(0, 6)
    .flatMap(([usual, others]) => [usual, ...others.slice(0, 3)]),
  ...siteAlone.slice(0, 3),
])
const aName = fc.oneof(
  fc.constantFrom(...names),
  fc.constantFrom('', 'Склад', 'Склад 1', 'склад  1', 'Склад 2'),
)
const anId = fc.oneof(fc.constantFrom('', '1', '2', 'A-1', 'А-1', 'spb', 'msk'), fc.string({ maxLength: 4 }))

const aCase = fc.record({
  kind: fc.constantFrom(...mappingKinds),
  rows: fc.array(
    fc.record({
      site_id: anId,
      site_name: aName,
      ref_1c: anId,
      code_1c: anId,
      name_1c: aName,
      archived: fc.boolean(),
    }),
    { maxLength: 12 },
  ),
  site: fc.array(fc.record({ id: anId, name: aName }), { maxLength: 12 }),
  onec: fc.array(fc.record({ ref: anId, code: anId, name: aName, siteId: anId }), { maxLength: 12 }),
  traffic: fc.array(
    fc.record({
      value: anId,
      name: aName,
      direction: fc.constantFrom('site_to_1c' as const, 'onec_to_site' as const),
    }),
    { maxLength: 6 },
  ),
})

const made = ({
  kind,
  rows,
  site: left,
  onec: right,
  traffic: notes,
}: typeof aCase extends fc.Arbitrary<infer T> ? T : never) => {
  const table = aTable(
    rows.map((row, i) => aRow({ ...row, id: `row-${i}`, archived: row.archived || undefined })),
  )
  const dictionaries: Dictionaries = { site: left, onec: right }
  const unpaired = unpairedOf(
    kind,
    table,
    dictionaries,
    notes.map((note) => traffic(note.value, { ...note, kind })),
  )
  return { kind, table, unpaired, suggestions: suggest(kind, unpaired) }
}

describe('whatever the lists are', () => {
  it('no value is suggested twice on a side where it may stand once', () => {
    fc.assert(
      fc.property(aCase, (given) => {
        const { kind, suggestions } = made(given)
        const { relation } = kindRules[kind]
        const sites = suggestions.map(({ site: { id, name } }) => id || name)
        const onecs = suggestions.map(({ onec: { ref, code, name } }) => ref || code || name)
        if (relation !== '1:N') expect(new Set(sites).size).toBe(sites.length)
        if (relation !== 'N:1') expect(new Set(onecs).size).toBe(onecs.length)
        expect(new Set(suggestions.map(({ id }) => id)).size).toBe(suggestions.length)
        for (const { confidence } of suggestions) {
          expect(confidence).toBeGreaterThan(0)
          expect(confidence).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('accepting them all makes no conflict, binds each of them, and leaves bound rows as they are', () => {
    fc.assert(
      fc.property(aCase, (given) => {
        const { kind, table, suggestions } = made(given)
        let next = 0
        const batch = acceptBatch(table, suggestions, () => `new-${(next += 1)}`)
        const after = applyBatch(table, kind, batch, { at: '2026-01-01T00:00:00.000Z', by: 'x' })
        const before = conflictsOf(table, kind)
        const states = statesOf(after, kind)
        expect([...conflictsOf(after, kind).keys()].filter((id) => !before.has(id))).toEqual([])
        expect(batch.put.map(({ id }) => states.get(id))).toEqual(batch.put.map(() => 'mapped'))
        expect(batch.put).toHaveLength(suggestions.length)
        const bound = table.rows.filter((row) => statesOf(table, kind).get(row.id) === 'mapped')
        for (const row of bound) expect(after.rows).toContainEqual(row)
      }),
    )
  })

  it('their order makes no difference', () => {
    fc.assert(
      fc.property(aCase, fc.infiniteStream(fc.nat()), (given, dice) => {
        const { kind, unpaired, suggestions } = made(given)
        const shuffled = <Value>(values: readonly Value[]): Value[] =>
          values
            .map((value) => ({ value, at: dice.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ value }) => value)
        const again = suggest(kind, { site: shuffled(unpaired.site), onec: shuffled(unpaired.onec) })
        expect(again).toEqual(suggestions)
      }),
    )
  })

  it('five thousand values of each side find their partners among all others', () => {
    const parts = 'ка ло ми не ро ста ву зе пи до гра шо лен тор бур'.split(' ')
    const nameOf = (n: number) =>
      [n, Math.floor(n / 15), Math.floor(n / 225), Math.floor(n / 3375)].map((k) => parts[k % 15]).join('')
    const indexes = Array.from({ length: 5_000 }, (_, i) => i)
    const found = suggest('storage', {
      site: indexes.map((i) => site(`site-${i}`, `Терминал ${nameOf(i)}`)),
      onec: indexes.map((i) => onec(`onec-${i}`, `терминал «${nameOf(i).toUpperCase()}»`)),
    })
    expect(found).toHaveLength(5_000)
    expect(found.every(({ site: { id }, onec: { ref } }) => id.slice(5) === ref.slice(5))).toBe(true)
  })
})
