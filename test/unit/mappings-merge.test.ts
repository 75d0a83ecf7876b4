import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MappingRow, MappingTable, UnmappedPolicy } from '../../server/mappings/model.ts'
import { cellColumns, cellText } from '../../server/mappings/sharing/cells.ts'
import { mergeTables } from '../../server/mappings/sharing/merge.ts'
import { tidy } from '../../server/mappings/tables.ts'
import { aRow, aTable } from './storage-factory.ts'

/** Three-way merge of a mapping table. */

const a = aRow({ id: 'a', site_id: 'msk', ref_1c: 'r1' })
const b = aRow({ id: 'b', site_id: 'spb', ref_1c: 'r2' })
const base = aTable([a, b])

describe('merge', () => {
  it('takes different cells of one row from both, and rows that only one side touched', () => {
    const mine = aTable([{ ...a, note: 'мой', updated_by: 'я' }, b, aRow({ id: 'm', site_id: 'mine' })])
    const theirs = aTable([aRow({ id: 't', site_id: 'theirs' }), { ...a, name_1c: 'Их', updated_by: 'они' }])
    const { table, conflicts } = mergeTables(base, mine, theirs)
    expect(conflicts).toEqual([])
    expect(table.rows.map(({ id }) => id)).toEqual(['t', 'a', 'm'])
    expect(table.rows[1]).toMatchObject({ note: 'мой', name_1c: 'Их', updated_by: 'я' })
  })

  it('tells a cell that got two values, with both, and leaves the whole row as theirs', () => {
    const mine = aTable([{ ...a, ref_1c: 'm', note: 'мой' }, b])
    const theirs = aTable([{ ...a, ref_1c: 't' }, b])
    const { table, conflicts } = mergeTables(base, mine, theirs)
    expect(table).toEqual(theirs)
    expect(conflicts).toMatchObject([
      { id: 'a', cells: [{ column: 'ref_1c', base: 'r1', mine: 'm', theirs: 't' }], mine: { note: 'мой' } },
    ])
  })

  it('the same GUID in another spelling is no conflict [LA-10]', () => {
    const guid = '0a1b2c3d-0000-4000-8000-00000000abcd'
    const mine = aTable([{ ...a, ref_1c: guid }, b])
    const theirs = aTable([{ ...a, ref_1c: `{${guid.toUpperCase()}}` }, b])
    expect(mergeTables(base, mine, theirs)).toMatchObject({ conflicts: [], table: theirs })
  })

  it('a row that one removed and the other changed is a conflict; an order of mine stays', () => {
    const removed = mergeTables(base, aTable([b]), aTable([{ ...a, note: 'новое' }, b]))
    expect(removed.conflicts).toMatchObject([{ id: 'a', mine: null, cells: [] }])
    expect(removed.table.rows).toHaveLength(2)
    const ordered = mergeTables(base, aTable([b, a]), aTable([a, aRow({ id: 't' }), b]))
    expect(ordered.table.rows.map(({ id }) => id)).toEqual(['b', 'a', 't'])
  })

  it('a row that the policy of theirs needs does not go, and two policies are a conflict', () => {
    const theirs = aTable([a, b], { on: 'default', row: 'a' })
    const { table, conflicts } = mergeTables(base, aTable([b]), theirs)
    expect(table).toEqual(theirs)
    expect(conflicts).toHaveLength(1)
    expect(mergeTables(base, aTable([a, b], { on: 'pass' }), theirs).policyConflict).toBe(true)
  })
})

const text = fc.constantFrom('', 'x', 'y', 'z')
const someRow = fc.record({
  id: fc.constantFrom('1', '2', '3', '4', '5'),
  site_id: text,
  ref_1c: text,
  note: text,
  archived: fc.boolean(),
})
const policy = fc.constantFrom<UnmappedPolicy>({ on: 'fail' }, { on: 'pass' })
const someTable = fc
  .tuple(fc.uniqueArray(someRow, { selector: ({ id }) => id }), policy)
  .map(([rows, on]): MappingTable =>
    aTable(
      rows.map((row) => tidy(aRow(row))),
      on,
    ),
  )

it('no edit is lost: each is in the table or in a conflict, and nobody makes one up', () => {
  fc.assert(
    fc.property(someTable, someTable, someTable, (before, mine, theirs) => {
      const { table, conflicts, policyConflict } = mergeTables(before, mine, theirs)
      const find = ({ rows }: { rows: MappingRow[] }, id: string) => rows.find((row) => row.id === id) ?? null
      const ids = new Set([...before.rows, ...mine.rows, ...theirs.rows].map(({ id }) => id))
      expect(new Set(table.rows.map(({ id }) => id)).size).toBe(table.rows.length)
      for (const id of ids) {
        const [b0, m, t, merged] = [before, mine, theirs, table].map((one) => find(one, id))
        const conflict = conflicts.find((one) => one.id === id)
        if (conflict) {
          // Both are there to choose from, and the other side's work stands.
          expect([conflict.mine, conflict.theirs]).toEqual([m, t])
          expect(merged).toEqual(t)
          continue
        }
        const touched = (side: MappingRow | null) =>
          cellColumns.some((column) => cellText(side, column) !== cellText(b0, column)) || !side !== !b0
        if (!m !== !b0 && touched(m!)) expect(!merged).toBe(!m)
        if (!t !== !b0 && touched(t!)) expect(!merged).toBe(!t)
        if (!merged) continue
        for (const column of cellColumns) {
          const [was, my, their, now] = [b0, m, t, merged].map((row) => cellText(row, column))
          if (m && my !== was) expect(now).toBe(my)
          else if (t && their !== was) expect(now).toBe(their)
          else expect(now).toBe(was)
        }
      }
      if (!policyConflict) {
        const changed = mine.policy.on !== before.policy.on ? mine.policy : theirs.policy
        expect(table.policy).toEqual(changed)
      }
      // Who changed nothing is overridden, and merging with oneself changes nothing.
      expect(mergeTables(before, before, theirs).table).toEqual(theirs)
      expect(mergeTables(before, mine, before).conflicts).toEqual([])
    }),
    { numRuns: 1000 },
  )
})
