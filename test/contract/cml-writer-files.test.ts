import { describe, expect, it } from 'vitest'
import { demoCmlOnec, demoCmlSite } from '../../fixtures/demo/commerceml.ts'
import type { CmlItem, CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { cmlFiles } from '../../server/contracts/commerceml/writer/files.ts'
import { writeCml } from '../../server/contracts/commerceml/writer/writer.ts'
import { aForm, bytesOf, filesOf, ofKind, readBack } from './cml-writer-records.ts'

const items = ofKind(demoCmlOnec.records, 'item')
const orders = demoCmlSite.orders.map(({ document }) => document)
const everything: CmlRecord[] = [...demoCmlOnec.records, ...orders]

const namesOf = async (form: Parameters<typeof aForm>[0]): Promise<string[]> =>
  (await filesOf(everything, aForm(form))).map(({ name }) => name)

async function* source(): AsyncGenerator<CmlRecord> {
  yield* demoCmlOnec.records
}

const guid = aForm().node

describe('names of the files of an export', () => {
  it('[C §4.1] УТ 10.3, МойСклад and Бизнес.Ру: import.xml, offers.xml', async () => {
    for (const naming of ['ut103', 'moysklad', 'businessru'] as const) {
      expect(await namesOf({ naming })).toEqual(['import.xml', 'offers.xml', 'orders.xml'])
    }
  })

  it('[C §4.1] УТ 11: the row from 0 and the portion from 1', async () => {
    expect(await namesOf({ naming: 'ut11', row: 2 })).toEqual([
      'import2_1.xml',
      'offers2_1.xml',
      `orders-${guid}_1.xml`,
    ])
  })

  it('[C §4.1] УНФ: the row alone', async () => {
    expect(await namesOf({ naming: 'unf', version: '2.10' })).toEqual([
      'import0.xml',
      'offers0.xml',
      'orders0.xml',
    ])
  })

  it('[C §4.1, §7.2] the module: prices and rests apart from 2.09 on', async () => {
    expect(await namesOf({ naming: 'module', version: '2.08' })).toEqual([
      `import___${guid}.xml`,
      `offers___${guid}.xml`,
      `documents___${guid}.xml`,
    ])
    expect(await namesOf({ naming: 'module', version: '2.09' })).toEqual([
      `import___${guid}.xml`,
      `offers___${guid}.xml`,
      `prices___${guid}.xml`,
      `rests___${guid}.xml`,
      `documents___${guid}.xml`,
    ])
  })

  it('[C §4.1, §7.2] the module 3.1: folders in the order that keeps references valid', async () => {
    const names = await namesOf({ naming: 'module31', version: '3.1' })
    expect(names).toEqual(
      [
        'groups',
        'propertiesGoods',
        'units',
        'priceLists',
        'storages',
        'goods',
        'offers',
        'prices',
        'rests',
        'documents',
      ].map((folder) => `${folder}/${folder}_1_1_${guid}.xml`),
    )
  })
})

describe('portions', () => {
  it('[C §4.2] without portions all files are one session', async () => {
    const files = await filesOf(everything, aForm())
    expect(new Set(files.map(({ portion }) => portion))).toEqual(new Set([1]))
  })

  it('[C §4.2] portion 1 has the classifier and is full, later ones have neither', async () => {
    const files = await filesOf(demoCmlOnec.records, aForm({ portion: 25 }))
    const catalogue = files.filter(({ content }) => content === 'catalogue')
    expect(catalogue.map(({ name, portion }) => [name, portion])).toEqual([
      ['import0_1.xml', 1],
      ['import0_2.xml', 2],
      ['import0_3.xml', 3],
    ])
    const read = catalogue.map(({ bytes }) => readBack(bytes).records)
    expect(read.map((records) => ofKind(records, 'classifier').length)).toEqual([1, 0, 0])
    expect(read.map((records) => ofKind(records, 'catalogue')[0]?.changesOnly)).toEqual([false, true, true])
    expect(read.map((records) => ofKind(records, 'item').length)).toEqual([25, 25, items.length - 50])
    const offers = files
      .filter(({ content }) => content === 'offers')
      .map(({ bytes }) => readBack(bytes).records)
    expect(offers.map((records) => ofKind(records, 'package')[0]?.changesOnly)).toEqual([
      false,
      true,
      true,
      true,
    ])
    expect(offers.map((records) => ofKind(records, 'priceType').length)).toEqual([3, 0, 0, 0])
  })

  it('[C §4.2] an export of changes is one in every portion', async () => {
    const files = await filesOf(demoCmlOnec.records, aForm({ portion: 40, changesOnly: true }))
    for (const { bytes } of files) {
      for (const head of readBack(bytes).records) {
        if ('changesOnly' in head && head.kind !== 'classifier') expect(head.changesOnly).toBe(true)
      }
    }
  })

  it('[C §6, §7.2] lists, prices and rests of a full 3.1 export do not say that all goods are gone', async () => {
    const files = await filesOf(demoCmlOnec.records, aForm({ naming: 'module31', version: '3.1' }))
    const full = files.filter(({ bytes }) =>
      readBack(bytes).records.some(
        (record) => (record.kind === 'catalogue' || record.kind === 'package') && !record.changesOnly,
      ),
    )
    expect(full.map(({ name }) => name.split('/')[0])).toEqual(['goods', 'offers'])
  })

  it('an item is asked of the source not before its file is asked for', async () => {
    let given: CmlItem[] = []
    async function* tapped(): AsyncGenerator<CmlRecord> {
      for (const record of demoCmlOnec.records) {
        if (record.kind === 'item') given.push(record)
        yield record
      }
    }
    const sizes: number[] = []
    for await (const { content, chunks } of cmlFiles(aForm({ portion: 20 }), tapped)) {
      const { records } = readBack(await bytesOf(chunks))
      if (content !== 'catalogue') break
      expect(given.map(({ id }) => id)).toEqual(ofKind(records, 'item').map(({ id }) => id))
      sizes.push(given.length)
      given = []
    }
    expect(sizes).toEqual([20, 20, 20, items.length - 60])
  })
})

describe('files that are left out, and passes that end', () => {
  it('[C §7.1] prices and stock alone: one file, no catalogue', async () => {
    const records = demoCmlOnec.records.flatMap((record): CmlRecord[] => {
      if (record.kind === 'offer') return [record]
      return record.kind === 'package' ? [{ ...record, element: 'ИзмененияПакетаПредложений' }] : []
    })
    const files = await filesOf(records, aForm())
    expect(files.map(({ name, content }) => [name, content])).toEqual([['offers0_1.xml', 'offers']])
    expect(files[0]!.bytes.toString('utf8')).toContain(
      '<ИзмененияПакетаПредложений СодержитТолькоИзменения="true">',
    )
  })

  it('[C §11] documents alone: one file', async () => {
    const files = await filesOf(orders, aForm())
    expect(files.map(({ content }) => content)).toEqual(['documents'])
  })

  it('nothing at all: no file', async () => {
    expect(await filesOf([], aForm())).toEqual([])
  })

  it('several package heads of a base become one', async () => {
    const records = demoCmlOnec.records.flatMap((record): CmlRecord[] =>
      record.kind === 'package' ? [{ ...record, element: 'ИзмененияПакетаПредложений' }, record] : [record],
    )
    const offers = (await filesOf(records, aForm())).find(({ content }) => content === 'offers')!
    const read = readBack(offers.bytes).records
    expect(ofKind(read, 'package').map(({ element }) => element)).toEqual(['ПакетПредложений'])
    expect(ofKind(read, 'offer')).toHaveLength(ofKind(demoCmlOnec.records, 'offer').length)
  })

  it('a file that was not consumed is no silent mixture: the next one is refused', async () => {
    const files = cmlFiles(aForm({ portion: 10 }), source)
    await files.next()
    await expect(files.next()).rejects.toThrow('import0_1.xml')
  })

  it('the pass over the source ends when the export is given up', async () => {
    let ended = 0
    async function* watched(): AsyncGenerator<CmlRecord> {
      try {
        yield* demoCmlOnec.records
      } finally {
        ended += 1
      }
    }
    for await (const { chunks } of cmlFiles(aForm({ portion: 10 }), watched)) {
      await bytesOf(chunks)
      break
    }
    expect(ended).toBe(1)
  })
})

describe('memory', () => {
  it('streams in pieces of 64 KB at most and holds no more than a few records', async () => {
    const one = { ...items[0]!, description: 'Описание товара. '.repeat(100) }
    let waiting = 0
    let most = 0
    function* many(): Generator<CmlRecord> {
      yield ofKind(demoCmlOnec.records, 'catalogue')[0]!
      for (let n = 0; n < 3000; n += 1) {
        waiting += 1
        most = Math.max(most, waiting)
        yield { ...one, id: `item-${n}` }
      }
    }
    let bytes = 0
    for await (const chunk of writeCml(many(), aForm())) {
      expect(chunk.length).toBeLessThanOrEqual(64 * 1024)
      bytes += chunk.length
      waiting = 0
    }
    expect(bytes).toBeGreaterThan(8_000_000)
    // An item is some 3000 characters here, so a piece holds about ten of them.
    expect(most).toBeLessThan(40)
  })
})
