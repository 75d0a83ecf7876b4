import { execFileSync } from 'node:child_process'
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explorerBench, type ExplorerBench } from './explorer-bench.ts'
import { ids, importXml, offersXml, png, zipped } from './explorer-export-files.ts'

let bench: ExplorerBench

beforeEach(async () => {
  bench = await explorerBench()
})
afterEach(() => bench.stop())

const itemNames = async (id: string) =>
  (await bench.explorer.catalogue(id).items({ offset: 0, limit: 100 })).rows.map(({ name }) => name)

describe('what is opened', () => {
  it('[C §6] a catalogue file by its path, with a Cyrillic name and in quotes', async () => {
    await writeFile(bench.path('Выгрузка товаров.xml'), importXml())
    const { id } = await bench.explorer.open(` "${bench.path('Выгрузка товаров.xml')}" `)
    const file = await bench.explorer.settled(id)
    expect(file).toMatchObject({
      name: 'Выгрузка товаров.xml',
      state: 'ready',
      refusal: null,
      counts: { groups: 2, items: 2, properties: 1, offers: 0, documents: 0 },
      parts: [{ state: 'read', summary: { version: '2.07', encoding: 'utf-8', bom: false } }],
    })
    expect(file.progress.bytes).toBe(file.progress.totalBytes)
    expect(await itemNames(id)).toEqual(['Дрель ударная', 'Пила "Ёлка"'])
  })

  it('[C §4.4] an archive: parts in the order that keeps references, prices at the goods, pictures counted', async () => {
    const file = await bench.upload(
      'v8_1A76.zip',
      zipped({
        'webdata/offers0_1.xml': offersXml(),
        'webdata/import_files/01/drill.png': png,
        'webdata/import0_1.xml': importXml(),
        'readme.txt': 'не картинка',
      }),
    )
    expect(file.parts.map(({ name, state }) => [name, state])).toEqual([
      ['webdata/import0_1.xml', 'read'],
      ['webdata/offers0_1.xml', 'read'],
    ])
    expect(file).toMatchObject({ state: 'ready', pictures: 1, counts: { items: 2, offers: 1 } })
    const card = await bench.explorer.catalogue(file.id).item(ids.drill)
    expect(card).toMatchObject({
      price: { min: 499_050, max: 499_050, currency: 'RUB' },
      quantity: 7500,
      groupNames: [expect.stringContaining('Дрели')],
      offerList: [{ id: `${ids.drill}#har-1`, prices: [{ typeName: 'Розничная', price: 499_050 }] }],
    })
    const picture = await bench.explorer.picture(file.id, card!.picturePaths[0]!)
    expect(picture.type).toBe('image/png')
    expect(picture.bytes.equals(png)).toBe(true)
  })

  it('[C §4.4] an archive whose names are in cp866, as Windows packs it', async () => {
    const names = [
      ['qqqqqq.xml', 'товары.xml'],
      ['wwwwwwwwwww.xml', 'предложения.xml'],
    ] as const
    let bytes = zipped({ [names[0][0]]: importXml(), [names[1][0]]: offersXml() }).toString('latin1')
    for (const [plain, russian] of names)
      bytes = bytes.replaceAll(plain, iconv.encode(russian, 'cp866').toString('latin1'))
    const file = await bench.upload('архив.zip', Buffer.from(bytes, 'latin1'))
    expect(file.parts.map(({ name }) => name)).toEqual(['товары.xml', 'предложения.xml'])
    expect(file.counts).toMatchObject({ items: 2, offers: 1 })
  })

  it('files that are sent together make one picture', async () => {
    const set = { id: 'set-1', last: false }
    expect(
      await bench.explorer.upload('offers.xml', Readable.from([Buffer.from(offersXml())]), set),
    ).toBeNull()
    expect(bench.explorer.files()).toEqual([])
    const file = await bench.upload('import.xml', importXml(), { ...set, last: true })
    expect(file).toMatchObject({ name: 'offers.xml, import.xml', counts: { items: 2, offers: 1 } })
    expect(file.parts.map(({ name }) => name)).toEqual(['import.xml', 'offers.xml'])
  })

  it('a folder, its links not followed', async () => {
    await mkdir(bench.path('export/goods'), { recursive: true })
    await writeFile(bench.path('export/goods/import.xml'), importXml())
    await writeFile(bench.path('elsewhere.xml'), offersXml())
    await symlink(bench.path('elsewhere.xml'), bench.path('export/offers.xml'))
    const { id } = await bench.explorer.open(bench.path('export'))
    const file = await bench.explorer.settled(id)
    expect(file.parts.map(({ name }) => name)).toEqual(['goods/import.xml'])
  })

  it('tells version and encoding of a huge file at once, and shows its first items', async () => {
    await writeFile(bench.path('big.xml'), bigXml(60_000))
    const { id } = await bench.explorer.open(bench.path('big.xml'))
    const first = () => bench.explorer.items(id, { offset: 0, limit: 3 })
    await until(async () => (await first()).total > 0)
    expect(bench.explorer.file(id)).toMatchObject({
      state: 'reading',
      parts: [{ head: { version: '2.07', encoding: 'utf-8' }, summary: null }],
      counts: { items: 0 },
    })
    expect((await first()).rows.map(({ name }) => name)).toEqual(['Дрель ударная', 'Пила "Ёлка"', 'Товар 0'])
    const card = await bench.explorer.item(id, ids.drill)
    expect(card).toMatchObject({
      groupNames: ['Дрели'],
      properties: [{ name: 'Цвет', values: ['Синий'] }],
      fullUnit: { code: '796' },
    })
    expect(await bench.explorer.settled(id)).toMatchObject({ state: 'ready', counts: { items: 60_002 } })
    expect((await first()).total).toBe(60_002)
  })
})

describe('what is refused', () => {
  it('[C §15 F32] CommerceML 1 and foreign files, with the reason and the place', async () => {
    const old = await bench.upload(
      'v77.xml',
      '<?xml version="1.0"?>\n<КоммерческаяИнформация>\n<Каталог Идентификатор="1" Наименование="К">\n<Товар Идентификатор="2" Наименование="Т" ЕдиницаИзмерения="шт"/></Каталог></КоммерческаяИнформация>',
    )
    expect(old).toMatchObject({
      state: 'failed',
      refusal: { text: { ru: expect.stringMatching(/CommerceML 1|верси/i) } },
    })
    const foreign = await bench.upload('page.xml', '<?xml version="1.0"?>\n<html><body/></html>')
    expect(foreign).toMatchObject({ state: 'failed', parts: [{ state: 'refused', head: null }] })
    expect(foreign.refusal!.code).not.toBe(old.refusal!.code)
    const picture = await bench.upload('drill.xml', png)
    expect(picture.state).toBe('failed')
    expect(bench.log.join('\n')).toContain('v77.xml')
  })

  it('[C §15 F25] a cut file: its line is told, and the source shows it', async () => {
    const whole = importXml()
    const cut = whole.slice(0, whole.indexOf('</Товары>'))
    const file = await bench.upload('cut.xml', cut)
    expect(file.state).toBe('failed')
    const { refusal, name } = file.parts[0]!
    const last = cut.split('\n').length
    expect(refusal!.line).toBeGreaterThan(last - 3)
    const { lines } = await bench.explorer.source(file.id, {
      part: name,
      place: { line: refusal!.line, column: refusal!.column },
      around: 3,
    })
    expect(lines.map(({ text }) => text)).toContain(
      `<Ид>${ids.saw}</Ид><Артикул>007</Артикул><Наименование>Пила &quot;Ёлка&quot;</Наименование>`,
    )
  })

  it('one bad part of an archive leaves the others readable', async () => {
    const file = await bench.upload(
      'mixed.zip',
      zipped({ 'import.xml': importXml(), 'zz.xml': '<a><b></a>' }),
    )
    expect(file).toMatchObject({ state: 'ready', counts: { items: 2 } })
    expect(file.parts.map(({ state }) => state).sort()).toEqual(['read', 'refused'])
  })

  it('[C §15 F7] broken archives, bombs, names that lead out, archives without XML', async () => {
    const whole = zipped({ 'import.xml': importXml() })
    const refusals: Record<string, Buffer> = {
      'CML-ARCHIVE-BROKEN': whole.subarray(0, whole.length - 40),
      'CML-ARCHIVE-BOMB': zipped({ 'import.xml': Buffer.alloc(80 * 1024 * 1024) }),
      'CML-ARCHIVE-PATH': zipped({ '../../import.xml': importXml() }),
      'EXPLORER-NO-XML': zipped({ 'drill.png': png }),
    }
    for (const [code, bytes] of Object.entries(refusals)) {
      const file = await bench.upload('archive.zip', bytes)
      expect(file, code).toMatchObject({ state: 'failed', refusal: { code }, parts: [] })
    }
    expect(await readdir(bench.folder)).toEqual(['scratch'])
  })

  it('[C §2.1] names of uploads that lead out of the folder', async () => {
    const send = (name: string) => bench.explorer.upload(name, Readable.from([importXml()]))
    await expect(send('../../evil.xml')).rejects.toMatchObject({ code: 'EXPLORER-NAME' })
    await expect(send('a/../../evil.xml')).rejects.toMatchObject({ code: 'EXPLORER-NAME' })
    const opened = await send('C:\\Users\\Мария\\import.xml')
    expect(opened!.name).toBe('import.xml')
    expect(await readdir(bench.folder)).toEqual(['scratch'])
  })

  it('paths that lead to nothing or to no file', async () => {
    await expect(bench.explorer.open(bench.path('нет.xml'))).rejects.toMatchObject({
      code: 'EXPLORER-PATH',
      text: { ru: expect.stringContaining('нет.xml') },
    })
    const pipe = bench.path('pipe.xml')
    execFileSync('mkfifo', [pipe])
    await expect(bench.explorer.open(pipe)).rejects.toMatchObject({ code: 'EXPLORER-PATH' })
  })

  it('pictures that are none, or are not below the folder', async () => {
    await mkdir(bench.path('export/import_files'), { recursive: true })
    await writeFile(bench.path('export/import.xml'), importXml())
    await writeFile(bench.path('secret.png'), png)
    await writeFile(bench.path('export/import_files/page.png'), '<svg onload="alert(1)"/>')
    await writeFile(bench.path('export/import_files/real.JPG'), png)
    await symlink(bench.path('secret.png'), bench.path('export/import_files/link.png'))
    const { id } = await bench.explorer.open(bench.path('export'))
    await bench.explorer.settled(id)
    expect((await bench.explorer.picture(id, 'import_files\\real.JPG')).type).toBe('image/png')
    for (const path of [
      '../secret.png',
      'import_files/../../secret.png',
      bench.path('secret.png'),
      'import_files/link.png',
      'import_files/page.png',
      'import.xml',
      'import_files/none.png',
    ])
      await expect(bench.explorer.picture(id, path), path).rejects.toMatchObject({
        code: 'EXPLORER-PICTURE-UNKNOWN',
      })
  })
})

describe('what goes on', () => {
  it('cancels at once and keeps nothing of the part that was being read', async () => {
    await writeFile(bench.path('big.xml'), bigXml(60_000))
    const { id } = await bench.explorer.open(bench.path('big.xml'))
    await until(() => bench.explorer.file(id).progress.bytes > 0)
    const asked = performance.now()
    expect(bench.explorer.cancel(id).state).toBe('cancelled')
    const file = await bench.explorer.settled(id)
    expect(performance.now() - asked).toBeLessThan(2000)
    expect(file).toMatchObject({ state: 'cancelled', counts: { items: 0 }, parts: [{ state: 'waiting' }] })
  })

  it('closes a file that is being read and leaves nothing behind', async () => {
    await writeFile(bench.path('big.xml'), bigXml(60_000))
    const { id } = await bench.explorer.open(bench.path('big.xml'))
    expect(await bench.explorer.close(id)).toEqual([])
    expect(() => bench.explorer.file(id)).toThrow(/closed/)
    const left = await readdir(join(bench.folder, 'scratch'))
    expect(left.filter((name) => name !== 'uploads')).toEqual([])
  })

  it('closes the oldest of nine and says so', async () => {
    const first = await bench.openBytes('0.xml', importXml())
    for (let n = 1; n < 8; n++) {
      const file = await bench.openBytes(`${n}.xml`, importXml({ saw: false }))
      expect(file.replaced).toBeNull()
    }
    const last = await bench.openBytes('8.xml', importXml())
    expect(last.replaced).toBe('0.xml')
    expect(bench.explorer.files()).toHaveLength(8)
    expect(() => bench.explorer.file(first.id)).toThrow()
  })

  it('compares two opened files both ways', async () => {
    const before = await bench.openBytes('before.xml', importXml())
    const after = await bench.openBytes(
      'after.xml',
      importXml({
        drillName: 'Дрель ударная 800 Вт',
        saw: false,
        more: '<Товар><Ид>new</Ид><Наименование>Рубанок</Наименование></Товар>',
      }),
    )
    const { rows, total } = await bench.explorer.compare(before.id, after.id, { offset: 0, limit: 100 })
    expect(total).toBe(3)
    expect(rows.map(({ what, id }) => [what, id]).sort()).toEqual([
      ['appeared', 'new'],
      ['changed', ids.drill],
      ['vanished', ids.saw],
    ])
    expect(rows.find(({ what }) => what === 'changed')!.fields).toEqual([
      expect.objectContaining({ before: 'Дрель ударная', after: 'Дрель ударная 800 Вт' }),
    ])
    const back = await bench.explorer.compare(after.id, before.id, { what: 'vanished', offset: 0, limit: 10 })
    expect(back.rows.map(({ id }) => id)).toEqual(['new'])
    expect(await bench.explorer.compare(before.id, before.id, { offset: 0, limit: 1 })).toMatchObject({
      total: 0,
    })
  })

  it('lists offers by themselves and searches them, also in Cyrillic of another case', async () => {
    const { id } = await bench.openBytes('offers.xml', offersXml())
    const all = await bench.explorer.offers(id, { offset: 0, limit: 10 })
    expect(all).toMatchObject({
      total: 1,
      rows: [{ id: `${ids.drill}#har-1`, price: 499_050, quantity: 7500, characteristics: 'Цвет: Синий' }],
    })
    expect((await bench.explorer.offers(id, { text: 'ДРЕЛЬ УДАР', offset: 0, limit: 10 })).total).toBe(1)
    expect((await bench.explorer.offers(id, { text: 'пила', offset: 0, limit: 10 })).total).toBe(0)
  })

  it('[C §7.2] finds the part and the line of a record of several parts', async () => {
    const file = await bench.upload(
      'export.zip',
      zipped({ 'import.xml': importXml(), 'offers.xml': offersXml() }),
    )
    const catalogue = bench.explorer.catalogue(file.id)
    const card = (await catalogue.item(ids.drill))!
    const at = async (id: string, line: number) => {
      const source = await bench.explorer.source(file.id, { id, place: { line, column: 1 }, around: 1 })
      return { file: source.file, text: source.lines.map(({ text }) => text).join('\n') }
    }
    expect(await at(card.id, card.line)).toEqual({
      file: 'import.xml',
      text: expect.stringContaining(`<Ид>${ids.drill}</Ид>`),
    })
    const offer = card.offerList[0]!
    expect(await at(offer.id, offer.line)).toEqual({
      file: 'offers.xml',
      text: expect.stringContaining(`<Ид>${offer.id}</Ид>`),
    })
  })

  it('[C §4.6] shows the line of a finding of a windows-1251 file as it is', async () => {
    const text = importXml({
      more: '<Товар>\n<Ид>bad</Ид><Наименование>Рубанок</Наименование><Группы><Ид>gr-unknown</Ид></Группы></Товар>',
    })
    const file = await bench.openBytes(
      'cp1251.xml',
      iconv.encode(text.replace('UTF-8', 'windows-1251'), 'windows-1251'),
    )
    expect(file.parts[0]!.summary!.encoding).toBe('windows-1251')
    const { rows } = await bench.explorer.catalogue(file.id).findings({ offset: 0, limit: 10 })
    const finding = rows.find(({ id }) => id === 'bad')!
    const source = await bench.explorer.source(file.id, {
      part: finding.file,
      place: { line: finding.line, column: finding.column },
      around: 1,
    })
    expect(source.lines.map((line) => line.text).join('\n')).toContain('<Наименование>Рубанок</Наименование>')
  })
})

/** A file of `n` made-up items more. */
function bigXml(n: number): string {
  return importXml({
    more: Array.from(
      { length: n },
      (_, at) =>
        `<Товар><Ид>big-${at}</Ид><Артикул>А-${at}</Артикул><Наименование>Товар ${at}</Наименование><Группы><Ид>${ids.tools}</Ид></Группы></Товар>`,
    ).join('\n'),
  })
}

/** Waits for what the thread of the import does, turn by turn. */
async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happened())) await new Promise((resolve) => setImmediate(resolve))
}
