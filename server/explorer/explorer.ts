import { randomUUID } from 'node:crypto'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { createCatalogue } from '../catalogue/create-catalogue.ts'
import type { Difference, ItemCard, ItemQuery, ItemRow, Page } from '../catalogue/model.ts'
import type { CmlPlace } from '../contracts/commerceml/model.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import { createQueue } from '../storage/queue.ts'
import {
  archiveContents,
  folderContents,
  lastName,
  setContents,
  singleFile,
  type Contents,
} from './contents.ts'
import { exportCsv, exportXlsx, type ExportFile } from './export.ts'
import { readHead } from './head.ts'
import type { OfferRow, OpenedFile, SourceLines } from './model.ts'
import type { OfferList } from './offer-list.ts'
import { createOpened, type Opened } from './opened.ts'
import { readPicture, type Picture } from './pictures.ts'
import { fileUnknown, notAFile, pathRefusal } from './refusals.ts'
import { createUploads, type UploadSet } from './uploads.ts'

export interface ExplorerOptions {
  /** Scratch folder, the explorer's own: emptied when it starts and when it stops. */
  folder: string
  /** Entry of the thread that imports, see `createCatalogue`. */
  worker: Parameters<typeof createCatalogue>[0]['worker']
  clock: Clock
  changes: Changes
  /** Receives sentences for the program's log. */
  log(line: string): void
}

/** CommerceML files that people look at outside of any exchange (issue point 5). Nothing here touches a workspace. */
export interface Explorer {
  /** In the order of opening. */
  files(): OpenedFile[]
  /** @throws Refusal `EXPLORER-FILE-UNKNOWN`, as every call below that names a file */
  file(id: string): OpenedFile
  /**
   * Opens a file, an archive or a folder of this machine; it is read in place and never written to. Resolves at once, the
   * contents come with live events.
   * @throws Refusal `EXPLORER-PATH`
   */
  open(path: string): Promise<OpenedFile>
  /**
   * The same with bytes that are sent. `null` for all but the last file of a set.
   * @throws Refusal `EXPLORER-UPLOAD`, `EXPLORER-TOO-LARGE`, `EXPLORER-NAME`
   */
  upload(name: string, body: Readable, set?: UploadSet): Promise<OpenedFile | null>
  cancel(id: string): OpenedFile
  close(id: string): Promise<OpenedFile[]>
  /** Resolves when the file has been read, or has failed, or was cancelled. */
  settled(id: string): Promise<OpenedFile>
  /** What was read so far. */
  catalogue(id: string): Catalogue
  /** Of a huge file that is still being read, its first items. */
  items(id: string, query: ItemQuery): Promise<Page<ItemRow>>
  item(id: string, item: string): Promise<ItemCard | null>
  offers(id: string, query: Parameters<OfferList['page']>[0]): Promise<Page<OfferRow>>
  source(
    id: string,
    where: { part?: string | undefined; id?: string | undefined; place: CmlPlace; around: number },
  ): Promise<SourceLines>
  compare(
    id: string,
    other: string,
    query: { what?: Difference['what'] | undefined; offset: number; limit: number },
  ): Promise<Page<Difference>>
  /** @throws Refusal `EXPLORER-PICTURE-UNKNOWN` */
  picture(id: string, path: string): Promise<Picture>
  /** Items and offers as a spreadsheet, made while it is being sent. */
  export(id: string, format: 'csv' | 'xlsx'): ExportFile
  /** Closes everything and removes the scratch folder. */
  stop(): Promise<void>
}

/** Each holds a base on disk; a person compares two. */
const MAX_OPENED = 8

export function createExplorer({ folder, worker, clock, changes, log }: ExplorerOptions): Explorer {
  const opened = new Map<string, Opened>()
  const uploads = createUploads(join(folder, 'uploads'))
  /** One opening at a time, so that the number of files holds. */
  const inTurn = createQueue()
  const emptied = rm(folder, { recursive: true, force: true }).then(() => mkdir(folder, { recursive: true }))
  // Whoever opens something meets the failure.
  emptied.catch(() => undefined)

  const changed = (id: string) => changes.publish({ area: 'explorer', id })

  function known(id: string): Opened {
    const file = opened.get(id)
    if (!file) throw fileUnknown()
    return file
  }

  async function makeRoom(): Promise<string | null> {
    if (opened.size < MAX_OPENED) return null
    const [id, oldest] = [...opened][0]!
    const { name } = oldest.view()
    opened.delete(id)
    await oldest.close()
    log(`«${name}» закрыт: одновременно открыто не больше ${MAX_OPENED} файлов`)
    return name
  }

  /** @param look finds out what there is, with a folder to unpack into */
  function begin(
    name: string,
    bytes: number,
    look: (unpacked: string) => Promise<Contents>,
    brought?: string,
  ) {
    return inTurn(async () => {
      const id = randomUUID()
      const own = join(folder, id)
      const unpacked = join(own, 'unpacked')
      await mkdir(unpacked, { recursive: true })
      const replaced = await makeRoom()
      const file = createOpened({
        id,
        name,
        bytes,
        openedAt: clock().toISOString(),
        replaced,
        folders: brought === undefined ? [own] : [own, brought],
        catalogue: await createCatalogue({ file: join(own, 'scratch.db'), worker, clock }),
        look: () => look(unpacked),
        changed: () => changed(id),
        log,
      })
      opened.set(id, file)
      changed(id)
      return file.view()
    })
  }

  /** A file that may be an archive. */
  const fileContents = (path: string, name: string) => async (unpacked: string) =>
    (await readHead(path)).archive ? archiveContents(path, unpacked) : singleFile(path, name)

  return {
    files: () => [...opened.values()].map((file) => file.view()),
    file: (id) => known(id).view(),

    async open(given) {
      await emptied
      // Windows puts quotes around a path that is copied.
      const path = resolve(given.trim().replace(/^"(.*)"$/, '$1'))
      const facts = await stat(path).catch((error: unknown) => {
        throw pathRefusal(path, error)
      })
      const name = lastName(path)
      if (facts.isDirectory()) return begin(name, 0, () => folderContents(path))
      if (!facts.isFile()) throw notAFile(path)
      return begin(name, facts.size, fileContents(path, name))
    },

    async upload(name, body, set) {
      await emptied
      const whole = await uploads.take(name, body, set)
      if (!whole) return null
      const [first] = whole.files
      const look =
        whole.files.length === 1
          ? fileContents(join(whole.folder, first!), lastName(first!))
          : () => setContents(whole.folder)
      return begin(whole.files.map(lastName).join(', ').slice(0, 200), whole.bytes, look, whole.folder)
    },

    cancel(id) {
      known(id).cancel()
      return known(id).view()
    },

    async close(id) {
      const file = known(id)
      opened.delete(id)
      changed(id)
      await file.close()
      return this.files()
    },

    async settled(id) {
      const file = known(id)
      await file.done
      return file.view()
    },

    items: (id, query) => known(id).items(query),
    item: (id, item) => known(id).item(item),
    offers: (id, query) => known(id).offers.page(query),
    catalogue: (id) => known(id).catalogue,
    source: (id, where) => known(id).source(where),
    compare: (id, other, query) => known(id).catalogue.compare(known(other).catalogue, query),
    picture: (id, path) => readPicture(known(id).pictureRoots(), path),

    export(id, format) {
      const file = known(id)
      const name = file.view().name.replace(/\.(xml|zip)$/i, '')
      return format === 'csv' ? exportCsv(file.catalogue, name) : exportXlsx(file.catalogue, name)
    },

    async stop() {
      await inTurn(async () => {
        for (const file of opened.values()) await file.close()
        opened.clear()
      })
      await emptied.catch(() => undefined)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
