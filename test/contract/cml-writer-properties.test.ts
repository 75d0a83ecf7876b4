import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { demoCmlOnec } from '../../fixtures/demo/commerceml.ts'
import type {
  CmlBaseUnit,
  CmlCharacteristic,
  CmlDocument,
  CmlItem,
  CmlLine,
  CmlOffer,
  CmlParty,
  CmlRecord,
} from '../../server/contracts/commerceml/model.ts'
import { cmlVersions } from '../../server/contracts/commerceml/model.ts'
import type { CmlForm } from '../../server/contracts/commerceml/writer/model.ts'
import { aDocument, aForm, bare, ofKind, readBack, written } from './cml-writer-records.ts'

/** Arbitrary records through the writer and the reader. */

const place = { line: 0, column: 0 }
const catalogue = ofKind(demoCmlOnec.records, 'catalogue')[0]!
const pack = ofKind(demoCmlOnec.records, 'package')[0]!

/** Text with what XML and windows-1251 get wrong; a letter at both ends, for a reader trims. */
const text: Arbitrary<string> = fc
  .string({
    unit: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...'абвёЁЖЯ abcXYZ0129') },
      {
        weight: 3,
        arbitrary: fc.constantFrom(...`«»№—"'<>&;`, ']]>', '&amp;', '<!--', '\u00A0', '\t', '\n', '\r'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom('₽', '😀', '中', '×', '²', '\u0098', '\u0085', '\u2028', 'é', '\uFEFF'),
      },
    ),
    maxLength: 40,
  })
  .map((middle) => `я${middle}z`)
const textOrNone = fc.oneof(fc.constant(''), text)
const id = fc.uuid()
const money = fc.integer({ min: -1_000_000_00, max: 1_000_000_00 })
const quantity = fc.integer({ min: -1_000_000, max: 1_000_000_000 })

/** At least one member is there, or nothing would be written. */
const unit: Arbitrary<CmlBaseUnit> = fc.record({
  code: fc.constantFrom('', '796', '2009'),
  name: fc.constantFrom('шт', 'кг', 'м²'),
  fullName: textOrNone,
  international: fc.constantFrom('', 'PCE'),
})

const characteristic: Arbitrary<CmlCharacteristic> = fc.record({
  id: fc.option(id),
  name: text,
  value: textOrNone,
})
const some = <Value>(arbitrary: Arbitrary<Value>): Arbitrary<Value[]> =>
  fc.array(arbitrary, { minLength: 1, maxLength: 3 })
const few = <Value>(arbitrary: Arbitrary<Value>): Arbitrary<Value[]> => fc.array(arbitrary, { maxLength: 3 })
const properties = fc.record({ id, values: few(text) })

const party: Arbitrary<CmlParty> = fc.record({
  id: fc.option(text),
  name: text,
  officialName: fc.option(text),
  fullName: fc.option(text),
  inn: fc.constantFrom(null, '7701234567', '770399315770'),
  kpp: fc.constantFrom(null, '770101001'),
  okpo: fc.option(text),
  role: fc.constantFrom(null, 'Покупатель', 'Плательщик'),
  lastName: fc.option(text),
  firstName: fc.option(text),
  middleName: fc.option(text),
  address: fc.option(
    fc.record({
      text: textOrNone,
      fields: few(fc.record({ type: fc.constant('Город'), value: textOrNone })),
    }),
  ),
  contacts: few(fc.record({ type: fc.constantFrom('Телефон рабочий', 'Факс', 'Прочее'), value: textOrNone })),
})

const item: Arbitrary<CmlItem> = fc
  .record({
    kind: fc.constant('item' as const),
    place: fc.constant(place),
    id,
    article: textOrNone,
    name: text,
    barcode: fc.constantFrom('', '2000000000015'),
    unit,
    groups: few(id),
    description: textOrNone,
    pictures: few(text),
    country: textOrNone,
    brand: textOrNone,
    manufacturer: fc.option(party),
    properties: few(properties),
    taxes: few(fc.record({ name: text, rate: textOrNone })),
    requisites: few(fc.record({ name: text, value: textOrNone })),
    characteristics: few(characteristic),
    deleted: fc.boolean(),
    version: fc.constant(''),
  })
  .map((made): CmlItem => made)

const offer: Arbitrary<CmlOffer> = fc
  .record({
    kind: fc.constant('offer' as const),
    place: fc.constant(place),
    itemId: id,
    characteristicId: fc.option(id),
    article: fc.option(text),
    name: fc.option(text),
    barcode: fc.constantFrom(null, '2000000000015'),
    unit: fc.option(unit),
    characteristics: fc.option(some(characteristic)),
    properties: fc.option(some(properties)),
    pictures: fc.option(some(text)),
    prices: fc.option(
      some(
        fc.record({
          priceType: id,
          price: fc.option(money),
          text: textOrNone,
          currency: fc.constantFrom('RUB', 'USD', 'KZT'),
          unit: fc.constantFrom('', 'шт', 'пар', 'уп.'),
          coefficient: fc.constantFrom(1, 10, 0.5, 1000, 0.001),
        }),
      ),
    ),
    quantity: fc.option(quantity),
    stocks: fc.option(some(fc.record({ warehouse: id, quantity }))),
    deleted: fc.boolean(),
    version: fc.constant(''),
  })
  .map((made): CmlOffer => ({
    ...made,
    id: made.characteristicId === null ? made.itemId : `${made.itemId}#${made.characteristicId}`,
  }))

const line: Arbitrary<CmlLine> = fc.record({
  id: fc.oneof(id, fc.constant('ORDER_DELIVERY')),
  catalogueId: fc.oneof(id, fc.constant('')),
  article: textOrNone,
  name: text,
  unit,
  price: fc.option(money),
  quantity: fc.option(quantity),
  sum: fc.option(money),
  coefficient: fc.constant(''),
  taxes: few(
    fc.record({
      name: text,
      rate: fc.constantFrom('', '22', 'Без налога'),
      sum: money,
      included: fc.option(fc.boolean()),
    }),
  ),
  discounts: few(
    fc.record({
      name: text,
      sum: fc.option(money),
      percent: fc.constantFrom('', '5', '7.5'),
      included: fc.option(fc.boolean()),
    }),
  ),
  requisites: few(fc.record({ name: text, value: textOrNone })),
  characteristics: few(characteristic),
  place: fc.constant(place),
})

const order: Arbitrary<CmlDocument> = fc
  .record({
    id: text,
    number: text,
    comment: textOrNone,
    sum: fc.option(money),
    deleted: fc.boolean(),
    dueDate: fc.constantFrom(null, '2025-12-31'),
    parties: few(party),
    taxes: few(fc.record({ name: text, rate: textOrNone, sum: money, included: fc.option(fc.boolean()) })),
    warehouses: few(fc.record({ id, name: text, address: fc.constant(null) })),
    lines: few(line),
    requisites: few(fc.record({ name: text, value: textOrNone })),
  })
  .map(aDocument)

/** УНФ has the fewest habits of its own, so a record comes back as it was. */
const form: Arbitrary<CmlForm> = fc
  .record({ encoding: fc.constantFrom('utf-8' as const, 'windows-1251' as const), bom: fc.boolean() })
  .map((members) => aForm({ naming: 'unf', version: '2.08', ...members }))

const uniqueIds = <Value extends { id: string }>(records: Value[]): Value[] => [
  ...new Map(records.map((record) => [record.id, record])).values(),
]

describe('arbitrary records', () => {
  it('[C §6] items come back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(form, some(item), async (chosen, made) => {
        const items = uniqueIds(made)
        const { records } = readBack(await written([catalogue, ...items], chosen))
        expect(bare(ofKind(records, 'item'))).toEqual(bare(items))
      }),
      { numRuns: 150 },
    )
  })

  it('[C §7] offers come back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(form, some(offer), async (chosen, made) => {
        const offers = uniqueIds(made)
        const { records } = readBack(await written([pack, ...offers], chosen))
        expect(bare(ofKind(records, 'offer'))).toEqual(bare(offers))
      }),
      { numRuns: 150 },
    )
  })

  it('[C §10] orders come back as they were', async () => {
    const sites = fc.constantFrom('utf-8' as const, 'windows-1251' as const)
    await fc.assert(
      fc.asyncProperty(sites, some(order), async (encoding, orders) => {
        const bytes = await written(orders, aForm({ naming: 'ut103', version: '2.05', encoding }))
        const joined = (parties: CmlParty[]): CmlParty[] =>
          parties.map((known) => ({
            ...known,
            contacts: known.contacts.map(({ type, value }) => ({
              type: type.replace('Телефон рабочий', 'ТелефонРабочий'),
              value,
            })),
          }))
        const expected = orders.map((document) => ({ ...document, parties: joined(document.parties) }))
        expect(bare(ofKind(readBack(bytes).records, 'document'))).toEqual(bare(expected))
      }),
      { numRuns: 150 },
    )
  })

  it('[C §5] whatever a text holds, the file is well-formed and loses only what XML forbids', async () => {
    const anyForm = fc
      .record({
        version: fc.constantFrom(...cmlVersions),
        naming: fc.constantFrom('ut103', 'ut11', 'unf', 'module', 'module31', 'moysklad', 'businessru'),
        encoding: fc.constantFrom('utf-8', 'windows-1251'),
      })
      .map((members) => aForm(members as Partial<CmlForm>))
    const raw = fc.string({ unit: 'binary', maxLength: 60 })
    const lone = fc.constantFrom('\uD800', '\uDC00', '\uFFFF', '\u0000', '\u001F', '')
    await fc.assert(
      fc.asyncProperty(anyForm, raw, lone, async (chosen, start, odd) => {
        const nasty = `я${start}${odd}z`
        const allowed = [...nasty]
          .filter((char) => {
            const code = char.codePointAt(0)!
            if (code < 0x20) return code === 9 || code === 10 || code === 13
            return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
          })
          .join('')
        const goods: CmlRecord[] = [
          catalogue,
          {
            ...ofKind(demoCmlOnec.records, 'item')[0]!,
            name: nasty,
            description: nasty,
            requisites: [{ name: 'Р', value: nasty }],
          },
        ]
        const read = ofKind(readBack(await written(goods, chosen)).records, 'item')[0]!
        expect(read.name).toBe(allowed)
        expect(read.requisites).toEqual([{ name: 'Р', value: allowed }])
      }),
      { numRuns: 300 },
    )
  })
})
