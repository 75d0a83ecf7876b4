import { createHash } from 'node:crypto'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { account, logOf, startOnec } from './cml-onec-bench.ts'
import { scriptedSite } from './cml-scripted-site.ts'

const recordsOf = (bytes: Uint8Array): CmlRecord[] => {
  const records: CmlRecord[] = []
  const reader = createCmlReader({ onRecord: (record) => void records.push(record) })
  reader.write(bytes)
  reader.end()
  return records
}

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8')

describe('a catalogue session', () => {
  it('[C §16 1C 3] checkauth, init, files, imports of XML names only, in directory order', async () => {
    const site = await scriptedSite()
    const { exchange } = await startOnec(site.address)
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.state).toBe('done')
    expect(site.modes()).toEqual(['checkauth', 'init', 'file', 'file', 'file', 'import', 'import'])
    expect(site.seen.map(({ filename }) => filename)).toEqual([
      null,
      null,
      'import0_1.xml',
      'offers0_1.xml',
      expect.stringMatching(/^import_files\/[0-9a-f]{2}\/[0-9a-f]{32}_main\.png$/),
      'import0_1.xml',
      'offers0_1.xml',
    ])
    const goods = recordsOf(site.files().get('import0_1.xml')!)
    expect(goods.filter(({ kind }) => kind === 'item')).toHaveLength(4)
    expect(run.totals).toMatchObject({ items: 4, offers: 6, pictures: 1 })
    expect(logOf(run)).toEqual(
      expect.arrayContaining(['Выгружено товаров: 4', 'Выгружено картинок: 1', 'Выгружено предложений: 6']),
    )
  })

  it('[C §2.2] Basic in UTF-8 with every request, files as POST with their raw bytes, the rest as GET', async () => {
    const site = await scriptedSite()
    const { exchange } = await startOnec(site.address)
    await exchange({ kind: 'catalogue', full: true })
    const basic = `Basic ${Buffer.from(`${account.user}:${account.password}`, 'utf8').toString('base64')}`
    for (const { method, mode, headers, body } of site.seen) {
      expect(headers.authorization).toBe(basic)
      expect(headers['user-agent']).toBe('1C+Enterprise/8.3')
      expect(method).toBe(mode === 'file' ? 'POST' : 'GET')
      expect(headers['content-length']).toBe(mode === 'file' ? String(body.length) : undefined)
      expect(headers['content-type']).toBeUndefined()
    }
    expect([...site.files().get('import0_1.xml')!.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  })

  it('[C §2.3] the cookie comes from the body, Set-Cookie is ignored', async () => {
    const site = await scriptedSite()
    site.answer('checkauth', {
      body: 'success\nkey\nfrom-body',
      headers: { 'Set-Cookie': 'key=from-header; path=/' },
    })
    const { exchange } = await startOnec(site.address)
    await exchange({ kind: 'catalogue', full: true })
    const [first, ...rest] = site.seen
    expect(first!.headers.cookie).toBeUndefined()
    for (const { headers } of rest) expect(headers.cookie).toBe('key=from-body')
  })

  it('[C §2.5 CRLF] lines 2 and 3 are not trimmed: the cookie keeps its CR and the session is lost', async () => {
    const site = await scriptedSite()
    site.answer('checkauth', 'success\r\nPHPSESSID\r\n0a1b\r\n')
    const { exchange } = await startOnec(site.address)
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(site.seen[1]!.headers.cookie).toBe('PHPSESSID%0D=0a1b%0D')
    expect(run.steps[0]!.verdict).toBe('warning')
    expect(run.steps[0]!.reaction.ru).toMatch(/CR остаётся/)
  })

  it('[C §4.3] parts of file_limit under one name put the same bytes together', async () => {
    const site = await scriptedSite()
    const whole = await scriptedSite()
    site.answer('init', 'zip=no\nfile_limit=700')
    const one = await startOnec(site.address)
    const other = await startOnec(whole.address)
    const run = await one.exchange({ kind: 'catalogue', full: true })
    await other.exchange({ kind: 'catalogue', full: true })
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    for (const [name, bytes] of whole.files()) expect(hash(site.files().get(name)!)).toBe(hash(bytes))
    expect(site.seen.every(({ body }) => body.length <= 700)).toBe(true)
    const parts = run.steps.filter(({ file, mode }) => mode === 'file' && file === 'import0_1.xml')
    expect(parts.map(({ offset }) => offset)).toEqual(parts.map((_, index) => index * 700))
    expect(run.totals.bytes).toBe([...whole.files().values()].reduce((sum, { length }) => sum + length, 0))
  })

  it('[C §16 1C 3] the part size of the node goes before a larger limit of the site', async () => {
    const site = await scriptedSite()
    site.answer('init', 'zip=no\nfile_limit=100000')
    const { exchange } = await startOnec(site.address, { partBytes: 1000 })
    await exchange({ kind: 'catalogue', full: true })
    expect(Math.max(...site.seen.map(({ body }) => body.length))).toBe(1000)
  })

  it('[C §15 F8] file_limit=81: thousands of parts become one row with repeats', async () => {
    const site = await scriptedSite()
    site.answer('init', 'zip=no\nfile_limit=81')
    const { exchange } = await startOnec(site.address)
    const run = await exchange({ kind: 'catalogue', full: true })
    const rows = run.steps.filter(({ file, mode }) => mode === 'file' && file === 'import0_1.xml')
    const requests = site.seen.filter(({ filename, mode }) => mode === 'file' && filename === 'import0_1.xml')
    expect(requests.length).toBeGreaterThan(40)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ repeats: requests.length - 1, sent: rows[0]!.total })
  })

  it('[C §4.4] zip=yes: one archive of the folder, named like a temp file of 1C; imports name the XML files', async () => {
    const site = await scriptedSite()
    site.answer('init', 'zip=yes\nfile_limit=1000')
    const { exchange } = await startOnec(site.address)
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.state).toBe('done')
    const [[name, bytes] = ['', Buffer.alloc(0)], ...more] = site.files()
    expect(more).toEqual([])
    expect(name).toMatch(/^v8_[0-9A-F]{4}_[0-9a-f]{5}\.zip$/)
    const entries = unzipSync(bytes)
    expect(Object.keys(entries)).toEqual([
      'import0_1.xml',
      'offers0_1.xml',
      expect.stringMatching(/^import_files\/.+\.png$/),
    ])
    expect(recordsOf(entries['offers0_1.xml']!).filter(({ kind }) => kind === 'offer')).toHaveLength(6)
    const imports = site.seen.filter(({ mode }) => mode === 'import')
    expect(imports.map(({ filename }) => filename)).toEqual(['import0_1.xml', 'offers0_1.xml'])
  })

  it('[C §4.4] a node without zip sends files though the site takes archives', async () => {
    const site = await scriptedSite()
    site.answer('init', 'zip=yes\nfile_limit=0')
    const { exchange } = await startOnec(site.address, { zip: false })
    await exchange({ kind: 'catalogue', full: true })
    expect(site.files().has('import0_1.xml')).toBe(true)
  })

  it('[C §4.2] every portion is a session of its own; the classifier is in the first alone', async () => {
    const site = await scriptedSite()
    const { exchange } = await startOnec(site.address, { portion: 3, pictures: false })
    const run = await exchange({ kind: 'catalogue', full: true })
    const names = [...site.files().keys()]
    expect(names).toEqual(['import0_1.xml', 'import0_2.xml', 'offers0_1.xml', 'offers0_2.xml'])
    expect(site.modes().filter((mode) => mode === 'checkauth')).toHaveLength(4)
    const text = (name: string) => textOf(site.files().get(name))
    expect(text('import0_1.xml')).toContain('<Классификатор')
    expect(text('import0_1.xml')).toContain('СодержитТолькоИзменения="false"')
    expect(text('import0_2.xml')).not.toContain('<Классификатор')
    expect(text('import0_2.xml')).toContain('СодержитТолькоИзменения="true"')
    expect([...new Set(run.steps.map(({ portion }) => portion))]).toEqual([1, 2, 3, 4])
  })

  it('[C §9] what the site has acknowledged is not sent again; a full export sends everything', async () => {
    const site = await scriptedSite()
    const { exchange, onec, catalogue } = await startOnec(site.address, { pictures: false })
    expect((await onec.nodes())[0]).toMatchObject({ changed: 10 })
    expect((await exchange({ kind: 'catalogue' })).totals.items).toBe(4)
    expect((await onec.nodes())[0]).toMatchObject({ changed: 0 })

    site.forget()
    const nothing = await exchange({ kind: 'catalogue' })
    expect(nothing.state).toBe('done')
    expect(site.seen).toEqual([])

    const { rows } = await catalogue.items({ offset: 1, limit: 1 })
    await onec.editItem({ id: rows[0]!.id, name: 'Новое имя' })
    expect((await onec.nodes())[0]!.changed).toBeGreaterThan(0)
    expect((await exchange({ kind: 'catalogue' })).totals.items).toBe(1)
    expect(textOf(site.files().get('import0_1.xml'))).toContain('Новое имя')

    expect((await exchange({ kind: 'catalogue', full: true })).totals.items).toBe(4)
  })

  it('[C §3.5] a failure of portion 1 stops the catalogue, and everything stays registered', async () => {
    const site = await scriptedSite()
    site.answer('import', 'failure\nСтрока 7: нет группы', 'success')
    const { exchange, onec } = await startOnec(site.address, { portion: 2, pictures: false })
    const run = await exchange({ kind: 'catalogue' })
    expect(run.state).toBe('failed')
    expect(site.modes()).toEqual(['checkauth', 'init', 'file', 'import'])
    expect(logOf(run)).toEqual(
      expect.arrayContaining([
        'Произошла ошибка на стороне сервера. Ответ сервера: Строка 7: нет группы',
        'Выгрузка товаров завершена с ошибками',
        'Обмен не выполнен',
      ]),
    )
    expect((await onec.nodes())[0]!.changed).toBe(10)
  })

  it('[C §3.5] a failed portion from 2 on stays registered and is tried up to the attempts of the node', async () => {
    const site = await scriptedSite()
    site.answer('import', 'success', 'failure\nнет', 'success')
    const { exchange, onec } = await startOnec(site.address, { portion: 2, pictures: false, attempts: 2 })
    const first = await exchange({ kind: 'catalogue' })
    expect(first.state).toBe('failed')
    expect([...site.files().keys()]).toContain('import0_2.xml')
    expect((await onec.nodes())[0]).toMatchObject({ failedPortions: [2] })

    site.forget()
    site.answer('import', 'success')
    const second = await exchange({ kind: 'catalogue' })
    expect(second).toMatchObject({ state: 'done', totals: { items: 2 } })
    expect((await onec.nodes())[0]).toMatchObject({ failedPortions: [] })
  })

  it('[C §3.1 import] progress is repeated, at once for УТ and as one row with repeats', async () => {
    const site = await scriptedSite()
    const progress = (percent: number) => `progress\nОбработано ${percent}% файла.`
    site.answer('import', progress(10), progress(40), progress(80), 'success\nИмпорт успешно завершен.')
    const { exchange, pauses } = await startOnec(site.address, { pictures: false })
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.state).toBe('done')
    const rows = run.steps.filter(({ mode, file }) => mode === 'import' && file === 'import0_1.xml')
    expect(rows.map(({ verdict, repeats }) => [verdict, repeats])).toEqual([
      ['progress', 2],
      ['ok', 0],
    ])
    expect(rows[0]!.answer).toBe(progress(80))
    expect(pauses.filter((ms) => ms >= 1000)).toEqual([])
  })

  it('[C §2.6] УНФ pauses 5 s before every import request', async () => {
    const site = await scriptedSite()
    site.answer('import', 'progress\n', 'success')
    const { exchange, pauses } = await startOnec(site.address, { profile: 'unf3', pictures: false })
    await exchange({ kind: 'catalogue', full: true })
    const imports = site.modes().filter((mode) => mode === 'import').length
    expect(pauses.filter((ms) => ms === 5000)).toHaveLength(imports)
  })

  it('[C §15 F9] progress without end is given up at the bound of the bench', async () => {
    const site = await scriptedSite()
    site.answer('import', 'progress\nжду')
    const { exchange } = await startOnec(site.address, { maxPolls: 30, pictures: false })
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.state).toBe('failed')
    expect(site.modes().filter((mode) => mode === 'import')).toHaveLength(30)
    expect(logOf(run).join('\n')).toMatch(/progress 30 раз подряд/)
  })

  it('[C §2.6] no answer in the time of the node is no answer', async () => {
    const site = await scriptedSite()
    site.answer('init', { body: '', after: new Promise(() => undefined) })
    const { exchange } = await startOnec(site.address, { timeoutMs: 150 })
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.state).toBe('failed')
    expect(run.steps.at(-1)).toMatchObject({ mode: 'init', status: null, verdict: 'failed' })
    expect(run.steps.at(-1)!.said.ru).toMatch(/Ответа нет/)
  })

  it('[C §3.1 import] after one loaded file the failure of a later one holds up nothing, the run has failed', async () => {
    const site = await scriptedSite()
    site.answer('import', 'success', 'failure\nоферты', 'success')
    const { exchange } = await startOnec(site.address, { profile: 'bitrix-module-2.09', pictures: false })
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.state).toBe('failed')
    expect(site.modes().filter((mode) => mode === 'import').length).toBeGreaterThan(2)
  })

  it('[C §3.1 import] a strict node stops at the first failure', async () => {
    const site = await scriptedSite()
    site.answer('import', 'success', 'failure\nоферты', 'success')
    const { exchange } = await startOnec(site.address, {
      profile: 'bitrix-module-2.09',
      pictures: false,
      strict: true,
    })
    await exchange({ kind: 'catalogue', full: true })
    expect(site.modes().filter((mode) => mode === 'import')).toHaveLength(2)
  })

  it('[C §3.1 import] «без ожидания подтверждения» skips import altogether', async () => {
    const site = await scriptedSite()
    const { exchange } = await startOnec(site.address, { waitImport: false })
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.state).toBe('done')
    expect(site.modes()).not.toContain('import')
  })

  it('[C §7.1] prices and stock go up in a file of their own after the offers', async () => {
    const site = await scriptedSite()
    const { exchange } = await startOnec(site.address, { pricesOnly: true, pictures: false })
    await exchange({ kind: 'catalogue', full: true })
    const uploads = site.seen.filter(({ mode }) => mode === 'file')
    expect(uploads.map(({ filename }) => filename)).toEqual([
      'import0_1.xml',
      'offers0_1.xml',
      'offers0_1.xml',
    ])
    const last = textOf(uploads.at(-1)!.body)
    expect(last).toContain('<ИзмененияПакетаПредложений')
    expect(last).toContain('<ИдХарактеристики>')
    expect(last).not.toContain('<Наименование>Дрель')
  })

  it('[C §2.2] allPost: every request is a POST, as some emulators send them', async () => {
    const site = await scriptedSite()
    const { exchange } = await startOnec(site.address, { allPost: true })
    const run = await exchange({ kind: 'all' })
    expect(run.state).toBe('done')
    expect(new Set(site.seen.map(({ method }) => method))).toEqual(new Set(['POST']))
  })

  it('[C §2.4] a status other than 200 is only logged, the body decides', async () => {
    const site = await scriptedSite()
    site.answer('file', { status: 500, body: 'success' })
    const { exchange } = await startOnec(site.address)
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.state).toBe('done')
    expect(logOf(run)).toContain('Получение данных с сервера: ответ сервера = 500')
  })

  it('[C §15 F23] a redirect is not followed, its body is the answer', async () => {
    const site = await scriptedSite()
    site.answer('checkauth', {
      status: 301,
      headers: { Location: `${site.address}?moved` },
      body: '<html>Moved</html>',
    })
    const { exchange } = await startOnec(site.address)
    const run = await exchange({ kind: 'check' })
    expect(run.state).toBe('failed')
    expect(site.seen).toHaveLength(1)
    expect(run.steps[0]).toMatchObject({ status: 301, answer: '<html>Moved</html>' })
  })

  it('[C §3.1 checkauth] «Проверить соединение» is only that request', async () => {
    const site = await scriptedSite()
    const { exchange } = await startOnec(site.address)
    const run = await exchange({ kind: 'check' })
    expect(run.state).toBe('done')
    expect(site.modes()).toEqual(['checkauth'])
  })
})

describe('steps and log', () => {
  it('[C §16 1C 8] every step has its answer, its reaction and its entry of the journal', async () => {
    const site = await scriptedSite()
    const { exchange, journal, events } = await startOnec(site.address)
    const run = await exchange({ kind: 'catalogue', full: true })
    expect(run.steps).toHaveLength(site.seen.length)
    for (const step of run.steps) {
      const entry = await journal.entry(step.entry!)
      expect(entry).toMatchObject({ operation: `commerceml.catalog.${step.mode}`, from: 'onec', to: 'site' })
      expect(step.reaction.ru).not.toBe('')
      expect(step.said.ru).not.toBe('')
    }
    expect(events.some(({ area, id }) => area === 'cml-onec' && id === run.id)).toBe(true)
  })

  it('[C §3.5] a run that stops is told from the others and kept', async () => {
    const site = await scriptedSite()
    site.answer('checkauth', 'failure\nОшибка авторизации.')
    const { exchange, onec } = await startOnec(site.address)
    const run = await exchange({ kind: 'all' })
    expect(run.state).toBe('failed')
    expect(await onec.run(run.id)).toEqual(run)
    const [row] = await onec.runs('shop')
    expect(row).toMatchObject({ id: run.id, state: 'failed', steps: 2 })
    expect(logOf(run)).toContain(
      'Авторизация не выполнена. Не удалось установить соединение с сервером. Проверьте имя пользователя и пароль.',
    )
  })

  it('[C §15 F30] a node that is exchanging does not start another session; another node does', async () => {
    const site = await scriptedSite()
    let release = () => undefined as void
    const held = new Promise<void>((resolve) => (release = resolve))
    site.answer('checkauth', { body: 'success\na\nb', after: held })
    const { onec, add } = await startOnec(site.address)
    add({ id: 'second' })
    const { id } = await onec.start('shop', { kind: 'check' }, 'manual')
    await expect(onec.start('shop', { kind: 'check' }, 'manual')).rejects.toMatchObject({
      code: 'CML-NODE-BUSY',
    })
    const other = await onec.start('second', { kind: 'check' }, 'manual')
    release()
    expect((await onec.finished(id)).state).toBe('done')
    expect((await onec.finished(other.id)).state).toBe('done')
  })
})
