import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished, describe, expect, it } from 'vitest'
import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import { readFile, type FileReading } from '../../server/catalogue/file-reading.ts'
import { batchWriter, tell, type Batch } from '../../server/catalogue/read-ahead/batch.ts'
import { catalogueWorker } from '../catalogue-worker.ts'
import { generateCatalogue } from '../commerceml/generate.ts'
import { aBase, anItem } from './catalogue-base.ts'
import { temporaryFolder } from './storage-factory.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/commerceml')

/** What a reading tells, in its order. */
function listener(): { told: unknown[]; reading: FileReading } {
  const told: unknown[] = []
  return {
    told,
    reading: {
      onPiece: (read, total) => void told.push({ read, total }),
      onFinding: (finding) => void told.push(finding),
      onRecord: (record) => void told.push(record),
    },
  }
}

/** As it goes to another thread. */
function handedOver(give: (reading: FileReading) => void): unknown[] {
  const batch: Batch = []
  give(batchWriter(() => batch))
  const { told, reading } = listener()
  tell(structuredClone(batch), reading)
  return told
}

describe('what is read in another thread', () => {
  it('arrives as it was read, in its order: pieces, findings and records of every kind', async () => {
    const kinds = new Set<string>()
    for (const name of await readdir(fixtures)) {
      const { told, reading } = listener()
      const read = (to: FileReading) => void readFile(join(fixtures, name), to)
      read(reading)
      expect(handedOver(read)).toEqual(told)
      for (const one of told)
        if (typeof (one as { kind?: string }).kind === 'string') kinds.add((one as { kind: string }).kind)
    }
    for (const kind of ['root', 'classifier', 'group', 'catalogue', 'item', 'package', 'offer', 'document'])
      expect(kinds).toContain(kind)
  })

  it.each([
    ['with nothing but its id', anItem({ id: 'a', name: '', unit: null })],
    [
      'with all that goods can have',
      anItem({
        id: 'a#b',
        article: 'АР-1',
        barcode: '2000000000015',
        groups: ['g1', 'g2'],
        description: 'строка\nи «ещё» одна \u{1f600}',
        pictures: ['import_files/a.jpg', 'import_files/b.jpg'],
        country: 'Россия',
        brand: 'Барс',
        manufacturer: {
          id: 'm',
          name: 'Завод',
          officialName: 'ООО «Завод»',
          fullName: null,
          inn: '7700000000',
          kpp: null,
          okpo: null,
          role: null,
          lastName: null,
          firstName: null,
          middleName: null,
          address: { text: 'Москва', fields: [{ type: 'Страна', value: 'РФ' }] },
          contacts: [{ type: 'Почта', value: 'a@example.ru' }],
        },
        properties: [
          { id: 'p1', values: [] },
          { id: 'p2', values: ['красный', ''] },
        ],
        taxes: [{ name: 'НДС', rate: '22' }],
        requisites: [
          { name: 'ТипНоменклатуры', value: 'Товар' },
          { name: 'Вес', value: '' },
        ],
        characteristics: [
          { id: null, name: 'Цвет', value: 'красный' },
          { id: 'c', name: 'Размер', value: '42' },
        ],
        deleted: true,
        version: 'AAAA',
        extra: [{ name: 'Новое', attributes: { a: '1' }, text: 'т', children: [] }],
      }),
    ],
  ])('goods %s arrive whole', (_, item) => {
    const told = handedOver((reading) => {
      reading.onRecord(item)
      reading.onPiece(1, 2)
      reading.onRecord(item)
    })
    expect(told).toStrictEqual([item, { read: 1, total: 2 }, item])
  })
})

describe('a large file', () => {
  const large = async (folder: string): Promise<string> => {
    const file = join(folder, 'large.xml')
    await generateCatalogue(file, { megabytes: 6 })
    return file
  }

  it('goes into the base as it is read', async () => {
    const { catalogue, folder } = await aBase()
    const file = await large(folder)
    const read: unknown[] = []
    readFile(file, {
      onPiece: () => undefined,
      onFinding: () => undefined,
      onRecord: (record) => record.kind === 'item' && read.push(record),
    })
    expect(await catalogue.import(file, { missing: 'nothing' }).done).toMatchObject({ outcome: 'done' })
    const stored: unknown[] = []
    for await (const record of catalogue.records()) if (record.kind === 'item') stored.push(record)
    expect(read.length).toBeGreaterThan(1000)
    expect(stored).toEqual(read)
  })

  /** A base in which one of the two threads does something else than its task. */
  async function withThread(task: 'read' | 'import', instead: string) {
    const folder = await temporaryFolder()
    const worker = join(folder, 'worker.mjs')
    await writeFile(
      worker,
      `import { workerData } from 'node:worker_threads'
       if (workerData.task === '${task}') { ${instead} }
       else await import(${JSON.stringify(await catalogueWorker())})`,
    )
    const catalogue = await createCatalogue({
      file: join(folder, 'base.db'),
      worker,
      clock: () => new Date('2025-11-20T12:00:00Z'),
    })
    onTestFinished(() => catalogue.close())
    return { catalogue, file: await large(folder) }
  }

  it('whose reading needs too much memory is refused, and the base can be used', async () => {
    const { catalogue, file } = await withThread(
      'read',
      'const eaten = []; for (;;) eaten.push(new Array(100_000).fill(eaten.length / 3))',
    )
    const report = await catalogue.import(file, { missing: 'nothing' }).done
    expect(report).toMatchObject({ outcome: 'refused', refusal: { code: 'CML-MEMORY' } })
    expect(await catalogue.imports()).toEqual([report])
    await catalogue.put([anItem({ id: 'a' })])
    expect((await catalogue.counts()).items).toBe(1)
  })

  it('whose reading breaks is a defect that is told, and the base can be used', async () => {
    const { catalogue, file } = await withThread('read', `throw new TypeError('broken')`)
    await expect(catalogue.import(file, { missing: 'nothing' }).done).rejects.toThrow('broken')
    expect(await catalogue.imports()).toEqual([])
    await catalogue.put([anItem({ id: 'a' })])
    expect((await catalogue.counts()).items).toBe(1)
  })

  it('whose writing breaks is a defect that is told, and its reader does not stay', async () => {
    const { catalogue, file } = await withThread('import', `throw new TypeError('broken')`)
    await expect(catalogue.import(file, { missing: 'nothing' }).done).rejects.toThrow('broken')
    // The next import has its turn only when both threads of this one have ended.
    await expect(catalogue.import(file, { missing: 'nothing' }).done).rejects.toThrow('broken')
  })
})
