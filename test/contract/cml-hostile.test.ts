import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { cmlRefusals } from '../../server/contracts/commerceml/findings.ts'
import { CmlRefusal } from '../../server/contracts/commerceml/model.ts'
import type { CmlLimits } from '../../server/contracts/commerceml/reader/model.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import {
  catalogue,
  cp1251,
  file,
  inCyrillic,
  read,
  utf8,
  wholeCatalogue,
  wholeFiles,
} from './cml-reader-files.ts'

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

interface Case {
  what: string
  section: string
  code: (typeof cmlRefusals)[number]['code']
  text: string | Uint8Array
  /** Line and column; not given where the place is the whole file. */
  at?: readonly [line: number, column: number]
  says?: RegExp
}

const bytesAround = (before: string, bytes: number[], after: string): Uint8Array =>
  Uint8Array.from([...utf8(before), ...bytes, ...utf8(after)])

const cases: readonly Case[] = [
  { what: 'nothing', section: '§3.2', code: 'CML-EMPTY', text: '', says: /пуст/ },
  { what: 'blanks only', section: '§15 F25', code: 'CML-CUT', text: ' \n ' },
  {
    what: 'zip',
    section: '§4.4',
    code: 'CML-NOT-XML',
    text: Uint8Array.from([0x50, 0x4b, 3, 4, ...Array<number>(40).fill(0)]),
    says: /zip/,
  },
  {
    what: 'JPEG',
    section: '§4.5',
    code: 'CML-NOT-XML',
    text: Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...Array<number>(40).fill(7)]),
    says: /JPEG/,
  },
  {
    what: 'a notice before the XML',
    section: '§15 F4',
    code: 'CML-NOT-XML',
    text: `Notice: undefined\n${file('')}`,
    says: /перед XML/,
  },
  { what: 'JSON', section: '§15 F32', code: 'CML-NOT-XML', text: '{"orders": [1, 2, 3, 4, 5]}' },
  {
    what: 'HTML with a document type',
    section: '§15 F4',
    code: 'CML-NOT-COMMERCEML',
    text: '<!DOCTYPE html>\n<html><body>502</body></html>',
    says: /HTML/,
  },
  {
    what: 'HTML in lower case',
    section: '§15 F4',
    code: 'CML-NOT-COMMERCEML',
    text: '\n<!doctype html><p>',
    says: /HTML/,
  },
  {
    what: 'HTML that declares XML',
    section: '§15 F4',
    code: 'CML-NOT-COMMERCEML',
    text: `${DECLARATION}<html xmlns="x"></html>`,
    says: /HTML/,
  },
  {
    what: 'a foreign root',
    section: '§15 F32',
    code: 'CML-NOT-COMMERCEML',
    text: `${DECLARATION}\n <yml_catalog/>`,
    at: [2, 2],
    says: /yml_catalog/,
  },
  {
    what: 'CommerceML 1',
    section: '§12',
    code: 'CML-VERSION-1',
    text: '<КоммерческаяИнформация>\n<Каталог Идентификатор="1"/></КоммерческаяИнформация>',
    says: /CommerceML 1/,
  },
  {
    what: 'CommerceML 1 by its version',
    section: '§12',
    code: 'CML-VERSION-1',
    text: file('', 'ВерсияСхемы="1.05"'),
  },
  {
    what: 'CommerceML 1, a document alone',
    section: '§12',
    code: 'CML-VERSION-1',
    text: file('<Документ ХозОперация="Заказ"/>', ''),
  },
  {
    what: 'UTF-16 with BOM',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: Uint8Array.from([0xff, 0xfe, ...Buffer.from(file(''), 'utf16le')]),
    says: /UTF-16/,
  },
  {
    what: 'UTF-16 without BOM',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: Buffer.from(file(''), 'utf16le'),
    says: /UTF-16/,
  },
  {
    what: 'UTF-16 declared',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: '<?xml version="1.0" encoding="UTF-16"?><a/>',
    says: /UTF-16/,
  },
  {
    what: 'koi8-r',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: '<?xml version="1.0" encoding="koi8-r"?><a/>',
    says: /koi8-r/,
  },
  {
    what: 'windows-1251 undeclared',
    section: '§15 F5',
    code: 'CML-ENCODING',
    text: cp1251(file('')),
    at: [1, 1],
    says: /windows-1251/,
  },
  {
    what: 'windows-1251 declared as UTF-8',
    section: '§15 F5',
    code: 'CML-ENCODING',
    text: cp1251(wholeCatalogue),
    at: [2, 1],
    says: /windows-1251/,
  },
  {
    what: 'UTF-8 declared as windows-1251',
    section: '§15 F5',
    code: 'CML-ENCODING',
    text: utf8(wholeCatalogue.replace('UTF-8', 'cp1251')),
    at: [2, 1],
    says: /объявлен/,
  },
  {
    what: 'a wrong byte',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: bytesAround('<КоммерческаяИнформация>\n<Каталог><Ид>аб', [0xff], 'в</Ид>'),
    at: [2, 15],
    says: /0xff/,
  },
  {
    what: 'half a letter and a wrong byte',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: bytesAround(file('<Каталог><Ид>аб').slice(0, -25), [0xd0, 0xff], 'в</Ид></Каталог>'),
    says: /0xd0/,
  },
  {
    what: 'two halves of letters, the second of which is completed',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: bytesAround('<КоммерческаяИнформация а=', [0xde, 0xdf, 0xa9], '">'),
    at: [1, 26],
    says: /0xde/,
  },
  {
    what: 'wrong bytes at the very end',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: bytesAround('<КоммерческаяИнформация>', [0xe2, 0x41], ''),
    at: [1, 24],
  },
  {
    what: 'a byte at the very end that begins no letter',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: bytesAround('<КоммерческаяИнформация>', [0xfa], ''),
    at: [1, 24],
  },
  {
    what: 'half a surrogate',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: bytesAround('<КоммерческаяИнформация>', [0xed, 0xa0, 0x80], ''),
    at: [1, 24],
  },
  {
    what: 'an overlong slash',
    section: '§4.6',
    code: 'CML-ENCODING',
    text: bytesAround('<КоммерческаяИнформация>', [0xc0, 0xaf], ''),
    says: /0xc0/,
  },
  {
    what: 'a blank line before the declaration',
    section: '§2.5',
    code: 'CML-MALFORMED',
    text: `\n${DECLARATION}${file('')}`,
    at: [2, 6],
    says: /в начале/,
  },
  {
    what: 'two files glued together',
    section: '§15 F6',
    code: 'CML-MALFORMED',
    text: `${file('')}\n${file('')}`,
    says: /склеен/,
  },
  {
    what: 'two files with declarations',
    section: '§15 F6',
    code: 'CML-MALFORMED',
    text: `${DECLARATION}${file('')}${DECLARATION}${file('')}`,
    says: /склеен/,
  },
  {
    what: 'the wrong closing tag',
    section: '§15 F25',
    code: 'CML-MALFORMED',
    text: file('\n<Каталог><Ид>1</Наименование></Каталог>'),
    at: [2, 29],
    says: /<\/Ид>, открытый в строке 2/,
  },
  {
    what: 'a bare ampersand',
    section: '§15 F25',
    code: 'CML-MALFORMED',
    text: catalogue('\n<Товар><Ид>A & B; C &amp; D</Ид></Товар>'),
    at: [2, 14],
    says: /&amp;/,
  },
  {
    what: 'an attribute without quotes',
    section: '§15 F25',
    code: 'CML-MALFORMED',
    text: file('<Каталог а=1/>'),
    says: /без кавычек/,
  },
  {
    what: 'an attribute twice',
    section: '§15 F25',
    code: 'CML-MALFORMED',
    text: file('<Каталог а="1" а="2"/>'),
    says: /повторён/,
  },
  {
    what: 'a control character',
    section: '§15 F25',
    code: 'CML-MALFORMED',
    text: file('<Каталог>\u0001</Каталог>'),
    says: /недопустимый символ/,
  },
  {
    what: '"<" in a text',
    section: '§15 F25',
    code: 'CML-MALFORMED',
    text: file('<Каталог>a < b</Каталог>'),
    says: /«<»/,
  },
  {
    what: 'broken off in a tag',
    section: '§15 F25',
    code: 'CML-CUT',
    text: wholeCatalogue.slice(0, 700),
    says: /обрывается/,
  },
  {
    what: 'broken off in a text',
    section: '§15 F25',
    code: 'CML-CUT',
    text: '<КоммерческаяИнформация>\n<Каталог>\n<Ид>1',
    says: /<Ид>, открытый в строке 3/,
  },
  {
    what: 'broken off in a character',
    section: '§4.3',
    code: 'CML-CUT',
    text: utf8(file('')).subarray(0, 30),
  },
  { what: 'a declaration alone', section: '§15 F25', code: 'CML-CUT', text: DECLARATION },
  {
    what: 'a document type',
    section: '§5',
    code: 'CML-DTD',
    text: `<!DOCTYPE КоммерческаяИнформация>${file('')}`,
    says: /DOCTYPE/,
  },
  {
    what: 'an external document type',
    section: '§5',
    code: 'CML-DTD',
    text: `${DECLARATION}<!DOCTYPE a SYSTEM "file:///etc/passwd">${file('')}`,
  },
  {
    what: 'a bomb of entities',
    section: '§5',
    code: 'CML-DTD',
    text: `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>${file('&c;')}`,
  },
  {
    what: 'an external entity',
    section: '§5',
    code: 'CML-DTD',
    text: `<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/">]>${file('&x;')}`,
  },
  {
    what: 'an entity of HTML',
    section: '§5',
    code: 'CML-DTD',
    text: catalogue('<Товар>\n<Ид>1&nbsp;2</Ид></Товар>'),
    at: [2, 6],
    says: /сущность/,
  },
]

describe('refusals', () => {
  for (const { what, section, code, text, at, says } of cases) {
    it(`[C ${section} ${code}] ${what}`, () => {
      for (const piece of [Infinity, 1, 2, 3]) {
        const { refusal } = read(text, { piece })
        expect(refusal?.code).toBe(code)
        const { place, text: words } = refusal!
        if (at) expect([place.line, place.column]).toEqual(at)
        expect(words.ru).toContain(`Строка ${place.line}, столбец ${place.column}: `)
        expect(words.en).toContain(`Line ${place.line}, column ${place.column}: `)
        if (says) expect(words.ru).toMatch(says)
      }
    })
  }

  it('[C §5] every refusal has a case here or below', () => {
    const covered = new Set<string>([...cases.map(({ code }) => code), 'CML-TOO-DEEP', 'CML-TOO-LARGE'])
    expect(cmlRefusals.map(({ code }) => code).filter((code) => !covered.has(code))).toEqual([])
  })

  it('[C §3.1] a refused reader stays refused', () => {
    const reader = createCmlReader({ onRecord: () => undefined })
    const attempt = (work: () => unknown): unknown => {
      try {
        return work()
      } catch (error) {
        return error
      }
    }
    const first = attempt(() => reader.write(utf8(`${DECLARATION}<rss></rss>`)))
    expect(first).toBeInstanceOf(CmlRefusal)
    expect(attempt(() => reader.write(utf8(file(''))))).toBe(first)
    expect(attempt(() => reader.end())).toBe(first)
  })

  it('[C §15 F25] a file cut off anywhere is refused, never read to a summary', () => {
    for (const text of wholeFiles) {
      for (const bytes of [utf8(text), inCyrillic(text)]) {
        const end = bytes.length - '>\n'.length
        for (let length = 0; length <= end; length += 101) {
          const { refusal } = read(bytes.subarray(0, length))
          expect(refusal?.code).toMatch(/^CML-(?:CUT|EMPTY)$/)
        }
      }
    }
  })
})

const PIECE = 64 * 1024
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const MB = 1024 * 1024

/** Writes a beginning and then a filling without an end; tells after how many bytes the reader refused. */
function pour(
  start: string,
  filling: (at: number) => string,
  { most = 64 * MB, limits = {} }: { most?: number; limits?: Partial<CmlLimits> } = {},
): { refusal: CmlRefusal; bytes: number; heap: number } {
  const reader = createCmlReader({ limits, onRecord: () => undefined })
  const before = process.memoryUsage().heapUsed
  let heap = 0
  let bytes = 0
  const write = (text: string): void => {
    const chunk = utf8(text)
    bytes += chunk.length
    reader.write(chunk)
  }
  try {
    write(start)
    for (let at = 0; bytes < most; at++) {
      write(filling(at))
      heap = Math.max(heap, process.memoryUsage().heapUsed - before)
    }
  } catch (error) {
    if (error instanceof CmlRefusal) return { refusal: error, bytes, heap }
    throw error
  }
  throw new Error(`not refused in ${bytes} bytes`)
}

const fill = (unit: string) => {
  const piece = unit.repeat(Math.ceil(PIECE / unit.length))
  return (): string => piece
}

const ROOT = '<КоммерческаяИнформация ВерсияСхемы="2.07">'

describe('bounds', () => {
  it.each([
    ['attribute value', `${ROOT}<Каталог а="`, 'a'],
    ['attribute name', `${ROOT}<Каталог `, 'a'],
    ['attributes of one element', `${ROOT}<Каталог `, ''],
    ['text', `${ROOT}<Каталог><Ид>`, 'a'],
    ['text of entities', `${ROOT}<Каталог><Ид>`, '&amp;'],
    ['blanks between elements', `${ROOT}<Каталог>`, '\n'],
    ['CDATA', `${ROOT}<Каталог><Ид><![CDATA[`, 'a'],
    ['comment', `${ROOT}<!--`, 'a'],
    ['comment before the root', '<!--', 'a'],
    ['instruction', `${ROOT}<?a `, 'a'],
    ['tag', `${ROOT}<`, 'a'],
    ['closing tag', `${ROOT}</`, 'a'],
    ['entity', `${ROOT}<Каталог><Ид>&`, 'a'],
    ['character code', `${ROOT}<Каталог><Ид>&#`, '1'],
    ['document type', '<!DOCTYPE a [', '<!ENTITY a "b">'],
    ['declaration', '<?xml version="1.0" ', 'a'],
  ])('[C §5 CML-TOO-LARGE] %s without an end is refused before two megabytes', (_, start, unit) => {
    const filling = unit === '' ? (at: number): string => `a${at}="${'b'.repeat(1000)}" ` : fill(unit)
    const { refusal, bytes, heap } = pour(start, filling)
    expect(refusal.code).toMatch(/^CML-(?:TOO-LARGE|MALFORMED)$/)
    expect(bytes).toBeLessThan(2 * MB)
    expect(heap).toBeLessThan(80 * MB)
  })

  it.each([
    ['one item of endless elements', `${ROOT}<Каталог><Ид>к</Ид><Товары><Товар>`, '<а/>'],
    ['one item of endless texts', `${ROOT}<Каталог><Ид>к</Ид><Товары><Товар>`, `<а>${'т'.repeat(5000)}</а>`],
    ['a head of endless members', `${ROOT}<Каталог>`, '<а/>'],
    ['a root of endless members', ROOT, '<а>б</а>'],
    ['one order of endless lines', `${ROOT}<Документ><Товары>`, '<Товар><Ид>1</Ид></Товар>'],
  ])('[C §5 CML-TOO-LARGE] %s is refused in bounded memory', (_, start, unit) => {
    const { refusal, bytes, heap } = pour(start, fill(unit), { limits: { record: 2 * MB } })
    expect(refusal.code).toBe('CML-TOO-LARGE')
    expect(bytes).toBeLessThan(5 * MB)
    expect(heap).toBeLessThan(80 * MB)
  })

  it('[C §5 CML-TOO-LARGE] names of elements without an end', () => {
    const { refusal } = pour(`${ROOT}<Каталог><Ид>к</Ид><Товары>`, (at) => `<Товар><имя${at}/></Товар>`)
    expect(refusal.code).toBe('CML-TOO-LARGE')
  })

  it('[C §5 CML-TOO-DEEP] depth is bounded, and counted exactly', () => {
    const nested = (depth: number): string => '<а>'.repeat(depth) + '</а>'.repeat(depth)
    // The root, Каталог, Товары and Товар are four.
    expect(read(catalogue(`<Товар><Ид>1</Ид>${nested(60)}</Товар>`)).refusal).toBeNull()
    const { refusal } = read(catalogue(`<Товар><Ид>1</Ид>${nested(61)}</Товар>`))
    expect(refusal?.code).toBe('CML-TOO-DEEP')
    expect(pour(ROOT, fill('<а>')).refusal.code).toBe('CML-TOO-DEEP')
    expect(pour(`${ROOT}<Классификатор>`, fill('<Группы><Группа>')).refusal.code).toBe('CML-TOO-DEEP')
    expect(pour(`${ROOT}`, fill('<Документ><ПодчиненныеДокументы>')).refusal.code).toBe('CML-TOO-DEEP')
  })

  it('[C §5] bounds are options', () => {
    const text = catalogue(`<Товар><Ид>${'1'.repeat(500)}</Ид></Товар>`)
    expect(read(text).refusal).toBeNull()
    expect(read(text, { limits: { text: 499 } }).refusal?.code).toBe('CML-TOO-LARGE')
    expect(read(text, { limits: { record: 400 } }).refusal?.code).toBe('CML-TOO-LARGE')
    expect(read(text, { limits: { depth: 4 } }).refusal?.code).toBe('CML-TOO-DEEP')
    expect(read(text, { limits: { text: 500, depth: 5 } }).refusal).toBeNull()
  })

  it('[C §4.2] forty megabytes of goods take no more memory than four', () => {
    const goods = (at: number): string =>
      Array.from(
        { length: 100 },
        (_, row) =>
          `<Товар><Ид>товар-${at * 100 + row}</Ид><Наименование>${'имя '.repeat(60)}</Наименование><Новое>${row}</Новое></Товар>\n`,
      ).join('')
    let items = 0
    const reader = createCmlReader({ onRecord: () => items++ })
    reader.write(utf8(`${ROOT}<Каталог><Ид>к</Ид><Товары>`))
    let at = 0
    /** Reads on to so many bytes. @returns what is kept in memory then, without garbage */
    const keptAt = (wanted: number): number => {
      for (let bytes = at * utf8(goods(0)).length; bytes < wanted; at++) {
        const chunk = utf8(goods(at))
        bytes += chunk.length
        reader.write(chunk)
      }
      collectGarbage()
      return process.memoryUsage().heapUsed
    }
    const early = keptAt(4 * MB)
    const late = keptAt(40 * MB)
    reader.write(utf8('</Товары></Каталог></КоммерческаяИнформация>'))
    expect(reader.end().records.item).toBe(items - 2)
    expect(late - early).toBeLessThan(8 * MB)
  })
})

describe('noise', () => {
  /** xorshift: the same noise in every run. */
  function noise(seed: number, length: number): Uint8Array {
    let state = seed
    return Uint8Array.from({ length }, () => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return state & 0xff
    })
  }

  it('[C §15 F25] random bytes, bare and inside a file, are refused', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const bytes = noise(seed, 2000)
      expect(read(bytes).refusal).not.toBeNull()
      const inside = Uint8Array.from([
        ...utf8(`${ROOT}<Каталог><Ид>`),
        ...bytes,
        ...utf8('</Ид></Каталог></КоммерческаяИнформация>'),
      ])
      expect(read(inside).refusal).not.toBeNull()
    }
  })
})
