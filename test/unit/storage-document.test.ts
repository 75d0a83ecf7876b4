import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDocument, type DocumentStore } from '../../server/storage/document.ts'
import { documentVersion } from '../../server/storage/document-schema.ts'
import { aDocument, aRow, aTable, someTables, temporaryFolder } from './storage-factory.ts'

const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

async function aStore(content?: string): Promise<{ store: DocumentStore; file: string }> {
  const file = join(await temporaryFolder(), 'obmen.json')
  if (content !== undefined) await writeFile(file, content)
  const store = await openDocument(file, aDocument)
  onTestFinished(() => store.close())
  return { store, file }
}

/** Resolves at the next change that fulfils the condition. */
const changed = (store: DocumentStore, condition: () => boolean) =>
  new Promise<void>((resolve) => {
    const end = store.onChange(() => {
      if (!condition()) return
      end()
      resolve()
    })
  })

describe('writing', () => {
  it('writes the initial document into an empty folder, readable and with a line end', async () => {
    const { store, file } = await aStore()
    expect(store.value).toEqual(aDocument())
    expect(store.problem).toBeNull()
    expect(await readFile(file, 'utf8')).toBe(text(aDocument()))
  })

  it('queues concurrent updates: none is lost', async () => {
    const { store, file } = await aStore()
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        store.update(({ mappings }) => void mappings.city.rows.push(aRow({ id: `r${index}` }))),
      ),
    )
    const written = JSON.parse(await readFile(file, 'utf8')) as ReturnType<typeof aDocument>
    expect(written.mappings.city.rows.map(({ id }) => id)).toEqual(
      Array.from({ length: 60 }, (_, index) => `r${index}`),
    )
    expect(store.value).toEqual(written)
  })

  it('does nothing when the change throws, and goes on with the next', async () => {
    const { store, file } = await aStore()
    const before = await readFile(file)
    const failing = store.update((draft) => {
      draft.name = 'half'
      throw new Error('no')
    })
    const next = store.update((draft) => void (draft.siteOrders.node = 'UT-2'))
    await expect(failing).rejects.toThrow('no')
    await next
    expect(store.value.name).toBe('Проверка')
    expect(store.value.siteOrders.node).toBe('UT-2')
    expect(await readFile(file)).not.toEqual(before)
  })

  it('refuses a change that breaks the schema, with the place, and writes nothing', async () => {
    const { store, file } = await aStore()
    const before = await readFile(file)
    await expect(store.update((draft) => void (draft.siteOrders.pageSize = 0))).rejects.toMatchObject({
      code: 'DOCUMENT-INVALID',
      text: { ru: expect.stringContaining('/siteOrders/pageSize') as string },
    })
    expect(await readFile(file)).toEqual(before)
    expect(store.value.siteOrders.pageSize).toBe(50)
  })

  it('keeps the order of members and what the schema does not know', async () => {
    const document = aDocument({ city: aTable([aRow({ id: 'a', site_id: 'msk' })]) })
    const { siteOrders, ...others } = document
    const row = { note_of_ours: 'оставить', ...document.mappings.city.rows[0] }
    const mappings = { ...document.mappings, city: { rows: [row], policy: document.mappings.city.policy } }
    const given = {
      $schema: 'x',
      siteOrders: { comment: 'наш', ...siteOrders },
      ...others,
      mappings,
    }
    const { store, file } = await aStore(text(given))

    await store.update((draft) => {
      draft.siteOrders.node = 'B'
      draft.mappings.city.rows.unshift(aRow({ id: 'b', site_id: 'spb' }))
    })
    const expected = structuredClone(given)
    expected.siteOrders.node = 'B'
    expected.mappings.city.rows.unshift(aRow({ id: 'b', site_id: 'spb' }) as typeof row)
    expect(await readFile(file, 'utf8')).toBe(text(expected))
  })

  it('takes a member out when the change does', async () => {
    const row = aRow({ id: 'a', note: 'x', broken: 'ORD-303' })
    const { store, file } = await aStore(text(aDocument({ storage: aTable([row]) })))
    await store.update(({ mappings }) => {
      delete mappings.storage.rows[0]!.note
      mappings.storage.rows[0]!.broken = undefined
    })
    expect(await readFile(file, 'utf8')).toBe(text(aDocument({ storage: aTable([aRow({ id: 'a' })]) })))
  })

  it('writes nothing and tells nobody when nothing changed', async () => {
    const { store, file } = await aStore(JSON.stringify(aDocument()))
    let told = 0
    store.onChange(() => (told += 1))
    await store.update((draft) => void (draft.name = 'Проверка'))
    expect(told).toBe(0)
    expect(await readFile(file, 'utf8')).toBe(JSON.stringify(aDocument()))
  })

  it('never changes a document that was read before', async () => {
    const { store } = await aStore()
    const before = store.value
    await store.update((draft) => void (draft.name = 'Другое'))
    expect(before.name).toBe('Проверка')
    expect(store.value.name).toBe('Другое')
  })
})

describe('edits from outside', () => {
  it('are picked up while the bench runs', async () => {
    const { store, file } = await aStore()
    const seen = changed(store, () => store.value.name === 'Снаружи')
    await writeFile(file, text({ ...aDocument(), name: 'Снаружи' }))
    await seen
    expect(store.problem).toBeNull()
  })

  it('are picked up again after the file was away, and a missing file is said to be missing', async () => {
    const { store, file } = await aStore()
    const gone = changed(store, () => store.problem !== null)
    await rm(file)
    await gone
    expect(store.problem).toMatchObject({ file, line: null })
    expect(store.value.name).toBe('Проверка')
    const back = changed(store, () => store.problem === null)
    await writeFile(file, text({ ...aDocument(), name: 'Снова' }))
    await back
    expect(store.value.name).toBe('Снова')
  })

  it('are not overwritten by an update that comes in the same moment', async () => {
    const { store, file } = await aStore()
    await writeFile(file, text({ ...aDocument(), name: 'Снаружи' }))
    await store.update((draft) => void (draft.siteOrders.node = 'UT-9'))
    expect(store.value).toMatchObject({ name: 'Снаружи', siteOrders: { node: 'UT-9' } })
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(store.value)
  })

  it('do not include what the store wrote itself', async () => {
    const { store, file } = await aStore()
    let told = 0
    store.onChange(() => (told += 1))
    await store.update((draft) => void (draft.name = 'Раз'))
    const seen = changed(store, () => store.value.name === 'Два')
    await writeFile(file, text({ ...aDocument(), name: 'Два' }))
    await seen
    expect(told).toBe(2)
  })
})

describe('a broken file', () => {
  const good = text(aDocument())
  const nameLine = good.split('\n').findIndex((line) => line.includes('"name"')) + 1

  it.each([
    [
      'a missing comma',
      good.replace('"Проверка",', '"Проверка"'),
      { line: nameLine + 1, column: 3, pointer: null },
    ],
    ['an unresolved merge', `<<<<<<< HEAD\n${good}`, { line: 1, column: 1, pointer: null }],
    ['an empty file', '', { line: 1, column: 1, pointer: null }],
    [
      'a wrong value',
      good.replace('"pageSize": 50', '"pageSize": "пятьдесят"'),
      {
        line: good.split('\n').findIndex((line) => line.includes('pageSize')) + 1,
        column: 17,
        pointer: '/siteOrders/pageSize',
      },
    ],
    [
      'a member that is not there',
      good.replace(/"mappings"/, '"mapings"'),
      { line: 1, column: 1, pointer: '/mappings' },
    ],
    [
      'a repeated member, which a parser would silently drop',
      good.replace('"name"', '"name": "Первое",\n  "name"'),
      { line: nameLine + 1, column: 3, pointer: '/name' },
    ],
    ['not an object', '[]', { line: 1, column: 1, pointer: '' }],
    [
      'a newer version',
      good.replace(/"version": \d+/, '"version": 99'),
      { line: 2, column: 14, pointer: '/version' },
    ],
    [
      'two rows with one id',
      text({
        ...aDocument(),
        mappings: someTables({ city: aTable([aRow({ id: 'x' }), aRow({ id: 'x' })]) }),
      }),
      { line: expect.any(Number) as number, column: 17, pointer: '/mappings/city/rows/1/id' },
    ],
    ['an abyss of brackets', '['.repeat(200_000), {}],
  ])('%s is reported with its place, the file stays as it is', async (_, content, place) => {
    const { store, file } = await aStore(content)
    expect(store.problem).toMatchObject({ file, ...place })
    expect(store.problem!.message.ru).not.toBe('')
    expect(store.problem!.message.en).not.toBe('')
    expect(store.value).toEqual(aDocument())
    await expect(store.update((draft) => void (draft.name = 'Новое'))).rejects.toMatchObject({
      code: 'DOCUMENT-BROKEN',
      text: { ru: expect.stringContaining(file) as string },
    })
    expect(await readFile(file, 'utf8')).toBe(content)
  })

  it('leaves the last good document in force until it is mended', async () => {
    const { store, file } = await aStore()
    await store.update((draft) => void (draft.name = 'Хорошее'))
    const broken = changed(store, () => store.problem !== null)
    await writeFile(file, '{ "version": 1,')
    await broken
    expect(store.value.name).toBe('Хорошее')
    await expect(store.update((draft) => void (draft.name = 'Нет'))).rejects.toMatchObject({
      code: 'DOCUMENT-BROKEN',
    })
    expect(await readFile(file, 'utf8')).toBe('{ "version": 1,')

    const mended = changed(store, () => store.problem === null)
    await writeFile(file, text({ ...aDocument(), name: 'Исправлено' }))
    await mended
    await store.update((draft) => void (draft.siteOrders.node = 'UT-3'))
    expect(store.value).toMatchObject({ name: 'Исправлено', siteOrders: { node: 'UT-3' } })
  })

  it('a BOM of an editor is no fault', async () => {
    const { store } = await aStore(`\uFEFF${good}`)
    expect(store.problem).toBeNull()
  })
})

describe('older versions', () => {
  it('a document from before the numbering is brought up to date, and written so by the next change only', async () => {
    const old = {
      name: 'Старое',
      sides: { site: { mode: 'real', address: 'https://shop.example.ru' } },
      mappings: { city: { policy: { on: 'fail' }, rows: [aRow({ id: 'a', site_id: 'msk' })] } },
    }
    const { store, file } = await aStore(text(old))
    expect(store.problem).toBeNull()
    expect(store.value).toMatchObject({
      version: documentVersion,
      name: 'Старое',
      sides: { site: { mode: 'real', user: '1c' }, onec: { mode: 'simulated' } },
      siteOrders: { pageSize: 50 },
      mappings: { city: old.mappings.city, storage: { policy: { on: 'fail' }, rows: [] } },
    })
    expect(await readFile(file, 'utf8')).toBe(text(old))
    await store.update((draft) => void (draft.name = 'Новое'))
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: documentVersion,
      name: 'Новое',
    })
  })

  it('[D-102] a document from before the warehouses of КСУП gets their table, empty; an edited one is kept', async () => {
    const { ksup_warehouse, ...others } = aDocument().mappings
    const { store } = await aStore(text({ ...aDocument(), version: 1, mappings: others }))
    expect(store.problem).toBeNull()
    expect(store.value.mappings.ksup_warehouse).toEqual({ policy: { on: 'pass' }, rows: [] })

    const edited = { ...ksup_warehouse, rows: [aRow({ id: 'a', site_id: 'Зал', ref_1c: 'Магазинный' })] }
    const kept = { ...others, ksup_warehouse: edited }
    const again = await aStore(text({ ...aDocument(), version: 1, mappings: kept }))
    expect(again.store.value.mappings.ksup_warehouse).toEqual(edited)
  })

  it('schedules of sides from before the errands become errands; those that were off leave nothing', async () => {
    const node = { id: 'shop', name: 'Магазин', schedule: { enabled: true, minutes: 30 } }
    const silent = { id: 'quiet', name: 'Тихий', schedule: { enabled: false, minutes: 15 } }
    const { schedules: _, ...before } = aDocument()
    const old = {
      ...before,
      version: 2,
      siteOrders: { ...before.siteOrders, schedule: { enabled: true, minutes: 5 } },
      commerceml: { nodes: [node, silent] },
    }
    const { store, file } = await aStore(text(old))
    expect(store.problem).toBeNull()
    const every = (minutes: number) => ({ kind: 'every', minutes })
    expect(store.value.schedules).toMatchObject([
      { id: 'onec-exchange', errand: 'onec.exchange', enabled: true, when: every(5) },
      {
        id: 'cml-exchange-shop',
        errand: 'cml.exchange',
        params: { node: 'shop', what: 'all', full: false },
        when: every(30),
      },
    ])
    await store.update((draft) => void (draft.name = 'Новое'))
    const written = await readFile(file, 'utf8')
    expect(JSON.parse(written)).toMatchObject({ schedules: [{ id: 'onec-exchange' }, {}] })
    expect(written).not.toContain('"schedule"')
  })

  it.each([
    { sides: 'none' },
    { mappings: [] },
    { mappings: { city: 1 } },
    { version: 'x' },
    { version: 0, siteOrders: 3 },
  ])('what does not fit is named, not guessed: %j', async (old) => {
    const { store } = await aStore(JSON.stringify(old))
    expect(store.problem?.pointer).toMatch(/^\/(sides|mappings|version|siteOrders)/)
  })
})
