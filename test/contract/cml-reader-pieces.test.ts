import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inCyrillic, read, utf8, wholeFiles, type Reading } from './cml-reader-files.ts'

/** All that may not depend on where the bytes are cut. */
const outcome = ({ records, findings, summary, refusal }: Reading): object => ({
  records,
  findings,
  summary,
  refusal: refusal && { code: refusal.code, text: refusal.text, place: refusal.place },
})

const encodings = [
  ['UTF-8', utf8],
  ['UTF-8 with BOM', (text: string) => utf8(`\uFEFF${text}`)],
  ['windows-1251', inCyrillic],
  ['CRLF', (text: string) => utf8(text.replaceAll('\n', '\r\n'))],
] as const

describe.each(encodings)('%s', (_, encode) => {
  it.each([1, 7, 4096])('[C §4.3] pieces of %d bytes give what the whole gives', (piece) => {
    for (const text of wholeFiles) {
      const bytes = encode(text)
      const whole = read(bytes)
      expect(whole.refusal).toBeNull()
      expect(outcome(read(bytes, { piece }))).toEqual(outcome(whole))
    }
  })

  it('[C §4.3] any cut of any file, whole or broken off, gives what the whole gives', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...wholeFiles),
        fc.nat(),
        fc.integer({ min: 2, max: 900 }),
        (text, end, piece) => {
          const all = encode(text)
          const bytes = all.subarray(0, 1 + (end % all.length))
          expect(outcome(read(bytes, { piece }))).toEqual(outcome(read(bytes)))
        },
      ),
      { numRuns: 40 },
    )
  })
})

it('[C §4.6] both encodings give the same records', () => {
  for (const text of wholeFiles) {
    const cyrillic = read(inCyrillic(text))
    expect(cyrillic.summary?.encoding).toBe('windows-1251')
    expect(cyrillic.records).toEqual(read(text).records)
  }
})

it('[C §5] a place counts in characters of its line, whatever stands before and however lines end', () => {
  const place = (text: string, piece: number): unknown =>
    read(text, { piece }).records.find(({ kind }) => kind === 'item')?.place
  const goods = (lead: string): string =>
    `<КоммерческаяИнформация ВерсияСхемы="2.07"><Каталог><Ид>к</Ид><Товары>${lead}<Товар\nСтатус="Новый"><Ид>1</Ид></Товар></Товары></Каталог></КоммерческаяИнформация>`
  const column = '<КоммерческаяИнформация ВерсияСхемы="2.07"><Каталог><Ид>к</Ид><Товары>'.length + 1
  for (const piece of [1, 5, 1000]) {
    expect(place(goods(''), piece)).toEqual({ line: 1, column })
    expect(place(goods('<!-- 😀 -->'), piece)).toEqual({ line: 1, column: column + 11 })
    expect(place(goods('\n \r\n  '), piece)).toEqual({ line: 3, column: 3 })
    expect(place(goods('\r'), piece)).toEqual({ line: 2, column: 1 })
    expect(place(goods('\n').replace('\nСтатус', '\r\nСтатус'), piece)).toEqual({ line: 2, column: 1 })
    expect(place(goods('').replace('\nСтатус', '\rСтатус'), piece)).toEqual({ line: 1, column })
  }
})
