import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import { openConnection } from '../../server/catalogue/connection.ts'
import { keepReport } from '../../server/catalogue/reports.ts'
import { temporaryFolder } from './storage-factory.ts'
import { aBase, anItem, catalogueOf, classifier, cml, goods, group } from './catalogue-base.ts'

const groups = classifier(`<Группы>${group('g1', group('g2'))}</Группы>`)
const inGroup = (id: string) => ({ more: `<Группы><Ид>${id}</Ид></Группы>` })
const none = { added: 0, changed: 0, unchanged: 0, deactivated: 0, deleted: 0, skipped: 0 }

describe('goods of a catalogue file', () => {
  it('[C §13] the same file sent twice changes nothing the second time', async () => {
    const { take, catalogue, rows } = await aBase()
    const file = cml(groups + catalogueOf([goods('a', inGroup('g1')), goods('b', inGroup('g2'))]))
    const first = await take(file)
    expect(first).toMatchObject({
      outcome: 'done',
      refusal: null,
      counts: {
        group: { ...none, added: 2 },
        item: { ...none, added: 2 },
      },
    })
    const change = await catalogue.changeNumber()
    const second = await take(file)
    expect(second.counts).toEqual({
      group: { ...none, unchanged: 2 },
      item: { ...none, unchanged: 2 },
    })
    expect(await catalogue.changeNumber()).toBe(change)
    expect(await rows(second)).toEqual([])
  })

  it('[C §13] goods are matched by Ид; what differs is changed and moves the change number', async () => {
    const { take, catalogue, rows } = await aBase()
    await take(cml(catalogueOf([goods('a'), goods('b')])))
    const change = await catalogue.changeNumber()
    const report = await take(cml(catalogueOf([goods('a', { name: 'Новое имя' }), goods('b'), goods('c')])))
    expect(report.counts.item).toEqual({ ...none, added: 1, changed: 1, unchanged: 1 })
    expect(await rows(report)).toEqual(['added item c', 'changed item a'])
    expect(await catalogue.changeNumber()).toBe(change + 1)
    const since = []
    for await (const record of catalogue.records({ since: change }))
      if (record.kind === 'item') since.push(record.id)
    expect(since).toEqual(['a', 'c'])
  })

  it('[C §6] identifiers are texts: leading zeros tell goods apart', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('087013'), goods('87013')])))
    expect((await catalogue.counts()).items).toBe(2)
  })

  it('[C §6 full] goods that a full export does not mention are deactivated', async () => {
    const { take, catalogue, rows } = await aBase()
    await take(cml(catalogueOf([goods('a'), goods('b'), goods('c')])))
    const report = await take(cml(catalogueOf([goods('b')])))
    expect(report.counts.item).toEqual({ ...none, unchanged: 1, deactivated: 2 })
    expect(await rows(report, 'deactivated')).toEqual(['deactivated item a', 'deactivated item c'])
    expect(await catalogue.counts()).toMatchObject({ items: 3, inactive: 2 })
    // The second time they are inactive already.
    expect((await take(cml(catalogueOf([goods('b')])))).counts.item).toEqual({ ...none, unchanged: 1 })
  })

  it('[C §6 full] by the policy they are deleted, with their offers', async () => {
    const { take, catalogue, rows } = await aBase()
    await take(cml(catalogueOf([goods('a'), goods('b', inGroup('g'))])))
    await take(
      cml(
        `<ПакетПредложений><Ид>c1#</Ид><ИдКаталога>c1</ИдКаталога><Предложения><Предложение><Ид>b</Ид><Наименование>Б</Наименование></Предложение></Предложения></ПакетПредложений>`,
      ),
    )
    const report = await take(cml(catalogueOf([goods('a')])), { missing: 'delete' })
    expect(await rows(report, 'deleted')).toEqual(['deleted item b', 'deleted offer b'])
    expect(await catalogue.counts()).toMatchObject({ items: 1, offers: 0 })
    expect(await catalogue.item('b')).toBeNull()
    // What comes again is new, and the report of its deletion still names it.
    expect((await take(cml(catalogueOf([goods('a'), goods('b')])))).counts.item).toMatchObject({ added: 1 })
    expect(await rows(report, 'deleted')).toEqual(['deleted item b', 'deleted offer b'])
  })

  it('[C §6 full] by the policy they stay, and the report says how many', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a'), goods('b')])))
    const report = await take(cml(catalogueOf([goods('a')])), { missing: 'nothing' })
    expect((await catalogue.counts()).inactive).toBe(0)
    const { rows } = await catalogue.importRows(report.id, { what: 'skipped', offset: 0, limit: 10 })
    expect(rows[0]?.reason?.ru).toContain('не упоминает записей базы: 1')
  })

  it('[C §6 full] only goods of that catalogue are meant', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a'), goods('b')], { id: 'first' })))
    await take(cml(catalogueOf([goods('x'), goods('b')], { id: 'second' })))
    const report = await take(cml(catalogueOf([goods('c')], { id: 'first' })))
    // `b` has moved to the second catalogue.
    expect(report.counts.item).toEqual({ ...none, added: 1, deactivated: 1 })
    expect((await catalogue.item('b'))?.active).toBe(true)
    expect((await catalogue.item('x'))?.active).toBe(true)
  })

  it('[C §6 full] a full catalogue without any goods removes nothing and is reported', async () => {
    const { take, catalogue, rows } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    const report = await take(cml(catalogueOf([])), { missing: 'delete' })
    expect((await catalogue.counts()).items).toBe(1)
    expect(await rows(report)).toEqual(['skipped item c1'])
  })

  it('[C §6 changes] a list of changes leaves everything else alone', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a'), goods('b')])))
    const report = await take(cml(catalogueOf([goods('b')], { changes: true })), { missing: 'delete' })
    expect(report.counts.item).toEqual({ ...none, unchanged: 1 })
    expect(await catalogue.counts()).toMatchObject({ items: 2, inactive: 0 })
  })

  it('[C §4.2] portion 2 without a classifier keeps groups and goods of portion 1', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(groups + catalogueOf([goods('a', inGroup('g1'))])))
    const report = await take(cml(catalogueOf([goods('b', inGroup('g2'))], { changes: true })))
    expect(report.counts.item).toEqual({ ...none, added: 1 })
    expect(await catalogue.groups()).toEqual([
      { id: 'g1', parent: null, name: 'Группа g1', items: 1, active: true },
      { id: 'g2', parent: 'g1', name: 'Группа g2', items: 1, active: true },
    ])
  })

  it('[C §6 deletion] a mark deactivates and keeps the content; without it the goods are back', async () => {
    const { take, catalogue, rows } = await aBase()
    await take(cml(catalogueOf([goods('a', { more: '<Описание>Подробно</Описание>' })])))
    const marked = cml(catalogueOf([goods('a', { name: 'Заглушка', deleted: true })], { changes: true }))
    const report = await take(marked)
    expect(await rows(report)).toEqual(['deactivated item a'])
    expect(await catalogue.item('a')).toMatchObject({
      active: false,
      name: 'Товар a',
      description: 'Подробно',
    })
    expect((await take(marked)).counts.item).toEqual({ ...none, unchanged: 1 })
    const back = await take(cml(catalogueOf([goods('a', { more: '<Описание>Подробно</Описание>' })])))
    expect(back.counts.item).toEqual({ ...none, changed: 1 })
    expect((await catalogue.item('a'))?.active).toBe(true)
  })

  it('[C §6 deletion] marked goods that the base never had are stored as inactive, with the reason', async () => {
    const { take, catalogue } = await aBase()
    const report = await take(cml(catalogueOf([goods('a', { deleted: true })])))
    expect(await catalogue.counts()).toMatchObject({ items: 1, inactive: 1 })
    const { rows } = await catalogue.importRows(report.id, { offset: 0, limit: 10 })
    expect(rows).toEqual([
      expect.objectContaining({
        what: 'added',
        id: 'a',
        reason: expect.objectContaining({ en: expect.stringContaining('inactive') }),
      }),
    ])
  })

  it('[C §13 duplicates] the last record of a file wins, with a reason; the file twice still changes nothing', async () => {
    const { take, catalogue, rows } = await aBase()
    const file = cml(
      catalogueOf([goods('a', { name: 'Первый' }), goods('b'), goods('a', { name: 'Второй' })]),
    )
    const report = await take(file)
    expect(report.counts.item).toEqual({ ...none, added: 2, skipped: 1 })
    expect(await rows(report)).toEqual(['skipped item a', 'added item a', 'added item b'])
    expect((await catalogue.item('a'))?.name).toBe('Второй')
    const change = await catalogue.changeNumber()
    expect((await take(file)).counts.item).toEqual({ ...none, unchanged: 2, skipped: 1 })
    expect(await catalogue.changeNumber()).toBe(change)
    const since = []
    for await (const record of catalogue.records({ since: change }))
      if (record.kind === 'item') since.push(record.id)
    expect(since).toEqual([])
  })

  it('[C §6] goods that name an unknown group are taken; the group is reported with how many name it', async () => {
    const { take, catalogue } = await aBase()
    const report = await take(
      cml(catalogueOf([goods('a', inGroup('nowhere')), goods('b', inGroup('nowhere'))])),
    )
    expect(await catalogue.counts()).toMatchObject({ items: 2, groups: 0 })
    const { rows } = await catalogue.importRows(report.id, { what: 'skipped', offset: 0, limit: 10 })
    expect(rows).toMatchObject([
      { kind: 'group', id: 'nowhere', reason: { ru: expect.stringContaining('товары: 2') } },
    ])
    // The group that comes later has them.
    await take(cml(classifier(`<Группы>${group('nowhere')}</Группы>`)))
    expect(await catalogue.groups()).toMatchObject([{ id: 'nowhere', items: 2 }])
  })

  it('[C §5] a classifier after the catalogue describes the groups of its goods', async () => {
    const { take, rows } = await aBase()
    const report = await take(cml(catalogueOf([goods('a', inGroup('g1'))]) + groups))
    expect(await rows(report, 'skipped')).toEqual([])
  })

  it('[C §6] goods move between groups', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(groups + catalogueOf([goods('a', inGroup('g1'))])))
    await take(cml(catalogueOf([goods('a', inGroup('g2'))], { changes: true })))
    expect((await catalogue.groups()).map(({ items }) => items)).toEqual([0, 1])
  })
})

describe('imports as a whole', () => {
  it('[C §15 F25] a truncated file is refused with its place and nothing of it is applied', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    const before = await catalogue.counts()
    const report = await take(cml(catalogueOf([goods('b'), goods('c')])).slice(0, -60))
    expect(report).toMatchObject({ outcome: 'refused', counts: {}, summary: null })
    expect(report.refusal?.line).toBeGreaterThan(0)
    expect(await catalogue.counts()).toEqual(before)
    expect((await catalogue.item('a'))?.active).toBe(true)
    // The lists work on: indexes that an import into an empty base does without are there.
    expect((await catalogue.items({ offset: 0, limit: 10, sort: 'name' })).total).toBe(1)
  })

  it('[C §15 F25] a refused first file leaves an empty base that can be used', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('b')])).slice(0, -60))
    expect(await catalogue.counts()).toMatchObject({ items: 0 })
    await take(cml(catalogueOf([goods('a')])))
    expect((await catalogue.items({ offset: 0, limit: 10, text: 'товар' })).rows).toMatchObject([{ id: 'a' }])
  })

  it('a file that is not there is a report with a reason', async () => {
    const { catalogue, folder } = await aBase()
    const report = await catalogue.import(`${folder}/absent.xml`, { missing: 'nothing' }).done
    expect(report).toMatchObject({ outcome: 'refused', refusal: { code: 'CML-FILE-UNREADABLE' } })
  })

  it('imports that were started together run one after the other', async () => {
    const { folder, catalogue } = await aBase()
    const files = ['a', 'b', 'c'].map((id) => join(folder, `${id}.xml`))
    for (const file of files) await writeFile(file, cml(catalogueOf([goods(basename(file, '.xml'))])))
    const jobs = files.map((file) => catalogue.import(file, { missing: 'deactivate' }))
    const reports = await Promise.all(jobs.map(({ done }) => done))
    expect(reports.map(({ id }) => id)).toEqual([1, 2, 3])
    expect(await catalogue.counts()).toMatchObject({ items: 3, inactive: 2 })
  })

  it('a cancelled import leaves the base as it was and is reported', async () => {
    const { take, catalogue, folder } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    const job = catalogue.import(`${folder}/file1.xml`, { missing: 'delete' })
    job.cancel()
    expect(await job.done).toMatchObject({ outcome: 'cancelled', refusal: null, counts: {} })
    expect(await catalogue.counts()).toMatchObject({ items: 1, inactive: 0 })
    expect((await catalogue.imports()).map(({ outcome }) => outcome)).toEqual(['cancelled', 'done'])
  })

  it('reports say when, what file and how long; fifty are kept', async () => {
    const { catalogue, file, take } = await aBase()
    await take(cml(catalogueOf([goods('a')])), { name: 'import0_1.xml' })
    const [first] = await catalogue.imports()
    expect(first).toMatchObject({
      id: 1,
      file: 'import0_1.xml',
      at: '2025-11-20T12:00:00.000Z',
      durationMs: expect.any(Number),
      outcome: 'done',
    })
    const connection = openConnection(file, 1024)
    for (let id = 2; id <= 52; id += 1)
      connection.transaction(() => keepReport(connection, { ...first!, id }))
    connection.close()
    const ids = (await catalogue.imports(100)).map(({ id }) => id)
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([50, 52, 3])
    expect((await catalogue.importRows(1, { offset: 0, limit: 10 })).total).toBe(0)
  })

  it('rows of a report come in pages of any offset', async () => {
    const { take, catalogue } = await aBase()
    const all = Array.from({ length: 40 }, (_, n) => goods(`n${n}`))
    await take(cml(catalogueOf(all)))
    const some = all.map((text, n) => (n % 3 === 0 ? goods(`n${n}`, { name: 'Другое' }) : text))
    const report = await take(cml(catalogueOf([...some.slice(0, 38), goods('z', inGroup('lost'))])))
    const whole = (await catalogue.importRows(report.id, { offset: 0, limit: 100 })).rows
    expect(whole.map(({ what }) => what)).toEqual([
      'skipped',
      'added',
      ...Array(13).fill('changed'),
      'deactivated',
      'deactivated',
    ])
    for (let offset = 0; offset < whole.length; offset += 3) {
      const page = await catalogue.importRows(report.id, { offset, limit: 3 })
      expect(page).toEqual({ rows: whole.slice(offset, offset + 3), total: whole.length })
    }
    expect(
      (await catalogue.importRows(report.id, { what: 'changed', offset: 12, limit: 3 })).rows,
    ).toMatchObject([{ id: 'n36' }])
  })

  it('[C §10] documents and counterparties are kept for the explorer only, findings likewise', async () => {
    const { take, catalogue } = await aBase()
    const document = `<Документ><Ид>7</Ид><Номер>15</Номер><Дата>2025-11-19</Дата><ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта><Сумма>100.50</Сумма>
      <Контрагенты><Контрагент><Ид>k</Ид><Наименование>Иванов</Наименование><Роль>Покупатель</Роль></Контрагент></Контрагенты><Неведомое>1</Неведомое></Документ>`
    await take(cml(document))
    expect(await catalogue.counts()).toMatchObject({ documents: 0, findings: 0 })
    await take(cml(document), { keepDocuments: true, keepFindings: true, name: 'orders.xml' })
    expect(await catalogue.documents({ text: 'иван', offset: 0, limit: 10 })).toMatchObject({
      total: 1,
      rows: [{ id: '7', number: '15', sum: 10050, party: 'Иванов', operation: 'Заказ товара' }],
    })
    expect(await catalogue.document('7')).toMatchObject({ kind: 'document', number: '15' })
    const findings = await catalogue.findings({ offset: 0, limit: 10 })
    expect(findings.total).toBeGreaterThan(0)
    expect(findings.rows[0]).toMatchObject({ file: 'orders.xml', code: findings.codes[0]?.code })
  })

  it('[C §10] an order and its payment that share an Ид are told apart by their operation', async () => {
    const { take, catalogue } = await aBase()
    const document = (operation: string, number: string, id = '<Ид>7</Ид>'): string =>
      `<Документ>${id}<Номер>${number}</Номер><Дата>2025-11-19</Дата><ХозОперация>${operation}</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта><Сумма>1</Сумма></Документ>`
    await take(
      cml(
        [
          document('Заказ товара', '15'),
          document('Эквайринговая операция', '16'),
          document('Отпуск товара', '17', ''),
        ].join(''),
      ),
      { keepDocuments: true },
    )
    expect(await catalogue.document('7', 'Эквайринговая операция')).toMatchObject({ number: '16' })
    expect(await catalogue.document('7', 'Заказ товара')).toMatchObject({ number: '15' })
    expect(await catalogue.document('7', 'Отпуск товара')).toBeNull()
    expect(await catalogue.document('17', 'Отпуск товара')).toMatchObject({ number: '17' })
    expect(await catalogue.document('7')).toMatchObject({ number: '15' })
  })
})

describe('an import that needs too much memory', () => {
  it('is a refused report, and the base can be used', async () => {
    const folder = await temporaryFolder()
    // A thread that eats its memory stands in for a file that nobody has the time for.
    const worker = join(folder, 'hungry.mjs')
    await writeFile(
      worker,
      'const eaten = []; for (;;) eaten.push(new Array(100_000).fill(eaten.length / 3))',
    )
    const catalogue = await createCatalogue({
      file: join(folder, 'other.db'),
      worker,
      clock: () => new Date(),
    })
    onTestFinished(() => catalogue.close())
    const report = await catalogue.import(join(folder, 'any.xml'), { missing: 'nothing' }).done
    expect(report).toMatchObject({ id: 1, outcome: 'refused', refusal: { code: 'CML-MEMORY' } })
    expect(await catalogue.imports()).toEqual([report])
    await catalogue.put([anItem({ id: 'a' })])
    expect((await catalogue.counts()).items).toBe(1)
  })

  it('a thread that ends without a word is a defect and rejects', async () => {
    const folder = await temporaryFolder()
    const worker = join(folder, 'silent.mjs')
    await writeFile(worker, '')
    const catalogue = await createCatalogue({
      file: join(folder, 'base.db'),
      worker,
      clock: () => new Date(),
    })
    onTestFinished(() => catalogue.close())
    await expect(catalogue.import('any.xml', { missing: 'nothing' }).done).rejects.toThrow('without a report')
    await catalogue.put([anItem({ id: 'a' })])
  })
})
