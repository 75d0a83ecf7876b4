import { describe, expect, it } from 'vitest'
import { exportFiles } from '../../renderer/explorer/dropped-files.ts'
import { readKey, writeKey } from '../../renderer/explorer/documents/document-key.ts'
import { percentOf } from '../../renderer/explorer/file-facts.ts'
import { amount, priceRange, stock, stockTone } from '../../renderer/explorer/items/amounts.ts'
import { groupNodes } from '../../renderer/explorer/items/group-nodes.ts'
import { piecesOf } from '../../renderer/explorer/source.ts'
import { PAGE, pagesOf, rowAt, withRows } from '../../renderer/explorer/table/row-pages.ts'
import type { OpenedFile } from '../../renderer/explorer/types.ts'

describe('the pages of a long table', () => {
  it('finds the pages of what is in view', () => {
    expect(pagesOf(0, 0)).toEqual([0])
    expect(pagesOf(PAGE - 1, PAGE)).toEqual([0, 1])
    expect(pagesOf(-8, 3 * PAGE)).toEqual([0, 1, 2, 3])
  })

  it('gives the row of an index, and none for what has not come', () => {
    const pages = withRows(new Map(), 2, ['a', 'b'])
    expect(rowAt(pages, 2 * PAGE + 1)).toBe('b')
    expect(rowAt(pages, 2 * PAGE + 2)).toBeNull()
    expect(rowAt(pages, 0)).toBeNull()
  })

  it('drops the farthest pages when it holds many', () => {
    let pages: ReadonlyMap<number, readonly number[]> = new Map()
    for (let page = 0; page < 100; page++) pages = withRows(pages, page, [page])
    expect(pages.size).toBeLessThan(60)
    expect(rowAt(pages, 99 * PAGE)).toBe(99)
    expect(rowAt(pages, 0)).toBeNull()
  })
})

const group = (id: string, parent: string | null, items = 0) => ({
  id,
  parent,
  name: id,
  items,
  active: true,
})

describe('the tree of groups', () => {
  it('sums items of subgroups and keeps the order', () => {
    const nodes = groupNodes([
      group('b', null, 1),
      group('a', null),
      group('a1', 'a', 2),
      group('a2', 'a1', 3),
    ])
    expect(nodes.map(({ key, items }) => [key, items])).toEqual([
      ['b', 1],
      ['a', 5],
    ])
    expect(nodes[1]!.children![0]).toMatchObject({ key: 'a1', items: 5 })
  })

  it('puts a group on top whose parent is unknown, or which hangs below itself', () => {
    const nodes = groupNodes([group('lost', 'nowhere', 1), group('x', 'y', 1), group('y', 'x', 1)])
    expect(nodes.map(({ key }) => key)).toEqual(['lost', 'x', 'y'])
  })
})

describe('what is dropped', () => {
  it('[C §4.4] of a folder only what an export is made of', () => {
    const files = ['import.xml', 'import_files/a/b.JPG', 'Thumbs.db', 'readme.txt', 'v8.zip']
    expect(exportFiles(files.map((path) => ({ path }))).map(({ path }) => path)).toEqual([
      'import.xml',
      'import_files/a/b.JPG',
      'v8.zip',
    ])
  })

  it('a single file whatever it is, so that the refusal has a reason', () => {
    expect(exportFiles([{ path: 'notes.docx' }])).toHaveLength(1)
  })
})

describe('amounts', () => {
  it('name the currency of the file', () => {
    expect(amount(499_050, 'RUB')).toBe('4\u00A0990,50\u00A0₽')
    expect(amount(100, 'KZT')).toBe('1,00\u00A0KZT')
    expect(amount(null, 'RUB')).toBe('')
    expect(priceRange({ min: 100, max: 250, currency: 'USD' })).toBe('1,00 … 2,50\u00A0$')
  })

  it('[C §7] tell absent stock from none, and mark a negative one', () => {
    expect([stock(null), stock(0), stock(-1500)]).toEqual(['', '0', '-1,5'])
    expect([null, 0, -1, 5].map(stockTone)).toEqual(['', 'muted', 'bad', ''])
  })
})

describe('a line of the source', () => {
  it.each([
    ['\t<Ид>1 &lt; 2</Ид>', ['\t', '<Ид>', '1 &lt; 2', '</Ид>']],
    ['конец"> текст <Начало а="', ['конец">', ' текст ', '<Начало а="']],
    ['просто текст', ['просто текст']],
  ])('tells tags from text: %s', (line, texts) => {
    const pieces = piecesOf(line)
    expect(pieces.map(({ text }) => text)).toEqual(texts)
    expect(pieces.map(({ text }) => text).join('')).toBe(line)
    for (const { text, tag } of pieces) expect(tag).toBe(/[<>]/.test(text))
  })
})

it('the progress of a file of unknown size is at its beginning', () => {
  const at = (bytes: number, totalBytes: number) =>
    percentOf({ progress: { bytes, totalBytes, records: 0, step: { ru: '', en: '' } } } as OpenedFile)
  expect([at(0, 0), at(1, 3), at(5, 3)]).toEqual([0, 33, 100])
})

it.each([
  { id: 'b7/1', operation: 'Заказ товара' },
  { id: '1', operation: '' },
])('[C §10] an address tells documents with one id apart by their operation: %j', (key) => {
  expect(readKey(writeKey(key))).toEqual(key)
  // A link that was made before operations were in it.
  expect(readKey('7f3a')).toEqual({ id: '7f3a', operation: '' })
})
