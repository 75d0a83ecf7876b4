import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoCmlOnec, demoCmlSite } from '../../fixtures/demo/commerceml.ts'
import { generateCatalogue, generateOffers } from '../commerceml/generate.ts'
import { aForm, ofKind, readBack, written } from './cml-writer-records.ts'

const fixture = (name: string): Buffer =>
  readFileSync(resolve(import.meta.dirname, '../../fixtures/commerceml', name))

const harmless = new Set(['CML-EXTRA'])
const told = (bytes: Uint8Array): string[] =>
  readBack(bytes)
    .findings.map(({ code }) => code)
    .filter((code) => !harmless.has(code))

describe('own fixtures', () => {
  const form = aForm({ namespace: 'urn:1C.ru:commerceml_2', node: '' })

  it.each([
    { name: 'import.xml', form },
    { name: 'offers.xml', form },
    { name: 'orders.xml', form },
    {
      name: 'import.windows-1251.xml',
      form: aForm({ version: '2.04', naming: 'ut103', encoding: 'windows-1251' }),
    },
  ])('[C §5, §12] $name is written again byte for byte', async ({ name, form }) => {
    const bytes = fixture(name)
    const again = await written(readBack(bytes).records, form, { author: 'onec' })
    expect(again.equals(bytes)).toBe(true)
    // Offers stand in a file of their own and name goods of another one; the reader tells only what dangles in its file.
    expect(told(bytes)).toEqual([])
  })
})

describe('the demo base', () => {
  const { records } = demoCmlOnec
  const items = ofKind(records, 'item')
  const offers = ofKind(records, 'offer')

  it('holds what a base of a shop holds', () => {
    expect(items.length).toBeGreaterThanOrEqual(55)
    expect(ofKind(records, 'priceType')).toHaveLength(3)
    expect(ofKind(records, 'warehouse')).toHaveLength(3)
    expect(items.filter(({ deleted }) => deleted)).toHaveLength(2)
    expect(offers.some(({ characteristics }) => (characteristics?.length ?? 0) > 1)).toBe(true)
    const offered = new Set(offers.map(({ itemId }) => itemId))
    expect(items.filter(({ id }) => !offered.has(id)).map(({ name }) => name)).toEqual([
      'Стойка для штанги (под заказ)',
      'Доставка заказа',
    ])
  })

  it('[C §13] identifiers and barcodes occur once', () => {
    for (const kind of ['group', 'property', 'item', 'offer'] as const) {
      const ids = ofKind(records, kind).map(({ id }) => id)
      expect(new Set(ids).size, kind).toBe(ids.length)
    }
    const barcodes = offers.map(({ barcode }) => barcode)
    expect(new Set(barcodes).size).toBe(barcodes.length)
  })

  it('[C §10] orders name offers of the base and add up', () => {
    const known = new Map(offers.map((offer) => [offer.id, offer]))
    for (const { document, status } of demoCmlSite.orders) {
      for (const line of document.lines) {
        if (line.id !== 'ORDER_DELIVERY') expect(known.get(line.id)?.prices?.[0]?.price).toBe(line.price)
        expect(line.sum).toBe((line.price! * line.quantity!) / 1000)
      }
      const lines = document.lines.reduce((total, { sum }) => total + sum!, 0)
      const discount = document.discounts.reduce((total, { sum }) => total + sum!, 0)
      expect(document.sum).toBe(lines - discount)
      expect(document.requisites).toContainEqual({ name: 'Статуса заказа ИД', value: status })
    }
    const all = demoCmlSite.orders.map(({ document }) => document)
    expect(all.some(({ lines }) => lines.some(({ id }) => id === 'ORDER_DELIVERY'))).toBe(true)
    expect(all.some(({ lines }) => lines.some(({ characteristics }) => characteristics.length > 0))).toBe(
      true,
    )
    expect(all.flatMap(({ subordinate }) => subordinate.map(({ operation }) => operation)).sort()).toEqual([
      'Отпуск товара',
      'Эквайринговая операция',
      'Эквайринговая операция',
    ])
    expect(all.some(({ parties }) => parties[0]?.officialName !== null)).toBe(true)
  })
})

describe('generated catalogues', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cml-generated-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(['utf-8', 'windows-1251'] as const)('[C §6, §7] goods and offers in %s agree', async (encoding) => {
    const [goods, prices] = [join(folder, `goods.${encoding}.xml`), join(folder, `prices.${encoding}.xml`)]
    const made = await generateCatalogue(goods, { items: 1500, seed: 3, encoding })
    const priced = await generateOffers(prices, { items: 1500, seed: 3, encoding })
    const catalogue = readFileSync(goods)
    const offers = readFileSync(prices)
    expect(made).toMatchObject({ items: 1500, bytes: catalogue.length })
    expect(priced).toMatchObject({ offers: 1500, bytes: offers.length })
    expect(told(catalogue)).toEqual([])
    expect(told(offers)).toEqual([])
    const read = readBack(catalogue)
    expect(read.summary.records).toMatchObject({
      group: made.groups,
      property: made.properties,
      item: made.items,
    })
    const items = ofKind(read.records, 'item')
    expect(items.filter(({ deleted }) => deleted)).toHaveLength(1)
    const named = ofKind(readBack(offers).records, 'offer')
    expect(named.map(({ itemId, name }) => [itemId, name])).toEqual(items.map(({ id, name }) => [id, name]))
  })

  it('a size in megabytes is reached and hardly passed, into a stream too, and the seed decides', async () => {
    const sized = async (seed: number): Promise<Buffer> => {
      const stream = new PassThrough()
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      const made = await generateCatalogue(stream, { megabytes: 3, seed })
      expect(made.bytes).toBeGreaterThanOrEqual(3_000_000)
      expect(made.bytes).toBeLessThan(4_500_000)
      return Buffer.concat(parts)
    }
    const first = await sized(1)
    expect((await sized(1)).equals(first)).toBe(true)
    expect((await sized(2)).equals(first)).toBe(false)
  })
})
