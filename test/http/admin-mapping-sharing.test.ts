import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import type { MappingFormat } from '../../server/mappings/sharing/model.ts'
import { openBench, type OpenBench } from './admin-bench.ts'

/** Mapping tables in files, their history and merging, over the admin API. */

let bench: OpenBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench?.stop())

const kind = 'storage'
const table = () => bench.api.call('mappings.table', { params: { kind } })
const download = async (format: MappingFormat, kinds: (typeof kind)[] = []) => {
  const answer = await fetch(bench.address + fileAddresses.mappingsExport(format, kinds))
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) }
}
const base64 = (content: string | Uint8Array) => Buffer.from(content).toString('base64')

describe('files', () => {
  it('what was exported in any format changes nothing when it comes back', async () => {
    for (const format of ['csv', 'xlsx', 'json'] as const) {
      const { answer, bytes } = await download(format)
      expect(answer.headers.get('content-disposition')).toContain(`mappings.${format}`)
      const done = await bench.api.call('mappings.importFile', {
        body: { base64: base64(bytes), apply: true },
      })
      expect(done).toMatchObject({ format, applied: true, problems: [] })
      // A table without rows leaves nothing in a spreadsheet.
      const there = (await bench.api.call('mappings.kinds')).filter(
        ({ total }) => format === 'json' || total > 0,
      )
      const kinds = (tables: readonly { kind: string }[]) => tables.map((table) => table.kind).sort()
      expect(kinds(done.tables)).toEqual(kinds(there))
      for (const { plan } of done.tables)
        expect(plan).toMatchObject({ added: [], changed: [], conflicting: [], problems: [], policy: null })
    }
    expect((await bench.api.call('mappings.history')).changes).toEqual([])
  })

  it('a spreadsheet of one table changes rows and adds some, first dry, then for good', async () => {
    const { bytes } = await download('csv', [kind])
    const text = `${bytes.toString().replace('Казань', 'Казань, правый берег')}storage;sclad_perm;Пермь;;;;;;;;\r\n`
    const take = async (apply: boolean) =>
      (await bench.api.call('mappings.importFile', { body: { base64: base64(text), kind, apply } })).tables
    const names = async () => (await table()).rows.map(({ site_name }) => site_name)
    const before = await names()
    expect(await take(false)).toMatchObject([
      { kind, plan: { added: [{ site_id: 'sclad_perm' }], conflicting: [], problems: [] } },
    ])
    expect(await names()).toEqual(before)
    expect((await take(true))[0]!.plan.changed).toHaveLength(1)
    expect(await names()).toEqual(['Москва', 'Санкт-Петербург', 'Казань, правый берег', 'Пермь'])
    const { changes } = await bench.api.call('mappings.history', { query: { kind } })
    await bench.api.call('mappings.undoChange', { params: { id: changes[0]!.id } })
    expect(await names()).toEqual(before)
  })

  it('one table is taken from a workbook, first dry, then for good', async () => {
    const { bytes } = await download('json', [kind])
    const edited = base64(bytes.toString().replaceAll('Казань', 'Казань-2').replace('"fail"', '"pass"'))
    const take = (of: 'city' | 'storage', apply: boolean) =>
      bench.api.call('mappings.importFile', { body: { base64: edited, kind: of, apply } })
    expect(await take('city', false)).toMatchObject({ tables: [], problems: [{ line: 1 }] })
    const call = async (apply: boolean) => (await take(kind, apply)).tables[0]!.plan
    const wanted = { changed: [{ after: { site_name: 'Казань-2' } }], policy: { after: { on: 'pass' } } }
    expect(await call(false)).toMatchObject(wanted)
    expect((await table()).policy).toEqual({ on: 'fail' })
    const left = { base64: base64(bytes) }
    const before = await bench.api.call('mappings.diff', { body: { left, right: 'workspace' } })
    expect(before).toEqual({ tables: [], problems: [] })
    expect(await call(true)).toMatchObject(wanted)
    const after = await bench.api.call('mappings.diff', { body: { left, right: 'workspace', kind } })
    expect(after.tables).toMatchObject([{ kind, added: [], removed: [], policy: { after: { on: 'pass' } } }])
    const [change] = (await bench.api.call('mappings.history', { query: { kind } })).changes
    const undone = await bench.api.call('mappings.undoChange', { params: { id: change!.id } })
    expect(undone).toMatchObject({ undone: 1, policyUndone: true, changedSince: [], kind })
    expect((await table()).policy).toEqual({ on: 'fail' })
  })

  it('the report is a page of the workspace, and what is wrong is said', async () => {
    const { answer, bytes } = await download('html', [kind])
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(bytes.toString()).toContain('<h2>Склады</h2>')
    expect((await fetch(`${bench.address}/api/mappings-export/docx`)).status).toBe(422)
    expect((await fetch(`${bench.address}/api/mappings-export/csv?kinds=planet`)).status).toBe(404)
    const wrong = (body: { base64: string }) => bench.api.call('mappings.importFile', { body })
    await expect(wrong({ base64: base64('PK not a workbook') })).rejects.toMatchObject({
      status: 422,
      code: 'MAPPING-WORKBOOK',
    })
    await expect(wrong({ base64: base64('{') })).rejects.toMatchObject({ status: 422, code: 'MAPPING-JSON' })
    await expect(bench.api.call('mappings.change', { params: { id: 'x' } })).rejects.toMatchObject({
      status: 404,
      code: 'MAPPING-CHANGE-UNKNOWN',
    })
  })
})

it('a save that knows what it is based on is merged with obmen.json as git left it', async () => {
  const { api } = bench
  const seen = await table()
  const [first, second] = seen.rows
  const file = join(bench.workspace, 'obmen.json')
  const document = JSON.parse(await readFile(file, 'utf8')) as {
    mappings: Record<string, { rows: { id: string; note?: string; name_1c: string }[] }>
  }
  for (const row of document.mappings[kind]!.rows) {
    if (row.id === first!.id) row.note = 'из git'
    if (row.id === second!.id) row.name_1c = 'из git'
  }
  await writeFile(file, JSON.stringify(document, null, 2))
  const saved = await api.call('mappings.save', {
    params: { kind },
    body: {
      put: [
        { ...first!, note: 'мой' },
        { ...second!, note: 'мой' },
      ],
      basedOn: seen.revision,
      why: 'suggestion',
    },
  })
  expect(saved.conflicts).toMatchObject([
    { id: first!.id, cells: [{ column: 'note', mine: 'мой', theirs: 'из git' }] },
  ])
  expect(saved).toMatchObject({
    since: seen.revision,
    changed: [{ note: 'из git' }, { note: 'мой', name_1c: 'из git' }],
    removed: [],
    order: null,
  })
  const { changes } = await api.call('mappings.history', { query: { kind, row: second!.id, limit: 2 } })
  expect(changes.map(({ why }) => why)).toEqual(['suggestion', 'file'])
  expect(saved.revision).toBe(changes[0]!.id)
  const whole = await api.call('mappings.change', { params: { id: changes[1]!.id } })
  expect(whole.rows).toHaveLength(2)
})
