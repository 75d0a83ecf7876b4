import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  createMappings,
  mappingMigrations,
  type FixedValue,
  type Mappings,
} from '../../server/mappings/mappings.ts'
import { mappingKinds, type MappingTables } from '../../server/mappings/model.ts'
import { writeMappingFile } from '../../server/mappings/sharing/file.ts'
import { createChanges, type BenchEvent } from '../../server/storage/changes.ts'
import { openDatabase, type Database } from '../../server/storage/database.ts'
import type { WorkspaceDocument } from '../../server/storage/document-schema.ts'
import { openDocument, type DocumentStore } from '../../server/storage/document.ts'
import { aDocument, aRow, aTable, temporaryFolder } from './storage-factory.ts'

const courier = aRow({ id: 'd1', site_id: 'courier_city', site_name: 'Курьер по городу' })
const pickup = aRow({ id: 'd2', site_id: 'pickup', site_name: 'Самовывоз', ref_1c: 'ref-pickup' })
const tables = { delivery_method: aTable([courier, pickup]) }

interface Fixture {
  mappings: Mappings
  document: DocumentStore
  db: Database
  file: string
  events: BenchEvent[]
  /** The same workspace after a restart. */
  again(initialDocument?: () => WorkspaceDocument): Promise<Mappings>
}

async function aBench(given: Partial<MappingTables> = tables): Promise<Fixture> {
  const file = join(await temporaryFolder(), 'obmen.json')
  const document = await openDocument(file, () => aDocument(given))
  const db = await openDatabase(':memory:', [mappingMigrations])
  onTestFinished(async () => {
    await document.close()
    await db.destroy()
  })
  const changes = createChanges()
  const events: BenchEvent[] = []
  changes.subscribe((event) => events.push(event))
  let seconds = 0
  const clock = () => new Date(Date.UTC(2025, 8, 18, 10, 0, seconds++))
  const mappings = createMappings({ document, db, clock, changes })
  return {
    mappings,
    document,
    db,
    file,
    events,
    async again(initialDocument = aDocument) {
      const reopened = await openDocument(file, initialDocument)
      onTestFinished(() => reopened.close())
      return createMappings({ document: reopened, db, clock, changes })
    },
  }
}

const note = (subject: string | null = 'A-1', more = {}) => ({
  kind: 'delivery_method' as const,
  direction: 'site_to_1c' as const,
  value: 'courier_city',
  name: 'Курьер по городу',
  subject,
  entry: 7,
  ...more,
})

/** Resolves with the next value that is told to be fixed. */
const nextFix = (mappings: Mappings) => new Promise<FixedValue>((resolve) => void mappings.onFixed(resolve))

describe('tables', () => {
  it('[A-42] are edited as one change, saved in the document, and every page is told', async () => {
    const { mappings, document, events } = await aBench()
    await mappings.save(
      'delivery_method',
      { put: [{ ...courier, ref_1c: 'ref-courier' }], remove: ['d2'] },
      'оператор',
    )
    const { rows } = mappings.table('delivery_method')
    expect(rows).toEqual([
      {
        ...courier,
        ref_1c: 'ref-courier',
        state: 'mapped',
        updated_at: expect.any(String) as string,
        updated_by: 'оператор',
      },
    ])
    expect(document.value.mappings.delivery_method.rows).toHaveLength(1)
    expect(events.filter(({ area }) => area === 'mappings')).toHaveLength(1)
  })

  it('count their states and what traffic left', async () => {
    const { mappings } = await aBench()
    await mappings.noteUnmapped([note(), note('A-2'), note('A-3', { kind: 'city', value: 'Тверь' })])
    const summary = await mappings.summary()
    expect(summary).toHaveLength(mappingKinds.length)
    expect(summary.find(({ kind }) => kind === 'delivery_method')).toEqual({
      kind: 'delivery_method',
      own: null,
      policy: { on: 'fail' },
      counts: { mapped: 1, unmapped_site: 1, unmapped_1c: 0, conflict: 0, broken: 0, archived: 0 },
      total: 2,
      unmapped: 1,
    })
    expect(summary.find(({ kind }) => kind === 'city')).toMatchObject({ total: 0, unmapped: 1 })
  })

  it('go to a spreadsheet and come back; the dry run changes nothing', async () => {
    const { mappings, document } = await aBench()
    const file = await writeMappingFile('csv', mappings.all(), ['delivery_method'])
    const text = Buffer.from(file).toString()
    const csv = Buffer.from(text.replace('courier_city;Курьер по городу;;', 'courier_city;;ref-c;'))
    const take = async (apply: boolean) =>
      (await mappings.importFile(csv, 'delivery_method', apply, 'оператор')).tables[0]!.plan
    const before = document.value
    expect(await take(false)).toMatchObject({ unchanged: 1, added: [], conflicting: [], problems: [] })
    expect(document.value).toBe(before)
    const applied = await take(true)
    expect(applied.changed.map(({ after }) => after)).toEqual(
      document.value.mappings.delivery_method.rows.slice(0, 1),
    )
    expect(mappings.toOnec('delivery_method', 'courier_city')).toMatchObject({
      outcome: 'mapped',
      ref: 'ref-c',
      row: { site_name: 'Курьер по городу', updated_by: 'оператор' },
    })
  })

  it('are left alone while the document is broken', async () => {
    const { mappings, file, document } = await aBench()
    await writeFile(file, '{')
    const refused = { code: 'DOCUMENT-BROKEN' }
    await expect(mappings.save('city', { put: [], remove: [] }, 'x')).rejects.toMatchObject(refused)
    await expect(mappings.setPolicy('city', { on: 'fail' })).rejects.toMatchObject(refused)
    const csv = Buffer.from('site_id\nx')
    await expect(mappings.importFile(csv, 'city', true, 'x')).rejects.toMatchObject(refused)
    await mappings.markBroken('delivery_method', 'pickup', 'ORD-401', 'A-1')
    await mappings.markArchived('product', 'x')
    expect(document.value.mappings).toEqual(aDocument(tables).mappings)
    expect(await mappings.unmapped()).toMatchObject([{ value: 'pickup', subjects: ['A-1'] }])
  })
})

describe('what traffic left unmapped', () => {
  it('lists a value once, with all who wait for it, newest first', async () => {
    const { mappings } = await aBench()
    await mappings.noteUnmapped([note('A-2'), note('A-1', { name: '', entry: null })])
    await mappings.noteUnmapped([note('A-2', { entry: 9 }), note(null, { direction: 'onec_to_site' })])
    expect(await mappings.unmapped()).toEqual([
      {
        kind: 'delivery_method',
        direction: 'onec_to_site',
        value: 'courier_city',
        name: 'Курьер по городу',
        firstAt: '2025-09-18T10:00:01.000Z',
        lastAt: '2025-09-18T10:00:01.000Z',
        times: 1,
        entry: 7,
        subjects: [],
      },
      {
        kind: 'delivery_method',
        direction: 'site_to_1c',
        value: 'courier_city',
        name: 'Курьер по городу',
        firstAt: '2025-09-18T10:00:00.000Z',
        lastAt: '2025-09-18T10:00:01.000Z',
        times: 3,
        entry: 9,
        subjects: ['A-1', 'A-2'],
      },
    ])
    await mappings.forgetUnmapped()
    expect(await mappings.unmapped()).toEqual([])
  })

  it('[A-57] an edit that fills the row takes the value out and tells who waited', async () => {
    const { mappings } = await aBench()
    await mappings.noteUnmapped([note('A-1'), note('A-2'), note('A-3', { value: 'rocket', name: '' })])
    const fixed = vi.fn()
    mappings.onFixed(fixed)
    await mappings.save('delivery_method', { put: [{ ...courier, note: 'ещё пусто' }], remove: [] }, 'x')
    expect(fixed).not.toHaveBeenCalled()
    await mappings.save('delivery_method', { put: [{ ...courier, ref_1c: 'ref-courier' }], remove: [] }, 'x')
    expect(fixed.mock.calls).toEqual([
      [{ kind: 'delivery_method', value: 'courier_city', subjects: ['A-1', 'A-2'] }],
    ])
    expect((await mappings.unmapped()).map(({ value }) => value)).toEqual(['rocket'])
  })

  it('an edit of the file from outside does the same', async () => {
    const { mappings, file } = await aBench()
    await mappings.noteUnmapped([note('A-1')])
    const fixed = nextFix(mappings)
    const mended = aDocument({ delivery_method: aTable([{ ...courier, ref_1c: 'r' }, pickup]) })
    await writeFile(file, JSON.stringify(mended))
    expect(await fixed).toEqual({ kind: 'delivery_method', value: 'courier_city', subjects: ['A-1'] })
  })

  it('an edit made while the bench was not running does the same at the start', async () => {
    const { mappings, document, file, again } = await aBench()
    await mappings.noteUnmapped([note('A-1')])
    await document.close()
    await writeFile(
      file,
      JSON.stringify(aDocument({ delivery_method: aTable([{ ...courier, ref_1c: 'r' }]) })),
    )
    const restarted = await again()
    expect(await nextFix(restarted)).toMatchObject({ value: 'courier_city', subjects: ['A-1'] })
  })

  it('a document that cannot be read at the start mends nothing, until it is mended itself', async () => {
    const { mappings, document, file, again } = await aBench()
    await mappings.noteUnmapped([note('A-1')])
    await document.close()
    const mended = aDocument({ delivery_method: aTable([{ ...courier, ref_1c: 'r' }]) })
    await writeFile(file, '{')
    const restarted = await again(() => mended)
    const fixed = nextFix(restarted)
    expect(restarted.toOnec('delivery_method', 'courier_city').outcome).toBe('mapped')
    await restarted.noteUnmapped([note('A-2')])
    await writeFile(file, JSON.stringify(mended))
    expect(await fixed).toMatchObject({ subjects: ['A-1', 'A-2'] })
  })

  it('a fix that could not be passed on is told again: no order is forgotten', async () => {
    const { mappings, again } = await aBench()
    await mappings.noteUnmapped([note('A-1')])
    const silenced = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => silenced.mockRestore())
    mappings.onFixed(() => Promise.reject(new Error('the shop is closed')))
    const saved = mappings.save('delivery_method', { put: [{ ...courier, ref_1c: 'r' }], remove: [] }, 'x')
    await expect(saved).rejects.toThrow('the shop is closed')
    expect(await mappings.unmapped()).toHaveLength(1)
    expect(await nextFix(await again())).toMatchObject({ subjects: ['A-1'] })
  })

  it('a policy that lets the value through frees who waited, and the value stays listed', async () => {
    const { mappings } = await aBench()
    await mappings.noteUnmapped([note('A-1')])
    const fixed = vi.fn()
    mappings.onFixed(fixed)
    await mappings.setPolicy('delivery_method', { on: 'default', row: 'd2' })
    await mappings.setPolicy('delivery_method', { on: 'pass' })
    expect(fixed.mock.calls).toEqual([
      [{ kind: 'delivery_method', value: 'courier_city', subjects: ['A-1'] }],
    ])
    expect(await mappings.unmapped()).toHaveLength(1)
  })

  it('a listener that left is not told', async () => {
    const { mappings } = await aBench()
    await mappings.noteUnmapped([note('A-1')])
    const fixed = vi.fn()
    mappings.onFixed(fixed)()
    await mappings.save('delivery_method', { put: [{ ...courier, ref_1c: 'r' }], remove: [] }, 'x')
    expect(fixed).not.toHaveBeenCalled()
  })
})

describe('what 1C reports', () => {
  it('[A-17] ORD-401 breaks the row until a person edits it; then the orders go again', async () => {
    const { mappings } = await aBench()
    await mappings.markBroken('delivery_method', 'pickup', 'ORD-401', 'A-5')
    expect(mappings.table('delivery_method').rows[1]).toMatchObject({ state: 'broken', broken: 'ORD-401' })
    expect(mappings.toOnec('delivery_method', 'pickup').outcome).toBe('broken')
    expect(await mappings.unmapped()).toMatchObject([{ value: 'pickup', times: 1, subjects: ['A-5'] }])

    const fixed = vi.fn()
    mappings.onFixed(fixed)
    await mappings.save('delivery_method', { put: [{ ...pickup, ref_1c: 'ref-new' }], remove: [] }, 'x')
    expect(fixed.mock.calls).toEqual([[{ kind: 'delivery_method', value: 'pickup', subjects: ['A-5'] }]])
    expect(mappings.toOnec('delivery_method', 'pickup')).toMatchObject({ outcome: 'mapped', ref: 'ref-new' })
    expect(await mappings.unmapped()).toEqual([])
  })

  it('a value that traffic noted already is not counted twice, and a row marked twice changes once', async () => {
    const { mappings, document } = await aBench()
    await mappings.noteUnmapped([note('A-1')])
    await mappings.markBroken('delivery_method', 'courier_city', 'ORD-401', 'A-1')
    const marked = document.value
    await mappings.markBroken('delivery_method', 'Курьер по городу', 'ORD-401', 'A-2')
    expect(document.value).toBe(marked)
    expect(await mappings.unmapped()).toMatchObject([
      { value: 'courier_city', times: 1, subjects: ['A-1', 'A-2'] },
    ])
  })

  it('a value without any row is listed', async () => {
    const { mappings } = await aBench()
    await mappings.markBroken('city', 'Тверь', 'ORD-400', 'A-1')
    expect(await mappings.unmapped()).toMatchObject([{ kind: 'city', value: 'Тверь', subjects: ['A-1'] }])
  })

  it('[A-60] for a product the offer tells the row, and the product is what is listed', async () => {
    const { mappings } = await aBench({
      product: aTable([
        aRow({ id: 'a', site_id: 'ball', ref_1c: 'o1' }),
        aRow({ id: 'b', site_id: 'ball', ref_1c: 'o2' }),
      ]),
    })
    await mappings.markBroken('product', 'O1'.toLowerCase(), 'ORD-300', 'A-1')
    expect(mappings.table('product').rows.map(({ state }) => state)).toEqual(['broken', 'mapped'])
    expect(mappings.offersOf('ball').offers).toEqual(['o2'])
    expect(await mappings.unmapped()).toMatchObject([{ kind: 'product', value: 'ball', subjects: ['A-1'] }])
    await mappings.markArchived('product', 'o2')
    expect(mappings.table('product').rows.map(({ state }) => state)).toEqual(['broken', 'archived'])
    expect(mappings.offersOf('ball').offers).toEqual([])
  })
})
