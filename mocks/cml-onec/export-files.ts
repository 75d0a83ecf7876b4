import { createWriteStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CmlFile } from '../../server/contracts/commerceml/writer/model.ts'
import type { RunContext } from './context.ts'
import type { Exported } from './export-source.ts'
import { badPicture, pictureOf } from './pictures.ts'
import { spoiledGoods } from './spoiled-files.ts'
import type { Parcel } from './upload.ts'

/** Files of an export in the folder of a run, one session after the other (commerceml sections 4.2, 4.5). */

/** The files of one session, and what is in them. */
export interface Portion extends Parcel {
  /** From 1. */
  number: number
  /** `Ид` of goods whose records or offers are in it. */
  goods: string[]
  items: number
  offers: number
}

const inFolder = /^(?!.*(?:^|\/)\.\.(?:\/|$))[^/\\:][^\\:]*$/

/** Pictures of a base lie below the upload root; what points elsewhere, or into the web, has no file. */
const hasFile = (path: string): boolean => path !== '' && inFolder.test(path)

async function writePictures(
  { faults }: RunContext,
  folder: string,
  paths: readonly string[],
): Promise<string[]> {
  const own = [...new Set(paths)].filter(hasFile)
  for (const path of own) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, faults.use('F27') ? badPicture() : pictureOf(path))
  }
  return own
}

interface Reached {
  pass: number
  items: number
  offers: number
}

/** What of the export stands in a file: what its pass went over since the file before. */
function contentOf(
  file: CmlFile,
  exported: Exported,
  before: Reached,
): Pick<Portion, 'goods' | 'items' | 'offers'> & {
  pictures: readonly string[]
} {
  const { pass, items, offers } = exported.reached
  const start = pass === before.pass ? before : { items: 0, offers: 0 }
  if (file.content === 'catalogue') {
    const own = exported.items.slice(start.items, items)
    return {
      goods: own.map(({ id }) => id),
      items: own.length,
      offers: 0,
      pictures: own.flatMap(({ pictures }) => pictures),
    }
  }
  const own = exported.offers.slice(start.offers, offers)
  return {
    goods: own.map(({ itemId }) => itemId),
    items: 0,
    // Prices and stock are of the same offers.
    offers: file.content === 'offers' ? own.length : 0,
    pictures: [],
  }
}

/**
 * Writes an export session by session; the files of one are removed when the next is asked for.
 * @param after sessions up to this number are passed over: they went up before the run was stopped
 */
export async function* portionsOf(
  context: RunContext,
  files: AsyncIterable<CmlFile>,
  exported: Exported,
  encoding: 'utf-8' | 'windows-1251',
  after: number,
): AsyncGenerator<Portion> {
  let open: Portion | null = null
  let reached: Reached = { pass: 0, items: 0, offers: 0 }

  async function begin(number: number): Promise<Portion> {
    const folder = join(context.folder, String(number))
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    return { number, folder, xml: [], pictures: [], goods: [], items: 0, offers: 0 }
  }

  for await (const file of files) {
    if (open && open.number !== file.portion) {
      yield open
      await rm(open.folder, { recursive: true, force: true })
      open = null
    }
    if (file.portion <= after) {
      for await (const _ of file.chunks) continue
      reached = { ...exported.reached }
      continue
    }
    open ??= await begin(file.portion)
    const target = join(open.folder, file.name)
    await mkdir(dirname(target), { recursive: true })
    context.record.progress({ ru: `Запись ${file.name}`, en: `Writing ${file.name}` }, 0, 0)
    await pipeline(
      Readable.from(spoiledGoods(file.chunks, encoding, context.faults)),
      createWriteStream(target),
      { signal: context.signal },
    )
    const content = contentOf(file, exported, reached)
    reached = { ...exported.reached }
    const pictures = await writePictures(context, open.folder, content.pictures)
    open = {
      ...open,
      xml: [...open.xml, file.name],
      pictures: [...new Set([...open.pictures, ...pictures])],
      goods: [...new Set([...open.goods, ...content.goods])],
      items: open.items + content.items,
      offers: open.offers + content.offers,
    }
  }
  if (open) yield open
}
