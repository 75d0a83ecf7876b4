import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { headOf } from '../../server/explorer/head.ts'
import { inOrder, partRank } from '../../server/explorer/part-order.ts'
import { openSource, type Source } from '../../server/explorer/source.ts'

let folder: string
const opened: Source[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obmen-source-'))
})
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close()
  await rm(folder, { recursive: true, force: true })
})

async function source(content: string | Buffer, encoding: 'utf-8' | 'windows-1251' = 'utf-8') {
  const path = join(folder, 'import.xml')
  await writeFile(path, content)
  const made = await openSource(path, 'import.xml', encoding)
  opened.push(made)
  return { source: made, path }
}

const texts = async (from: Source, line: number, around = 1, column = 1) =>
  (await from.around({ line, column }, around)).lines.map(({ text }) => text)

describe('lines of a source file', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR alone', '\r'],
  ])('counts lines that end with %s, with and without one at the end', async (_, end) => {
    const lines = ['<раз>', '', '<три/>', '</раз>']
    const { source: whole } = await source(lines.join(end))
    expect(await texts(whole, 3)).toEqual(['', '<три/>', '</раз>'])
    expect((await whole.around({ line: 4, column: 1 }, 0)).lines).toHaveLength(1)
    const { source: ended } = await source(lines.join(end) + end)
    const last = await ended.around({ line: 4, column: 1 }, 5)
    expect(last.lines.map(({ text }) => text)).toEqual(lines)
    expect((await ended.around({ line: 90, column: 1 }, 1)).totalLines).toBe(4)
  })

  it('finds any line of a long file, asked for in any order', async () => {
    const count = 40_000
    const { source: long } = await source(
      Array.from({ length: count }, (_, at) => `строка ${at + 1} ${'я'.repeat(at % 90)}`).join('\n'),
    )
    for (const line of [39_999, 1, 512, 513, 514, 1024, 1025, 20_000, 40_000])
      expect(await texts(long, line, 0)).toEqual([expect.stringMatching(new RegExp(`^строка ${line} я*$`))])
    expect(await Promise.all([30_000, 3, 700].map((line) => texts(long, line, 0)))).toEqual(
      [30_000, 3, 700].map((line) => [expect.stringContaining(`строка ${line} `)]),
    )
  })

  it('[C §4.6] decodes windows-1251 as the file says', async () => {
    const text = '<?xml version="1.0" encoding="windows-1251"?>\n<Наименование>Дрель «Ё»</Наименование>'
    const { source: file } = await source(iconv.encode(text, 'windows-1251'), 'windows-1251')
    expect(await texts(file, 2, 0)).toEqual(['<Наименование>Дрель «Ё»</Наименование>'])
    expect(await file.find('Дрель', 2)).toEqual({ line: 2, column: 15 })
  })

  it.each(['utf-8', 'windows-1251'] as const)('shows a part of an endless line in %s', async (encoding) => {
    const line = `<К>${'<Товар>имя</Товар>'.repeat(60_000)}<Ид>последний</Ид></К>`
    const { source: file } = await source(iconv.encode(line, encoding), encoding)
    const place = await file.find('>последний<', 1)
    expect(place).toEqual({ line: 1, column: line.indexOf('>последний<') + 1 })
    const shown = (await file.around(place!, 2)).lines
    expect(shown).toHaveLength(1)
    expect(shown[0]!.text).toContain('<Ид>последний</Ид></К>')
    expect(line.slice(shown[0]!.column - 1)).toBe(shown[0]!.text)
    expect((await file.around({ line: 1, column: 1 }, 0)).lines[0]).toMatchObject({ column: 1, cut: true })
  })

  it('refuses to show lines of a file that has changed meanwhile', async () => {
    const { source: file, path } = await source('<а/>')
    await writeFile(path, '<а/>\n<б/>')
    await utimes(path, 0, 0)
    await expect(file.around({ line: 1, column: 1 }, 1)).rejects.toMatchObject({
      code: 'EXPLORER-SOURCE-CHANGED',
    })
  })
})

describe('the head of a file', () => {
  it('[C §5] tells version, date and namespace of the root, whatever the order of attributes', () => {
    const bytes = Buffer.from(
      "\uFEFF<?xml version='1.0' encoding='UTF-8'?>\n<КоммерческаяИнформация xmlns='urn:1C.ru:commerceml_210' ДатаФормирования='2024-05-14' ВерсияСхемы = '2.08'><Каталог/>",
    )
    expect(headOf(bytes)).toMatchObject({
      archive: false,
      encoding: 'utf-8',
      root: { version: '2.08', generated: '2024-05-14', namespace: 'urn:1C.ru:commerceml_210', bom: true },
    })
  })

  it('knows an archive and a file that is no CommerceML', () => {
    expect(headOf(Buffer.from('PK\x03\x04anything')).archive).toBe(true)
    expect(headOf(Buffer.from('<html/>')).root).toBeNull()
  })
})

const file = (inside: string) => headOf(Buffer.from(`<КоммерческаяИнформация>${inside}`)).elements

describe('the order of parts', () => {
  it('[C §7.2 order] groups first, then units, price types, warehouses, goods, offers, prices, rests, documents', () => {
    const heads = '<Каталог><Ид>1</Ид></Каталог><Классификатор>'
    const offers = '<ПакетПредложений><Наименование>П</Наименование><Предложения><Предложение><Ид>1</Ид>'
    const parts = {
      documents: '<Документ><Контрагенты><Контрагент>',
      rests: `${offers}<Остатки><Остаток>`,
      prices: `${offers}<Цены><Цена><Налог><Наименование>НДС`,
      offers: `${offers}<НомерВерсии/><Наименование>Дрель`,
      goods: '<Каталог><Товары><Товар><Наименование>Дрель',
      storages: `${heads}<Склады><Склад>`,
      priceLists: `${heads}<ТипыЦен><ТипЦены>`,
      units: `${heads}<ЕдиницыИзмерения><ЕдиницаИзмерения>`,
      properties: `${heads}<Свойства><Свойство>`,
      groups: `${heads}<Группы><Группа>`,
    }
    const found = Object.entries(parts).map(([name, inside]) => ({ name, rank: partRank(file(inside)) }))
    expect(inOrder(found).map(({ name }) => name)).toEqual(Object.keys(parts).reverse())
  })

  it('[C §4.2] portions of one kind follow each other by number', () => {
    const names = ['import0_10.xml', 'import0_2.xml', 'import0_1.xml']
    const rank = partRank(file('<Каталог><Товар>'))
    expect(inOrder(names.map((name) => ({ name, rank }))).map(({ name }) => name)).toEqual([
      'import0_1.xml',
      'import0_2.xml',
      'import0_10.xml',
    ])
  })
})
