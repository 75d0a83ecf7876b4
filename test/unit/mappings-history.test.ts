import { writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { rebuilt, rowChanges } from '../../server/mappings/history/differences.ts'
import { movedRows, orderChange } from '../../server/mappings/history/order.ts'
import { revert } from '../../server/mappings/history/revert.ts'
import { createMappings, mappingMigrations } from '../../server/mappings/mappings.ts'
import type { MappingTable, MappingTables } from '../../server/mappings/model.ts'
import { sameCells } from '../../server/mappings/sharing/cells.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { openDocument } from '../../server/storage/document.ts'
import { aDocument, aRow, aTable, temporaryFolder } from './storage-factory.ts'

/** Who changed the mapping tables, when and why; merging with what others did, and taking changes back. */

const courier = aRow({ id: 'd1', site_id: 'courier', site_name: 'Курьер' })
const pickup = aRow({ id: 'd2', site_id: 'pickup', site_name: 'Самовывоз', ref_1c: 'ref-pickup' })
const kind = 'delivery_method'
const me = userInfo().username

async function aBench(given: Partial<MappingTables> = { delivery_method: aTable([courier, pickup]) }) {
  const folder = await temporaryFolder()
  const file = join(folder, 'obmen.json')
  const database = join(folder, 'obmen.db')
  let seconds = 0
  const clock = () => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds++))
  async function open() {
    const document = await openDocument(file, () => aDocument(given))
    const db = await openDatabase(database, [mappingMigrations])
    const changes = createChanges()
    const mappings = createMappings({ document, db, clock, changes })
    let closed = false
    const close = async () => {
      if (closed) return
      closed = true
      await mappings.stop()
      await db.destroy()
      await document.close()
    }
    onTestFinished(close)
    /** Resolves when the tables were changed by anybody. */
    const changed = () =>
      new Promise<void>((resolve) => {
        const stop = document.onChange(() => {
          stop()
          resolve()
        })
      })
    return { mappings, document, close, changed }
  }
  const edit = (tables: Partial<MappingTables>) => writeFile(file, JSON.stringify(aDocument(tables)))
  return { ...(await open()), open, edit, file }
}

const list = async ({ mappings }: Pick<Awaited<ReturnType<typeof aBench>>, 'mappings'>, row?: string) =>
  (await mappings.history.list({ kind, row, limit: 50 })).changes
const put = (row: typeof courier) => ({ put: [row], remove: [] })

describe('the history', () => {
  it('tells who changed what and why, newest first, and survives a restart', async () => {
    const bench = await aBench()
    const { mappings } = bench
    await mappings.save(kind, put({ ...courier, ref_1c: 'ref-courier' }), 'operator')
    await mappings.save(kind, put({ ...pickup, note: 'да' }), 'operator', 'suggestion')
    await mappings.importFile(Buffer.from('site_id;ref_1c\npost;ref-post'), kind, true, 'operator')
    await mappings.markBroken(kind, 'pickup', 'ORD-401', 'A-1')
    await mappings.setPolicy(kind, { on: 'pass' })
    await mappings.save(kind, { put: [], remove: ['d1'] }, 'operator')
    await mappings.replace(aDocument().mappings, 'operator')
    const changes = await list(bench)
    expect(
      changes.map(({ by, why, counts: { added, changed, removed } }) => [by, why, added, changed, removed]),
    ).toEqual([
      [me, 'reset', 0, 0, 2],
      [me, 'edit', 0, 0, 1],
      [me, 'edit', 0, 0, 0],
      ['1C', '1c', 0, 1, 0],
      [me, 'import', 1, 0, 0],
      [me, 'suggestion', 0, 1, 0],
      [me, 'edit', 0, 1, 0],
    ])
    expect(changes[2]!.policy).toEqual({ before: { on: 'fail' }, after: { on: 'pass' } })
    expect(changes[6]!.rows).toMatchObject([
      { id: 'd1', before: { ref_1c: '' }, after: { ref_1c: 'ref-courier', updated_by: 'operator' } },
    ])
    expect((await list(bench, 'd2')).map(({ why }) => why)).toEqual(['reset', '1c', 'suggestion'])
    const page = await mappings.history.list({ before: changes[2]!.id, limit: 2 })
    expect([page.changes.map(({ why }) => why), page.more]).toEqual([['1c', 'import'], true])

    await bench.close()
    const again = await bench.open()
    expect(await list(again)).toEqual(changes)
    await expect(again.mappings.history.change(99)).rejects.toMatchObject({ code: 'MAPPING-CHANGE-UNKNOWN' })
  })

  it('an edit of the file from outside is a change too, also while the bench was not running', async () => {
    const bench = await aBench()
    await bench.mappings.save(kind, put({ ...courier, note: 'раз' }), 'operator')
    const row = bench.document.value.mappings[kind].rows[0]!
    const changed = bench.changed()
    await bench.edit({ delivery_method: aTable([{ ...row, ref_1c: 'from-git' }, pickup]) })
    await changed
    expect((await list(bench))[0]).toMatchObject({ by: '', why: 'file', counts: { changed: 1 } })

    await bench.close()
    await bench.edit({ delivery_method: aTable([{ ...row, ref_1c: 'from-git' }]) })
    const again = await bench.open()
    const [offline, ...rest] = await list(again)
    expect(offline).toMatchObject({ why: 'file', rows: [{ id: 'd2', after: null }] })
    expect(rest).toHaveLength(2)
  })

  it('a change of thousands of rows is kept whole and listed in part', async () => {
    const bench = await aBench()
    const lines = Array.from({ length: 3_000 }, (_, index) => `id${index};Название ${index}`)
    const csv = Buffer.from(`site_id;site_name\n${lines.join('\n')}`)
    await bench.mappings.importFile(csv, 'city', true, 'operator')
    const [change] = (await bench.mappings.history.list({ limit: 1 })).changes
    expect(change).toMatchObject({ counts: { added: 3_000 }, more: 2_980 })
    expect((await bench.mappings.history.change(change!.id)).rows).toHaveLength(3_000)
  })
})

describe('the order of rows', () => {
  const rowsOf = (...ids: string[]) => ids.map((id) => aRow({ id, site_id: id }))
  const ids = ({ mappings }: Pick<Awaited<ReturnType<typeof aBench>>, 'mappings'>) =>
    mappings.table(kind).rows.map(({ id }) => id)
  const order = (...wanted: string[]) => ({ put: [], remove: [], order: wanted })

  it('is a change: listed, told to who looks at an older state, taken back, and known after a restart', async () => {
    const bench = await aBench({ delivery_method: aTable(rowsOf('a', 'b', 'c', 'd')) })
    const { mappings } = bench
    const seen = await mappings.history.revision(kind)
    await mappings.save(kind, order('d', 'a', 'b', 'c'), 'operator')
    const [moved] = await list(bench)
    expect(moved).toMatchObject({ moved: 1, rows: [], counts: { added: 0, changed: 0, removed: 0 } })
    expect(moved!.order).toBeUndefined()
    expect((await mappings.history.change(moved!.id)).order).toEqual({
      before: ['a', 'b', 'c', 'd'],
      after: ['d', 'a', 'b', 'c'],
    })
    expect((await mappings.standAt(kind, seen)).table.rows.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])

    // A row put in the middle and one taken out are no other order of the rest.
    await mappings.save(kind, { put: rowsOf('n'), remove: ['b'], order: ['d', 'n', 'a', 'c'] }, 'operator')
    expect((await list(bench))[0]).toMatchObject({ moved: 0, counts: { added: 1, removed: 1 } })
    await mappings.save(kind, { put: rowsOf('z'), remove: [] }, 'operator')
    await bench.close()
    const again = await bench.open()
    expect(await list(again)).toHaveLength(3)

    expect(await again.mappings.undoChange(moved!.id, 'operator')).toMatchObject({
      order: 'undone',
      undone: 0,
    })
    expect(ids(again)).toEqual(['a', 'n', 'c', 'd', 'z'])
    const [undo] = await list(again)
    await again.mappings.save(kind, order('c', 'a', 'd', 'n', 'z'), 'operator')
    const late = await again.mappings.undoChange(undo!.id, 'operator')
    expect([late.order, ids(again)]).toEqual(['changed-since', ['c', 'a', 'd', 'n', 'z']])
  })

  it('counts the rows that had to be moved', () => {
    const moved = (after: string) => movedRows({ before: [...'abcdef'], after: [...after] })
    expect(['abcdef', 'bcdefa', 'badcfe', 'fedcba'].map(moved)).toEqual([0, 1, 3, 5])
  })
})

describe('a save that is based on an older state', () => {
  it('is merged with what came from git meanwhile: nothing is overwritten, conflicts are told', async () => {
    const bench = await aBench()
    const { mappings, document } = bench
    const seen = await mappings.history.revision(kind)
    const changed = bench.changed()
    await bench.edit({
      delivery_method: aTable([
        { ...courier, name_1c: 'Курьер 1С' },
        { ...pickup, ref_1c: 'их' },
        aRow({ id: 'd3', site_id: 'post' }),
      ]),
    })
    await changed
    const batch = {
      put: [
        { ...courier, ref_1c: 'мой' },
        { ...pickup, ref_1c: 'мой', note: 'я' },
      ],
      remove: [],
    }
    const conflicts = await mappings.saveOnto(
      kind,
      batch,
      'operator',
      (await mappings.standAt(kind, seen)).table,
    )
    expect(conflicts).toMatchObject([
      { id: 'd2', cells: [{ column: 'ref_1c', base: 'ref-pickup', mine: 'мой', theirs: 'их' }] },
    ])
    expect(document.value.mappings[kind].rows).toMatchObject([
      { id: 'd1', ref_1c: 'мой', name_1c: 'Курьер 1С' },
      { id: 'd2', ref_1c: 'их', updated_by: 'test' },
      { id: 'd3' },
    ])
    expect(document.value.mappings[kind].rows[1]).not.toHaveProperty('note')
    expect((await list(bench)).map(({ why }) => why)).toEqual(['edit', 'file'])
    const { table, revision } = await mappings.stand(kind)
    expect(await mappings.saveOnto(kind, put({ ...pickup, ref_1c: 'мой' }), 'operator', table)).toEqual([])
    expect(await mappings.standAt(kind, revision)).toMatchObject({ table: { rows: table.rows } })
    await expect(mappings.standAt(kind, 999)).rejects.toMatchObject({ code: 'MAPPING-BASE-OLD' })
  })
})

describe('undo', () => {
  it('puts back what still holds, tells what was changed since, and can be undone itself', async () => {
    const bench = await aBench()
    const { mappings, document } = bench
    const rows = () => document.value.mappings[kind].rows
    await mappings.save(
      kind,
      { put: [{ ...courier, ref_1c: 'a', note: 'b' }, aRow({ id: 'n', site_id: 'new' })], remove: ['d2'] },
      'operator',
    )
    const [change] = await list(bench)
    await mappings.save(kind, put({ ...rows()[0]!, note: 'c' }), 'operator')
    const result = await mappings.undoChange(change!.id, 'operator')
    expect(result).toMatchObject({
      undone: 3,
      changedSince: [
        { row: 'd1', name: 'Курьер', cells: [{ column: 'note', before: '', after: 'b', now: 'c' }] },
      ],
    })
    expect(rows().map(({ id, ref_1c, note }) => [id, ref_1c, note])).toEqual([
      ['d1', '', 'c'],
      ['d2', 'ref-pickup', undefined],
    ])
    const [undone] = await list(bench)
    expect(undone).toMatchObject({ why: 'undo', undoes: change!.id, by: me })
    await mappings.undoChange(undone!.id, 'operator')
    expect(
      rows()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['d1', 'n'])
    expect(rows()[0]).toMatchObject({ ref_1c: 'a', note: 'c' })
  })

  const text = fc.constantFrom('', 'x', 'y')
  const someTable = fc
    .uniqueArray(fc.record({ id: fc.constantFrom('1', '2', '3', '4'), site_id: text, note: text }), {
      selector: ({ id }) => id,
    })
    .map((rows): MappingTable => aTable(rows.map((row) => aRow(row))))
  const stamp = { at: '2026-01-01T00:00:00.000Z', by: 'x' }
  const content = ({ rows }: MappingTable) => new Map(rows.map((row) => [row.id, row]))
  const same = (left: MappingTable, right: MappingTable) => {
    const [a, b] = [content(left), content(right)]
    return a.size === b.size && [...a].every(([id, row]) => b.has(id) && sameCells(row, b.get(id)!))
  }

  it('any change right after it was made is taken back whole; states are rebuilt out of changes', () => {
    fc.assert(
      fc.property(someTable, someTable, someTable, (first, second, third) => {
        const changeOf = (before: MappingTable, after: MappingTable) => ({
          rows: rowChanges(before.rows, after.rows),
          policy: null,
          order: orderChange(before.rows, after.rows) ?? undefined,
        })
        const order = ({ rows }: MappingTable) => rows.map(({ id }) => id)
        const change = changeOf(first, second)
        const { table, result } = revert(second, change, stamp)
        expect(result).toMatchObject({ undone: change.rows.length, changedSince: [] })
        expect(result.order).toBe(change.order ? 'undone' : null)
        expect(same(table, first)).toBe(true)
        expect(order(table)).toEqual(order(first))
        const later = changeOf(second, third)
        expect(same(rebuilt(third, [change, later]), first)).toBe(true)
        expect(same(rebuilt(third, [later]), second)).toBe(true)
        expect(order(rebuilt(third, [later]))).toEqual(order(second))
      }),
    )
  })
})
