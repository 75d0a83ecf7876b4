import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { clientProfiles, type ClientProfileId } from '../../server/contracts/commerceml/client-profiles.ts'
import { logOf, startOnec } from './cml-onec-bench.ts'
import { scriptedSite } from './cml-scripted-site.ts'

const BITRIX = 'success\nPHPSESSID\n0a1b\nsessid=00112233\ntimestamp=1700000000\n'

describe('profiles of clients', () => {
  it.each(Object.keys(clientProfiles) as ClientProfileId[])(
    '[C §14 %s] finishes a catalogue and an orders session with a minimal site',
    async (profile) => {
      const site = await scriptedSite()
      site.answer(
        'query',
        '\uFEFF<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="2024-05-14T10:00:00"/>',
      )
      const { exchange } = await startOnec(site.address, { profile })
      const run = await exchange({ kind: 'all', full: true })
      expect(logOf(run).filter((text) => /ошибк/i.test(text))).toEqual([])
      expect(run.state).toBe('done')
      expect(run.totals).toMatchObject({ items: 4, offers: 6 })
    },
  )

  it.each([
    ['ut103', ['import.xml', 'offers.xml']],
    ['ut11', ['import0_1.xml', 'offers0_1.xml']],
    ['unf3', ['import0.xml', 'offers0.xml']],
    ['moysklad', ['import.xml', 'offers.xml']],
  ] as const)('[C §4.1 %s] names of its files', async (profile, names) => {
    const site = await scriptedSite()
    const { exchange } = await startOnec(site.address, { profile, pictures: false })
    await exchange({ kind: 'catalogue', full: true })
    expect([...site.files().keys()]).toEqual(names)
  })

  it('[C §2.7 module] version in init, sessid as line 4 has it, deactivate with the timestamp, complete', async () => {
    const site = await scriptedSite()
    site.answer('checkauth', BITRIX)
    site.answer('deactivate', 'progress\n', 'success\nДеактивация элементов завершена.')
    const { exchange } = await startOnec(site.address, { profile: 'bitrix-module-2.09', pictures: false })
    await exchange({ kind: 'catalogue', full: true })
    const query = (mode: string) => site.seen.filter((one) => one.mode === mode).map(({ url }) => url)
    expect(query('init')).toEqual(['/1c_exchange.php?type=catalog&mode=init&sessid=00112233&version=2.09'])
    expect(query('deactivate')).toEqual(
      Array.from(
        { length: 2 },
        () => '/1c_exchange.php?type=catalog&mode=deactivate&sessid=00112233&timestamp=1700000000',
      ),
    )
    expect(site.modes().at(-1)).toBe('complete')
  })

  it('[C §3.1 deactivate] an export of changes deactivates nothing', async () => {
    const site = await scriptedSite()
    site.answer('checkauth', BITRIX)
    const { exchange } = await startOnec(site.address, { profile: 'bitrix-module-2.09', pictures: false })
    await exchange({ kind: 'catalogue', full: false })
    expect(site.modes()).not.toContain('deactivate')
    expect(site.modes().at(-1)).toBe('complete')
  })

  it('[C §7.2] the 2.09 module splits prices and stock off and packs each file on its own', async () => {
    const site = await scriptedSite()
    site.answer('init', 'zip=yes\nfile_limit=0')
    const { exchange } = await startOnec(site.address, { profile: 'bitrix-module-2.09' })
    await exchange({ kind: 'catalogue', full: true })
    const packed = [...site.files()].map(([name, bytes]) => [
      name.replace(/___.*\./, '___.'),
      Object.keys(unzipSync(bytes))[0]!.replace(/___.*\./, '___.'),
    ])
    expect(packed).toEqual([
      ['import___.zip', 'import___.xml'],
      ['offers___.zip', 'offers___.xml'],
      ['prices___.zip', 'prices___.xml'],
      ['rests___.zip', 'rests___.xml'],
    ])
    const imports = site.seen.filter(({ mode }) => mode === 'import').map(({ filename }) => filename!)
    expect(imports.map((name) => name.replace(/___.*/, ''))).toEqual(['import', 'offers', 'prices', 'rests'])
  })

  it('[C §7.2] the 3.1 module imports its folders in the order of their references', async () => {
    const site = await scriptedSite()
    const { exchange } = await startOnec(site.address, { profile: 'bitrix-module-3.1', pictures: false })
    await exchange({ kind: 'catalogue', full: true })
    const folders = site.seen
      .filter(({ mode }) => mode === 'import')
      .map(({ filename }) => filename!.split('/')[0])
    expect(folders).toEqual(['groups', 'priceLists', 'storages', 'goods', 'offers', 'prices', 'rests'])
  })

  it('[C §2.7 УНФ] version and cmlVersion in the init of orders, before query; info is asked for', async () => {
    const site = await scriptedSite()
    site.answer('checkauth', BITRIX)
    site.answer(
      'info',
      '<?xml version="1.0"?><Справочник><Cтатусы><Элемент><Ид>N</Ид></Элемент><Элемент><Ид>F</Ид></Элемент></Cтатусы></Справочник>',
    )
    const { exchange } = await startOnec(site.address, { profile: 'unf3' })
    const run = await exchange({ kind: 'orders' })
    expect(site.modes()).toEqual(['checkauth', 'init', 'info', 'query', 'success'])
    expect(site.seen[1]!.url).toBe(
      '/1c_exchange.php?type=sale&mode=init&sessid=00112233&version=2.09&cmlVersion=2.10',
    )
    expect(logOf(run)).toContain('Получено статусов заказов сайта: 2')
  })

  it('[C §2.7 УТ] no version, sessid without its name only when the node says so', async () => {
    const site = await scriptedSite()
    site.answer('checkauth', BITRIX)
    const { exchange, set } = await startOnec(site.address, { pictures: false })
    await exchange({ kind: 'catalogue', full: true })
    expect(site.seen.some(({ url }) => /version|sessid/.test(url))).toBe(false)
    set({ useSessid: true })
    site.forget()
    await exchange({ kind: 'catalogue', full: true })
    expect(site.seen[1]!.url).toBe('/1c_exchange.php?type=catalog&mode=init&sessid=00112233')
  })

  it('[C §2.4 module] HTTP 520 ends the exchange whatever the body says', async () => {
    const site = await scriptedSite()
    site.answer('file', { status: 520, body: 'success' })
    const { exchange } = await startOnec(site.address, { profile: 'bitrix-module-2.09' })
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.state).toBe('failed')
    expect(logOf(run)).toContain('Ошибка работы с Интернет: неизвестная ошибка http (520)')
    expect(site.modes()).toEqual(['checkauth', 'init', 'file'])
  })

  it('[C §3.5 УНФ] a body that broke off is asked for once more; УТ stops', async () => {
    const broken = { body: '', broken: true }
    for (const [profile, state] of [
      ['unf3', 'done'],
      ['ut11', 'failed'],
    ] as const) {
      const site = await scriptedSite()
      site.answer('file', broken, 'success')
      const { exchange } = await startOnec(site.address, { profile, pictures: false })
      expect((await exchange({ kind: 'catalogue', full: true })).state).toBe(state)
    }
  })

  it('[C §3.2 init] the client takes the lower version of the two', async () => {
    const site = await scriptedSite()
    const order =
      '<Контейнер><Документ><Ид>1</Ид><Номер>1</Номер><Дата>2024-05-13</Дата><ХозОперация>Заказ товара</ХозОперация><Валюта>RUB</Валюта><Контрагенты><Контрагент><Ид>a</Ид><Наименование>А</Наименование></Контрагент></Контрагенты><Товары><Товар><Ид>1</Ид><Наименование>Т</Наименование><ЦенаЗаЕдиницу>1</ЦенаЗаЕдиницу><Количество>1</Количество></Товар></Товары></Документ></Контейнер>'
    const file = (documents: string) =>
      `<?xml version="1.0"?><КоммерческаяИнформация ВерсияСхемы="3.1" ДатаФормирования="2024-05-14T10:00:00">${documents}</КоммерческаяИнформация>`
    site.answer('query', file(order), file(''))
    site.answer('init', 'zip=no\nfile_limit=0\nsessid=00\nversion=2.09')
    const { exchange, onec } = await startOnec(site.address, { profile: 'bitrix-module-3.1' })
    await exchange({ kind: 'orders' })
    const { rows } = await onec.orders({ offset: 0, limit: 1 })
    await onec.editOrder(rows[0]!.id, { paid: true })
    await exchange({ kind: 'orders' })
    const [sent] = site.files().values()
    expect(sent!.toString('utf8')).toContain('ВерсияСхемы="2.09"')
  })

  it.each(['2.05', '2.07', '2.08', '2.10', '3.1'] as const)(
    '[C §12] a node may write version %s, in windows-1251 too',
    async (version) => {
      const site = await scriptedSite()
      const { exchange } = await startOnec(site.address, {
        version,
        encoding: 'windows-1251',
        pictures: false,
      })
      const run = await exchange({ kind: 'catalogue', full: true })
      expect(run.state).toBe('done')
      const head = site.files().get('import0_1.xml')!.toString('latin1').slice(0, 400)
      expect(head).toMatch(/^<\?xml version="1.0" encoding="windows-1251"/)
      expect(head).toContain(`"${version}"`)
    },
  )
})
