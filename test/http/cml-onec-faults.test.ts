import { describe, expect, it } from 'vitest'
import { cmlFaults } from '../../server/contracts/commerceml/faults.ts'
import type { CmlItem, CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import { logOf, startOnec } from './cml-onec-bench.ts'
import { scriptedSite, type ScriptedSite } from './cml-scripted-site.ts'

/** The failures of section 15 that the 1C end plays: each really changes what is sent. */

type Settings = NonNullable<Parameters<typeof startOnec>[1]>

const recordsOf = (bytes: Uint8Array): CmlRecord[] => {
  const records: CmlRecord[] = []
  const reader = createCmlReader({ onRecord: (record) => void records.push(record) })
  reader.write(bytes)
  reader.end()
  return records
}

const textOf = (site: ScriptedSite, name: RegExp): string => {
  const found = [...site.files()].find(([file]) => name.test(file))
  return found ? found[1].toString('utf8') : ''
}

async function catalogue(id: string, settings: Settings = {}, full = true) {
  const site = await scriptedSite()
  const bench = await startOnec(site.address, { pictures: false, faults: [{ id }], ...settings })
  const run = await bench.exchange({ kind: 'catalogue', full })
  return { site, bench, run }
}

const ORDER = (number: string) =>
  `<Документ><Ид>${number}</Ид><Номер>${number}</Номер><Дата>2024-05-13</Дата><ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта><Курс>1</Курс><Сумма>100</Сумма><Контрагенты><Контрагент><Ид>a</Ид><Наименование>Иванов</Наименование><Роль>Покупатель</Роль><ПолноеНаименование>Иванов</ПолноеНаименование></Контрагент></Контрагенты><Товары><Товар><Ид>1</Ид><Наименование>Товар</Наименование><ЦенаЗаЕдиницу>100</ЦенаЗаЕдиницу><Количество>1</Количество><Сумма>100</Сумма></Товар></Товары></Документ>`
const wrapped = (documents: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="2024-05-14T10:00:00">${documents}</КоммерческаяИнформация>`

/** Two orders of the site that 1C has paid for, sent up while the failure is on. */
async function orders(id: string, settings: Settings = {}) {
  const site = await scriptedSite()
  site.answer('query', wrapped(ORDER('132') + ORDER('133')), wrapped(''))
  const bench = await startOnec(site.address, settings)
  await bench.exchange({ kind: 'orders' })
  const { rows } = await bench.onec.orders({ offset: 0, limit: 10 })
  for (const row of rows) await bench.onec.editOrder(row.id, { paid: true, status: 'К отгрузке' })
  site.forget()
  bench.set({ faults: [{ id, times: 0 }] })
  const run = await bench.exchange({ kind: 'orders' })
  return { site, bench, run, file: textOf(site, /orders|documents/) }
}

describe('failures of the connection', () => {
  it('[C §15 F3] sessid is left out of the address, without the failure it is there', async () => {
    const withToken = async (faults: { id: string }[]) => {
      const site = await scriptedSite()
      site.answer('checkauth', 'success\nPHPSESSID\n0a1b\nsessid=00112233')
      const bench = await startOnec(site.address, { useSessid: true, faults, pictures: false })
      await bench.exchange({ kind: 'catalogue', full: true })
      return site.seen.slice(1).filter(({ url }) => url.includes('&sessid=00112233')).length
    }
    expect(await withToken([])).toBe(5)
    expect(await withToken([{ id: 'F3' }])).toBe(0)
  })

  it('[C §15 F5] an answer without BOM is read as ANSI', async () => {
    const site = await scriptedSite()
    site.answer('query', wrapped(ORDER('132')))
    const bench = await startOnec(site.address, { faults: [{ id: 'F5' }] })
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.state).toBe('failed')
    expect(logOf(run)).toContain('Не удалось разобрать данные, загруженные с сервера.')
  })

  it('[C §15 F30] a second session runs beside the first', async () => {
    const { site, run } = await catalogue('F30')
    expect(site.modes().filter((mode) => mode === 'checkauth')).toHaveLength(2)
    expect(run.state).toBe('done')
    expect(logOf(run).join('\n')).toMatch(/F30/)
  })
})

describe('failures of the files', () => {
  it('[C §15 F6] fragments go in the wrong order', async () => {
    const { site, run } = await catalogue('F6')
    const parts = run.steps.filter(({ mode, file }) => mode === 'file' && file === 'import0_1.xml')
    expect(parts.map(({ offset }) => offset > 0)).toEqual([true, false])
    expect(textOf(site, /^import/)).not.toMatch(/^\uFEFF?<\?xml/)
  })

  it('[C §15 F7] a part of the archive is lost', async () => {
    const site = await scriptedSite()
    site.answer('init', 'zip=yes\nfile_limit=0')
    const { exchange } = await startOnec(site.address, { faults: [{ id: 'F7' }] })
    const run = await exchange({ kind: 'catalogue', full: true })
    const [step] = run.steps.filter(({ mode }) => mode === 'file')
    const [bytes] = site.files().values()
    expect(bytes!.length).toBeLessThan(step!.total)
  })

  it('[C §15 F25] XML is cut off inside an element', async () => {
    const { site } = await catalogue('F25')
    for (const [, bytes] of site.files()) expect(() => recordsOf(bytes)).toThrow()
    expect(textOf(site, /^import/)).not.toContain('</КоммерческаяИнформация>')
  })

  it('[C §15 F25] with one time left only one file is cut', async () => {
    const { site } = await catalogue('F25', { faults: [{ id: 'F25', times: 1 }] })
    expect(() => recordsOf(site.files().get('import0_1.xml')!)).toThrow()
    expect(recordsOf(site.files().get('offers0_1.xml')!)).not.toEqual([])
  })

  it('[C §15 F27] a text goes up under the name of a picture', async () => {
    const { site } = await catalogue('F27', { pictures: true })
    const [, picture] = [...site.files()].find(([name]) => name.startsWith('import_files/'))!
    expect(picture.toString()).toMatch(/^<html>/)
  })

  it('[C §15 F32] a file of CommerceML 1 instead of the catalogue', async () => {
    const { site } = await catalogue('F32')
    expect(textOf(site, /^import/)).toMatch(/<Товар Идентификатор="1"/)
    expect(() => recordsOf(site.files().get('import0_1.xml')!)).toThrow()
  })

  it('[C §15 F21] portions without a classifier also from a node that has none', async () => {
    const { site } = await catalogue('F21')
    expect([...site.files().keys()].filter((name) => name.startsWith('import'))).toEqual([
      'import0_1.xml',
      'import0_2.xml',
    ])
    expect(textOf(site, /^import0_2/)).not.toContain('<Классификатор')
  })
})

describe('failures of the goods', () => {
  it('[C §15 F10] one group only, said to be everything', async () => {
    const site = await scriptedSite()
    const bench = await startOnec(site.address, { pictures: false, faults: [{ id: 'F10' }] }, { goods: 502 })
    const run = await bench.exchange({ kind: 'catalogue' })
    expect(run.totals.items).toBe(500)
    expect(textOf(site, /^import/)).toContain('СодержитТолькоИзменения="false"')
  })

  it('[C §15 F12] one Ид twice, and two Ид with one article', async () => {
    const { site } = await catalogue('F12')
    const items = recordsOf(site.files().get('import0_1.xml')!).filter(
      (record): record is CmlItem => record.kind === 'item',
    )
    expect(items).toHaveLength(6)
    expect(new Set(items.map(({ id }) => id)).size).toBe(5)
    expect(items.filter(({ article }) => article === items[0]!.article)).toHaveLength(3)
  })

  it('[C §15 F22] prices are empty or spelled with spaces and a comma, the rest of the file is whole', async () => {
    const { site } = await catalogue('F22')
    const text = textOf(site, /^offers/)
    expect(text).toContain('<ЦенаЗаЕдиницу/>')
    expect(text).toMatch(/<ЦенаЗаЕдиницу>\d{1,3}( \d{3})*,\d\d?<\/ЦенаЗаЕдиницу>/)
    expect(recordsOf(site.files().get('offers0_1.xml')!).filter(({ kind }) => kind === 'offer')).toHaveLength(
      6,
    )
  })

  it('[C §15 F26] everything goes up again though nothing has changed', async () => {
    const { site, bench } = await catalogue('F26', { faults: [] })
    site.forget()
    bench.set({ faults: [{ id: 'F26', times: 0 }] })
    const run = await bench.exchange({ kind: 'catalogue' })
    expect(run.totals.items).toBe(4)
  })

  it('[C §15 F29] the moment of the file has milliseconds and an offset', async () => {
    const { site } = await catalogue('F29')
    expect(textOf(site, /^import/)).toMatch(/ДатаФормирования="2024-05-14T10:00:00\.175\+04:00"/)
  })
})

describe('failures of the orders', () => {
  const mapped: Settings = { profile: 'unf3', statuses: [{ site: '[F] Собран', onec: 'К отгрузке' }] }

  it('[C §15 F14] no status is sent, without the failure it is', async () => {
    expect((await orders('F25', mapped)).file).toContain('Статуса заказа ИД')
    expect((await orders('F14', mapped)).file).not.toContain('Статус')
  })

  it('[C §15 F15] НомерВерсии is that of what was sent before', async () => {
    const { file, bench, site } = await orders('F15', { profile: 'bitrix-module-2.09' })
    const version = (text: string) => /<НомерВерсии>([^<]*)</.exec(text)![1]
    expect(version(file)).toBe('AAAAAAAAAAA=')
    const { rows } = await bench.onec.orders({ offset: 0, limit: 10 })
    await bench.onec.editOrder(rows[0]!.id, { comment: 'ещё' })
    bench.set({ faults: [] })
    site.forget()
    await bench.exchange({ kind: 'orders' })
    expect(version(textOf(site, /documents/))).not.toBe('AAAAAAAAAAA=')
  })

  it('[C §15 F24] payments and shipments stay behind', async () => {
    const { file } = await orders('F24', { profile: 'bitrix-module-2.09' })
    expect(file.match(/<Документ>/g)).toHaveLength(2)
    expect(file).not.toContain('оплаты по 1С')
    const whole = await orders('F21', { profile: 'bitrix-module-2.09' })
    expect(whole.file.match(/<Документ>/g)).toHaveLength(4)
  })

  it('[C §15 F28] number and status are attributes', async () => {
    const { file } = await orders('F28')
    expect(file).toContain('<Документ Номер="132" Статус="К отгрузке"/>')
    expect(file).not.toContain('<Номер>')
  })

  it('[C §15 F29] dates of orders in other spellings', async () => {
    const { file } = await orders('F29')
    expect(file).toContain('<Дата>2024-05-13+03:00</Дата>')
    expect(file).toContain('<Дата>13.05.2024</Дата>')
  })
})

it('[C §15] every failure that the 1C end is said to play is played above', () => {
  const played = [
    'F3',
    'F5',
    'F10',
    'F12',
    'F14',
    'F15',
    'F21',
    'F22',
    'F24',
    'F25',
    'F26',
    'F27',
    'F28',
    'F29',
    'F30',
    'F32',
  ]
  const said = cmlFaults.filter(({ sides }) => sides.includes('onec')).map(({ id }) => id as string)
  // F6 and F7 are the site's by the contract; this end plays them too.
  expect(said.filter((id) => id !== 'F6' && id !== 'F7')).toEqual(played)
})
