import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterStep } from '../../renderer/mappings/grid/table-step.ts'
import { tableDelta } from '../../server/mappings/delta.ts'
import { view } from '../../server/mappings/tables.ts'
import { aRow, aTable } from './storage-factory.ts'

const kind = 'storage'

/** Rows that share ids and get into each other's way. */
const rows = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      site_id: fc.constantFrom('', 'msk', 'spb'),
      ref_1c: fc.constantFrom('', 'r1', 'r2'),
      archived: fc.boolean(),
    }),
    { selector: ({ id }) => id },
  )
  .map((list) => aTable(list.map(({ archived, ...row }) => aRow({ ...row, ...(archived && { archived }) }))))

describe('what tells two states of a table apart', () => {
  it('leads the page from the one to the other, states and order included', () => {
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const delta = tableDelta(kind, before, after)
        expect(afterStep(view(before, kind), delta)).toEqual(view(after, kind))
      }),
      { numRuns: 500 },
    )
  })

  it('is small: one edited cell, and the rows whose state hangs on it', () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      aRow({ id: `${i}`, site_id: `s${i}`, ref_1c: `r${i}` }),
    )
    const after = many.with(7, { ...many[7]!, ref_1c: 'r8' })
    const delta = tableDelta(kind, aTable(many), aTable(after))
    expect(delta.changed.map(({ id, state }) => [id, state])).toEqual([
      ['7', 'conflict'],
      ['8', 'conflict'],
    ])
    expect(delta).toMatchObject({ removed: [], order: null })
  })
})
