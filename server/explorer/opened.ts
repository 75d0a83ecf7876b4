import { rm } from 'node:fs/promises'
import type { Catalogue, ImportJob } from '../catalogue/catalogue.ts'
import type { CatalogueCounts, ImportReport, ItemCard, ItemQuery, ItemRow, Page } from '../catalogue/model.ts'
import type { CmlPlace } from '../contracts/commerceml/model.ts'
import { Refusal } from '../storage/refusal.ts'
import type { Contents, FoundPart } from './contents.ts'
import type { OpenedFile, OpenedPart, SourceLines } from './model.ts'
import { createOfferList, type OfferList } from './offer-list.ts'
import { PREVIEWED_FROM_BYTES, readPreview, type Preview } from './preview.ts'
import { partUnknown, sourceChanged } from './refusals.ts'
import { openSource, type Source } from './source.ts'

/** One opened file: its parts are read one after the other into a scratch base of its own. */
export interface Opened {
  readonly id: string
  readonly catalogue: Catalogue
  readonly offers: OfferList
  /** What was read so far; of a huge file that is still being read, its first items. */
  items(query: ItemQuery): Promise<Page<ItemRow>>
  item(id: string): Promise<ItemCard | null>
  view(): OpenedFile
  pictureRoots(): readonly string[]
  /** Stops the reading at once; what was read before stays to be looked at. */
  cancel(): void
  /**
   * Lines of a part. Without a part: of the one that has the record `id` at the line.
   * @throws Refusal `EXPLORER-PART-UNKNOWN`, `EXPLORER-SOURCE-CHANGED`
   */
  source(where: {
    part?: string | undefined
    id?: string | undefined
    place: CmlPlace
    around: number
  }): Promise<SourceLines>
  /** Settles when the reading has ended, however it ended. Never rejects. */
  readonly done: Promise<void>
  /** Stops, and removes the scratch base with everything that was unpacked or uploaded. */
  close(): Promise<void>
}

export interface OpenedOptions {
  id: string
  name: string
  bytes: number
  openedAt: string
  replaced: string | null
  /** Its scratch folders; they go when it is closed. */
  folders: readonly string[]
  catalogue: Catalogue
  /** Finds out what there is to read; unpacks an archive. */
  look(): Promise<Contents>
  /** Something of the view has changed. */
  changed(): void
  log(line: string): void
}

const noCounts: CatalogueCounts = {
  groups: 0,
  properties: 0,
  priceTypes: 0,
  warehouses: 0,
  units: 0,
  items: 0,
  inactive: 0,
  offers: 0,
  documents: 0,
  counterparties: 0,
  findings: 0,
}

/** Between two tellings of the progress. */
const TELL_MS = 250

export function createOpened(options: OpenedOptions): Opened {
  const { id, name, folders, catalogue, look, changed, log } = options
  let state: OpenedFile['state'] = 'reading'
  let contents: Contents | null = null
  const parts: OpenedPart[] = []
  let counts = noCounts
  let refusal: OpenedFile['refusal'] = null
  let job: ImportJob | null = null
  /** Of the parts that are read whole. */
  let before = { bytes: 0, records: 0 }
  let closed = false
  let preview: Preview | null = null
  const sources = new Map<string, Promise<Source>>()

  const step = () => {
    if (state !== 'reading') return { ru: '', en: '' }
    if (!contents) return { ru: 'Просмотр содержимого', en: 'Looking inside' }
    return job?.progress().step ?? { ru: 'Подготовка', en: 'Preparing' }
  }
  const totalBytes = () => (contents ? parts.reduce((sum, part) => sum + part.bytes, 0) : options.bytes)

  async function readPart(found: FoundPart, part: OpenedPart): Promise<void> {
    part.state = 'reading'
    job = catalogue.import(found.path, {
      name: found.name,
      missing: 'nothing',
      keepFindings: true,
      keepDocuments: true,
    })
    const report = await job.done
    before = { bytes: before.bytes + part.bytes, records: before.records + job.progress().records }
    job = null
    take(part, report)
    counts = await catalogue.counts()
  }

  function take(part: OpenedPart, report: ImportReport): void {
    part.summary = report.summary
    if (report.outcome === 'cancelled') part.state = 'waiting'
    else part.state = report.outcome === 'done' ? 'read' : 'refused'
    part.refusal = report.refusal
    if (report.refusal) log(`${name}, ${part.name}: ${report.refusal.text.ru}`)
  }

  async function read(): Promise<void> {
    contents = await look()
    parts.push(...contents.parts.map(waiting))
    changed()
    preview = await previewOf(contents.parts)
    for (const [at, found] of contents.parts.entries()) {
      if (state !== 'reading') return
      await readPart(found, parts[at]!)
    }
    if (state !== 'reading') return
    const refused = parts.find((part) => part.refusal)?.refusal
    if (refused && parts.every((part) => part.state === 'refused')) {
      state = 'failed'
      refusal = { code: refused.code, text: refused.text }
    } else state = 'ready'
  }

  /** While nothing of the base is there yet. */
  const previewed = () => (state === 'reading' && counts.items === 0 ? preview : null)

  async function readAll(): Promise<void> {
    const telling = setInterval(changed, TELL_MS)
    try {
      await read()
    } catch (error) {
      if (state === 'reading') state = 'failed'
      refusal = error instanceof Refusal ? { code: error.code, text: error.text } : defect
      if (!(error instanceof Refusal) && !closed) log(`${name}: ${String(error)}`)
    } finally {
      clearInterval(telling)
      job = null
      preview = null
      changed()
    }
  }

  function sourceOf(part: FoundPart): Promise<Source> {
    const opened =
      sources.get(part.name) ??
      openSource(part.path, part.name, part.head.encoding).catch((error: NodeJS.ErrnoException) => {
        sources.delete(part.name)
        throw error.code === 'ENOENT' ? sourceChanged(part.name) : error
      })
    sources.set(part.name, opened)
    return opened
  }

  /** Where a record that is said to begin at the line really stands. */
  async function locate(text: string, line: number): Promise<{ source: Source; place: CmlPlace } | null> {
    for (const part of contents?.parts ?? []) {
      const source = await sourceOf(part)
      const place = await source.find(text, line)
      if (place) return { source, place }
    }
    return null
  }

  async function locateFirst(texts: readonly string[], line: number) {
    for (const text of texts) {
      const found = await locate(text, line)
      if (found) return found
    }
    return null
  }

  const done = readAll()

  return {
    id,
    catalogue,
    offers: createOfferList(catalogue, () => state !== 'reading'),
    done,
    items: async (query) => previewed()?.page(query) ?? catalogue.items(query),
    item: async (wanted) => previewed()?.item(wanted) ?? catalogue.item(wanted),
    view: () => {
      const now = job?.progress()
      return {
        id,
        name,
        bytes: contents ? totalBytes() : options.bytes,
        openedAt: options.openedAt,
        state,
        progress: {
          bytes: before.bytes + (now?.bytes ?? 0),
          totalBytes: totalBytes(),
          records: before.records + (now?.records ?? 0),
          step: step(),
        },
        parts: parts.map((part) => ({ ...part })),
        pictures: contents?.pictures ?? 0,
        counts,
        refusal,
        replaced: options.replaced,
      }
    },
    pictureRoots: () => contents?.pictureRoots ?? [],

    cancel() {
      if (state !== 'reading') return
      state = 'cancelled'
      job?.cancel()
      changed()
    },

    async source({ part: wanted, id: record, place, around }) {
      const part = contents?.parts.find((found) => wanted === undefined || found.name === wanted)
      if (!part) throw partUnknown(wanted ?? name)
      if (wanted === undefined && record) {
        const at = await locateFirst(writtenForms(record), place.line)
        if (at) return at.source.around(at.place, around)
      }
      return (await sourceOf(part)).around(place, around)
    },

    async close() {
      closed = true
      this.cancel()
      await done
      for (const source of sources.values())
        await source.then((opened) => opened.close()).catch(() => undefined)
      await catalogue.close()
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** How an identifier may stand in a file: as an element, among spaces, or without its characteristic (section 7.1). */
function writtenForms(id: string): string[] {
  const escaped = id.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return [`>${escaped}<`, escaped, `>${escaped.split('#')[0]}<`]
}

const defect = {
  code: 'EXPLORER-DEFECT',
  text: {
    ru: 'При чтении произошла ошибка стенда, подробности в журнале программы.',
    en: 'The bench has failed while reading; the details are in the log of the program.',
  },
}

async function previewOf(parts: readonly FoundPart[]): Promise<Preview | null> {
  const part = parts.find(
    ({ head }) => head.elements.includes('Товар') && !head.elements.includes('Документ'),
  )
  return part && part.bytes >= PREVIEWED_FROM_BYTES ? readPreview(part.path) : null
}

const waiting = ({ name, bytes, head }: FoundPart): OpenedPart => ({
  name,
  bytes,
  state: 'waiting',
  head: head.root,
  summary: null,
  refusal: null,
})
