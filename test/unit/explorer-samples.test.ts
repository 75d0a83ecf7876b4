import { execFileSync, spawnSync } from 'node:child_process'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explorerBench, type ExplorerBench } from './explorer-bench.ts'

/** Real files of real systems, counted by another program. They lie beside the project and are no part of it. */

const folder = join(import.meta.dirname, '../../../shared/samples/commerceml')
const present = existsSync(folder) && spawnSync('xmllint', ['--version']).status === 0
const names = present ? readdirSync(folder).filter((name) => name.endsWith('.xml')) : []
/** CommerceML 1: another language under the same root. */
const refused = ['v77-sale.xml']

/** What stands in the table beside the files, for those that it names. */
const told: Record<string, Record<string, number>> = {
  'ut11-import0_1': { Группа: 1, Свойство: 12, Справочник: 12, Товар: 36, ЗначениеРеквизита: 108 },
  'ut11-offers0_1': { Предложение: 44, Цена: 44, ТипЦены: 1, Склад: 135 },
  'unf208-ns210-import': { Товар: 2 },
  'unf208-ns210-offers': { Предложение: 2 },
  'bitrixmodule31-goods': { Товар: 3 },
  'bitrixmodule31-groups': { Группа: 119 },
  'bitrixmodule31-offers': { Предложение: 3 },
  'bitrixmodule31-prices': { Цена: 23 },
  'bitrixmodule31-rests': { Остаток: 10 },
  'bitrixmodule31-storages': { Склад: 2 },
  'bitrixmodule31-priceLists': { ТипЦены: 6 },
  'cp1251-204-import': { Группа: 163, Товар: 1660 },
  'cp1251-204-offers': { Предложение: 1660 },
  '1cdoc-203-orders': { Документ: 3 },
  '1cdoc-204-import': { Товар: 4 },
  '1cdoc-204-offers': { Предложение: 2 },
  'readyscript-205-import': { Товар: 1 },
  'readyscript-205-offers': { Предложение: 2 },
  'bitrix-query-full': { Документ: 2 },
}

const xpath = (file: string, expression: string) =>
  execFileSync('xmllint', ['--xpath', expression, join(folder, file)], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })

const local = (path: string) =>
  path
    .split('/')
    .map((name) => (name === '' ? '' : `*[local-name()='${name}']`))
    .join('/')

/** Distinct texts of the elements at a path. */
function distinct(file: string, path: string): number {
  if (xpath(file, `count(${local(path)})`).trim() === '0') return 0
  const texts = xpath(file, `${local(path)}/text()`).split('\n')
  return new Set(texts.map((text) => text.trim()).filter((text) => text !== '')).size
}

describe.skipIf(!present)(
  `real files${present ? '' : ': ../shared/samples/commerceml or xmllint is absent'}`,
  () => {
    let bench: ExplorerBench

    beforeAll(async () => {
      bench = await explorerBench()
    })
    afterAll(() => bench.stop())

    const open = async (name: string) =>
      bench.explorer.settled((await bench.explorer.open(join(folder, name))).id)

    it.each(names.filter((name) => !refused.includes(name)))(
      '[C §5] %s has the counts of xmllint',
      async (name) => {
        const file = await open(name)
        expect(file).toMatchObject({ state: 'ready', refusal: null })
        const elements = file.parts[0]!.summary!.elements
        const known = Object.keys(elements)
        const counts = known.map((element) => `count(//${local(element)})`)
        const counted = xpath(
          name,
          `concat(${counts.map((count) => `${count}, ' '`).join(', ')}, count(//*))`,
        )
          .trim()
          .split(' ')
          .map(Number)
        expect(known.map((element) => elements[element])).toEqual(counted.slice(0, -1))
        expect(Object.values(elements).reduce((sum, n) => sum + n, 0)).toBe(counted.at(-1))
        expect(elements).toMatchObject(told[name.replace('.xml', '')] ?? {})

        const { groups, items, offers, documents } = file.counts
        expect({ groups, items, offers }).toEqual({
          groups: distinct(name, '//Классификатор//Группа/Ид'),
          items: distinct(name, '//Каталог/Товары/Товар/Ид'),
          offers: distinct(name, '//Предложения/Предложение/Ид'),
        })
        // Payments and shipments beside their orders are documents too.
        expect(documents).toBe(Number(xpath(name, `count(//${local('Документ')})`)))
      },
    )

    it.each(refused)('[C §15 F32] %s is refused with a clear reason', async (name) => {
      const file = await open(name)
      expect(file).toMatchObject({ state: 'failed', parts: [{ state: 'refused' }], counts: { items: 0 } })
      expect(file.refusal!.text.ru).toMatch(/CommerceML 1/)
    })

    it('[C §7.2] the split files of the 3.1 module make one picture', async () => {
      for (const [at, name] of names.filter((one) => one.startsWith('bitrixmodule31')).entries()) {
        const last = at === 7
        const opened = await bench.explorer.upload(name, createReadStream(join(folder, name)), {
          id: 'module',
          last,
        })
        if (!last) expect(opened).toBeNull()
        else {
          const file = await bench.explorer.settled(opened!.id)
          expect(file.parts.map((part) => /31-(\w+)/.exec(part.name)![1])).toEqual([
            'groups',
            'units',
            'priceLists',
            'storages',
            'goods',
            'offers',
            'prices',
            'rests',
          ])
          expect(file.counts).toMatchObject({ groups: 119, priceTypes: 6, warehouses: 2, items: 3 })
        }
      }
    })

    it('a line of the windows-1251 file is shown as it is, also in the middle of a line of half a megabyte', async () => {
      const file = await open('cp1251-204-offers.xml')
      const { rows } = await bench.explorer.offers(file.id, { offset: 1600, limit: 1 })
      const offer = rows[0]!
      const source = await bench.explorer.source(file.id, {
        id: offer.id,
        place: { line: offer.line, column: 1 },
        around: 0,
      })
      expect(source.place.column).toBeGreaterThan(10_000)
      expect(source.lines[0]!.text).toContain(`>${offer.id}<`)
      expect(source.lines[0]!.text).toMatch(/<Предложение>/)
    })
  },
)
