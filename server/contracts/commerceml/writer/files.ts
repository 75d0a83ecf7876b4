import type { CmlCatalogue, CmlKind, CmlPackage, CmlRecord } from '../model.ts'
import type { Cursor } from './cursor.ts'
import { createCursor } from './cursor.ts'
import type { CmlDocumentForm } from './document-form.ts'
import { fileName } from './file-names.ts'
import type { FilePart } from './file-names.ts'
import { habitsOf } from './habits.ts'
import type { CmlFile, CmlForm, CmlSourceOfRecords } from './model.ts'
import type { OfferPart } from './split-offers.ts'
import { partsOfOffers } from './split-offers.ts'
import { writeCml } from './writer.ts'

type Records = AsyncIterable<CmlRecord>

async function* mapped(records: Records, each: (record: CmlRecord) => CmlRecord | null): Records {
  for await (const record of records) {
    const kept = each(record)
    if (kept !== null) yield kept
  }
}

async function* joined(head: readonly CmlRecord[], rest: Records): Records {
  yield* head
  yield* rest
}

const saying = (record: CmlRecord, changesOnly: boolean): CmlRecord =>
  'changesOnly' in record ? { ...record, changesOnly } : record

/** Opens the files of one export, one after the other. */
interface Folder {
  /** @throws Error when the bytes of the file before were not consumed, its records would end up in this one */
  file(part: FilePart, number: number, content: CmlFile['content'], records: Records): CmlFile
}

function createFolder(form: CmlForm, documents: Partial<CmlDocumentForm>): Folder {
  let session = 0
  let unread: string | null = null
  async function* chunks(records: Records): AsyncGenerator<Uint8Array> {
    yield* writeCml(records, form, documents)
    unread = null
  }
  return {
    file(part, number, content, records) {
      if (unread !== null) throw new Error(`The bytes of ${unread} have to be consumed before the next file`)
      const name = fileName(form, part, number)
      unread = name
      // Without portions all files go up in one session (section 4.2).
      session = form.portion > 0 ? session + 1 : 1
      return { name, portion: session, content, chunks: chunks(records) }
    },
  }
}

async function* withCursor(
  source: CmlSourceOfRecords,
  use: (cursor: Cursor) => AsyncGenerator<CmlFile>,
): AsyncGenerator<CmlFile> {
  const cursor = createCursor(source)
  try {
    yield* use(cursor)
  } finally {
    await cursor.close()
  }
}

/** Heads and kinds that come before the goods. */
interface Beginning {
  classifier: CmlRecord | null
  catalogue: CmlRecord | null
  kinds: Set<CmlKind>
}

async function beginningOf(source: CmlSourceOfRecords): Promise<Beginning> {
  const beginning: Beginning = { classifier: null, catalogue: null, kinds: new Set() }
  const cursor = createCursor(source)
  for await (const record of cursor.skipTo('item')) {
    beginning.kinds.add(record.kind)
    if (record.kind === 'classifier' || record.kind === 'catalogue') beginning[record.kind] = record
  }
  await cursor.close()
  return beginning
}

const classifierParts: readonly { part: FilePart; kind: CmlKind }[] = [
  { part: 'groups', kind: 'group' },
  { part: 'propertiesGoods', kind: 'property' },
  { part: 'units', kind: 'unit' },
  { part: 'priceLists', kind: 'priceType' },
  { part: 'storages', kind: 'warehouse' },
]

/** Folders of the 3.1 module: the head of the catalogue in front of a classifier with one list (section 7.2). */
async function* classifierFiles(
  form: CmlForm,
  source: CmlSourceOfRecords,
  folder: Folder,
): AsyncGenerator<CmlFile> {
  const { classifier, catalogue, kinds } = await beginningOf(source)
  if (classifier === null) return
  // The catalogue names no goods here: said to be a full one it would ask the site to remove them all.
  const heads = [
    ...(catalogue === null ? [] : [saying(catalogue, true)]),
    saying(classifier, form.changesOnly),
  ]
  for (const { part, kind } of classifierParts) {
    if (!kinds.has(kind)) continue
    yield* withCursor(source, async function* (cursor) {
      for await (const _ of cursor.skipTo(kind));
      yield folder.file(part, 1, 'catalogue', joined(heads, cursor.run([kind])))
    })
  }
}

const classifierKinds: readonly CmlKind[] = ['classifier', ...classifierParts.map(({ kind }) => kind)]

/** Portion 1 with the classifier says whether it is a full export; later ones hold goods alone (section 4.2). */
async function* catalogueFiles(form: CmlForm, cursor: Cursor, folder: Folder): AsyncGenerator<CmlFile> {
  const folders = form.naming === 'module31'
  const inPackage: readonly CmlKind[] = habitsOf(form).listsIn === 'package' ? ['priceType', 'warehouse'] : []
  for await (const _ of cursor.skipTo(folders ? 'catalogue' : 'classifier'));
  const kinds: readonly CmlKind[] = folders
    ? ['catalogue', 'item']
    : [...classifierKinds, 'catalogue', 'item']
  let catalogue: CmlCatalogue | null = null
  const wanted = async (): Promise<boolean> => {
    const next = await cursor.peek()
    return next !== null && (catalogue === null ? kinds.includes(next.kind) : next.kind === 'item')
  }
  for (let number = 1; await wanted(); number += 1) {
    const goods = mapped(cursor.run(kinds, 'item', form.portion || Infinity), (record) => {
      if (record.kind === 'catalogue') catalogue = record
      return inPackage.includes(record.kind) ? null : saying(record, form.changesOnly)
    })
    const head = catalogue === null ? [] : [saying(catalogue, true)]
    yield folder.file('goods', number, 'catalogue', joined(head, goods))
    if (catalogue === null) return
  }
}

/** Price types and warehouses stand in front of the package in every source, and inside it in most files. */
async function* offerFiles(
  form: CmlForm,
  cursor: Cursor,
  folder: Folder,
  part: OfferPart,
): AsyncGenerator<CmlFile> {
  const lists: CmlRecord[] = []
  const inPackage = habitsOf(form).listsIn === 'package'
  for await (const record of cursor.skipTo('package')) {
    if (inPackage && (record.kind === 'priceType' || record.kind === 'warehouse')) lists.push(record)
  }
  // A base may remember several packages; the offers are those of all of them.
  const packages: CmlPackage[] = []
  for await (const record of cursor.run(['package'])) if (record.kind === 'package') packages.push(record)
  const first = packages.find(({ element }) => element === 'ПакетПредложений') ?? packages[0]
  if (!first) return
  const head = (number: number): CmlPackage => ({
    ...first,
    changesOnly: form.changesOnly || number > 1 || part !== 'offers',
  })
  const more = async (): Promise<boolean> => (await cursor.peek())?.kind === 'offer'
  // A package without offers still names price types and warehouses; a file of prices without any says nothing.
  for (let number = 1; (number === 1 && part === 'offers') || (await more()); number += 1) {
    const heads = number === 1 ? [...lists, head(number)] : [head(number)]
    const offers = cursor.run(['offer'], 'offer', form.portion || Infinity)
    yield folder.file(part, number, part, joined(heads, offers))
  }
}

async function* documentFiles(cursor: Cursor, folder: Folder): AsyncGenerator<CmlFile> {
  for await (const _ of cursor.skipTo('counterparty'));
  if ((await cursor.peek())?.kind === 'counterparty') {
    yield folder.file('contragents', 1, 'other', cursor.run(['counterparty']))
  }
  if ((await cursor.peek())?.kind === 'document') {
    yield folder.file('documents', 1, 'documents', cursor.run(['document']))
  }
}

/**
 * A whole export by the naming of the producer (commerceml sections 4.1, 4.2, 7.2): catalogue, offers, in the split forms
 * prices and rests, then counterparties and documents; a file that would be empty is left out. Without portions
 * everything is portion 1; with them every file is a session of its own, catalogue first.
 *
 * Passes over `source()` once for each kind of file, in constant memory. The source gives its records in the order
 * classifier, groups, properties, units, price types, warehouses, catalogue, items, package, offers, counterparties,
 * documents. `ИзмененияПакетаПредложений` is written when the package record is one (section 7.1). An item is
 * asked of the source not before the file that it goes into is asked for.
 * @param documents how documents are written, from 1C's end unless it says otherwise
 * @throws Error when the bytes of a file were not consumed before the next file is asked for
 * @throws RangeError as `writeCml` does
 */
export async function* cmlFiles(
  form: CmlForm,
  source: CmlSourceOfRecords,
  documents: Partial<CmlDocumentForm> = {},
): AsyncGenerator<CmlFile, void, undefined> {
  const folder = createFolder(form, { author: 'onec', ...documents })
  if (form.naming === 'module31') yield* classifierFiles(form, source, folder)
  yield* withCursor(source, (cursor) => catalogueFiles(form, cursor, folder))
  const parts = partsOfOffers(habitsOf(form).split)
  for (const { part, of } of parts) {
    const offers = (): Records =>
      mapped(source(), (record) => (record.kind === 'offer' ? of(record) : record))
    yield* withCursor(offers, async function* (cursor) {
      yield* offerFiles(form, cursor, folder, part)
      // The last pass goes on to what stands behind the offers.
      if (part === parts.at(-1)?.part) yield* documentFiles(cursor, folder)
    })
  }
}
