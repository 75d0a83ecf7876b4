import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { read } from './cml-reader-files.ts'

/** Files of real systems lie beside the project, never in it. */
const folder = join(import.meta.dirname, '../../../shared/samples/commerceml')
const present = existsSync(folder)
const names = present ? readdirSync(folder).filter((name) => name.endsWith('.xml')) : []
const xmllint = spawnSync('xmllint', ['--version']).status === 0
const load = (name: string): Uint8Array => readFileSync(join(folder, `${name}.xml`))

/** Counts by the description of the samples, taken with another tool. */
const counts: readonly (readonly [file: string, version: string, encoding: string, elements: object])[] = [
  [
    'ut11-import0_1',
    '2.07',
    'utf-8',
    { Группа: 1, Свойство: 12, Справочник: 12, Товар: 36, ЗначениеРеквизита: 108 },
  ],
  ['ut11-offers0_1', '2.07', 'utf-8', { Предложение: 44, Цена: 44, ТипЦены: 1, Склад: 135 }],
  ['unf208-ns210-import', '2.08', 'utf-8', { Товар: 2 }],
  ['unf208-ns210-offers', '2.08', 'utf-8', { Предложение: 2 }],
  ['bitrixmodule31-goods', '3.1', 'utf-8', { Товар: 3 }],
  ['bitrixmodule31-groups', '3.1', 'utf-8', { Группа: 119 }],
  ['bitrixmodule31-offers', '3.1', 'utf-8', { Предложение: 3 }],
  ['bitrixmodule31-prices', '3.1', 'utf-8', { Цена: 23 }],
  ['bitrixmodule31-rests', '3.1', 'utf-8', { Остаток: 10 }],
  ['bitrixmodule31-storages', '3.1', 'utf-8', { Склад: 2 }],
  ['bitrixmodule31-priceLists', '3.1', 'utf-8', { ТипЦены: 6 }],
  ['cp1251-204-import', '2.04', 'windows-1251', { Группа: 163, Товар: 1660 }],
  ['cp1251-204-offers', '2.04', 'windows-1251', { Предложение: 1660 }],
  ['1cdoc-203-orders', '2.03', 'utf-8', { Документ: 3 }],
  ['1cdoc-204-import', '2.04', 'utf-8', { Товар: 4 }],
  ['1cdoc-204-offers', '2.04', 'utf-8', { Предложение: 2 }],
  ['readyscript-205-import', '2.05', 'utf-8', { Товар: 1 }],
  ['readyscript-205-offers', '2.05', 'utf-8', { Предложение: 2 }],
  ['bitrix-query-full', '2.05', 'windows-1251', { Документ: 2 }],
]

/** Kinds of records and the element that makes one, wherever it stands. */
const recordElements = [
  ['group', '//*[local-name()="Группы"]/*[local-name()="Группа"]'],
  ['property', '//*[local-name()="Свойства"]/*[local-name()="Свойство"]'],
  ['priceType', '//*[local-name()="ТипЦены"]'],
  ['warehouse', '/*/*/*[local-name()="Склады"]/*[local-name()="Склад"]'],
  ['unit', '//*[local-name()="ЕдиницаИзмерения"]'],
  ['item', '//*[local-name()="Каталог"]/*[local-name()="Товары"]/*[local-name()="Товар"]'],
  ['offer', '//*[local-name()="Предложение"]'],
  ['document', '//*[local-name()="Документ"]'],
] as const

/** Numbers that xmllint gives for XPath expressions, in one run. */
function xpathCounts(name: string, paths: readonly string[]): number[] {
  const expression = `concat(${[...paths, '/nothing'].map((path) => `count(${path})`).join(",' ',")})`
  const answer = execFileSync('xmllint', ['--xpath', expression, join(folder, `${name}.xml`)], {
    encoding: 'utf8',
  })
  return answer.trim().split(' ').slice(0, -1).map(Number)
}

describe.skipIf(!present)(
  `files of real systems${present ? '' : ' (skipped: the folder of samples is absent)'}`,
  () => {
    it.each(counts)('[C §12] %s is version %s in %s', (name, version, encoding, elements) => {
      const { summary, refusal } = read(load(name))
      expect(refusal).toBeNull()
      expect(summary).toMatchObject({ version, encoding, elements })
    })

    it.skipIf(!xmllint)('[C §5] counts are those of xmllint: all names of all files, and the records', () => {
      let compared = 0
      for (const name of names.map((file) => file.replace('.xml', ''))) {
        const { summary } = read(load(name))
        if (!summary) continue
        const found = Object.keys(summary.elements)
        const expected = xpathCounts(
          name,
          found.map((element) => `//*[local-name()='${element}']`),
        )
        expect({ name, ...summary.elements }).toEqual({
          name,
          ...Object.fromEntries(found.map((element, at) => [element, expected[at]])),
        })
        expect(found.reduce((all, element) => all + summary.elements[element]!, 0)).toBe(
          xpathCounts(name, ['//*'])[0],
        )
        const records = xpathCounts(
          name,
          recordElements.map(([, path]) => path.replaceAll('"', "'")),
        )
        recordElements.forEach(([kind], at) => {
          expect({ name, kind, count: summary.records[kind] ?? 0 }).toEqual({
            name,
            kind,
            count: records[at],
          })
        })
        compared++
      }
      expect(compared).toBe(20)
    })

    it('[C §12] CommerceML 1 of 1C 7.7 is refused with a reason', () => {
      const { refusal } = read(load('v77-sale'))
      expect(refusal).toMatchObject({ code: 'CML-VERSION-1', place: { line: 3 } })
      expect(refusal?.text.ru).toContain('CommerceML 1')
    })

    it('[C §4.3] pieces of one and of 500 bytes give what the whole gives', () => {
      for (const name of names.map((file) => file.replace('.xml', ''))) {
        const bytes = load(name)
        const piece = bytes.length < 30_000 ? 1 : 500
        expect(read(bytes, { piece }).records).toEqual(read(bytes).records)
      }
    })

    /** Looked up in each file by hand: what is told of real files, by code, beside the elements kept as they are. */
    const told: Readonly<Record<string, Record<string, number>>> = {
      'bitrixmodule31-goods': { 'CML-NO-CLASSIFIER': 1 },
      'bitrixmodule31-units': { 'CML-NO-ID': 1 },
      'cp1251-204-offers': { 'CML-EMPTY-PRICE': 104 },
      'ut11-offers0_1': { 'CML-LENGTH': 2 },
    }

    it('[C §5] what is told of real files is what stands in them', () => {
      for (const name of names.map((file) => file.replace('.xml', ''))) {
        const { summary } = read(load(name))
        if (!summary) continue
        const { 'CML-EXTRA': _, ...findings } = summary.findings
        expect({ name, findings }).toEqual({ name, findings: told[name] ?? {} })
      }
    })
  },
)
