import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Text } from '../../contracts/text.ts'
import { isDrawable } from '../layouts/pictures.ts'
import { pictureHead } from './picture-head.ts'
import { PictureFile, pictureKinds, type InvoiceProfile, type PictureKind } from './model.ts'

/** Logos, stamps and signatures: files named after their content, so that a team shares them through git without conflicts. */

const MAX_BYTES = 1024 * 1024
const MAX_SIDE = 4000
/** A PNG is decoded whole, and a small file may hold a huge one. */
const MAX_PIXELS = 4_000_000
/** Read pictures that are kept; a profile has four. */
const KEPT = 16

export interface StoredPicture {
  file: string
  width: number
  height: number
  bytes: number
}

/** Those that a profile has and the workspace holds. */
export type InvoicePictures = Partial<Record<PictureKind, { file: string; bytes: Uint8Array }>>

export interface PictureStore {
  /** Keeps a picture, once; what is refused is refused with the reason. */
  add(bytes: Uint8Array): Promise<StoredPicture | { refused: Text }>
  /** `null` when the folder has no such picture, or a file of this name with another content. */
  read(file: string): Promise<Uint8Array | null>
  of(profile: InvoiceProfile): Promise<InvoicePictures>
  /** Files that profiles name and the folder does not hold, each once. */
  missing(profiles: readonly InvoiceProfile[]): Promise<string[]>
}

/** @param folder made with the first picture */
export function createPictureStore(folder: string): PictureStore {
  /** Invoices of a batch name the same ones over and over. */
  const kept = new Map<string, { state: string; bytes: Uint8Array }>()

  async function read(file: string): Promise<Uint8Array | null> {
    if (!PictureFile.safeParse(file).success) return null
    const facts = await stat(join(folder, file)).catch(nullWhenAbsent)
    if (facts === null || facts.size > MAX_BYTES) return null
    const state = `${facts.mtimeMs} ${facts.size}`
    const known = kept.get(file)
    if (known?.state === state) return known.bytes
    const bytes = await readFile(join(folder, file))
    if (nameOf(bytes) !== file) return null
    kept.set(file, { state, bytes })
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    return bytes
  }

  return {
    async add(bytes) {
      const refused = faultOf(bytes)
      if (refused) return { refused }
      const { width, height } = pictureHead(bytes)!
      const file = nameOf(bytes)!
      if ((await read(file)) === null) {
        await mkdir(folder, { recursive: true })
        const draft = join(folder, `.${randomUUID()}.tmp`)
        await writeFile(draft, bytes)
        await rename(draft, join(folder, file))
      }
      return { file, width, height, bytes: bytes.length }
    },
    read,
    async of({ pictures }) {
      const found: InvoicePictures = {}
      for (const kind of pictureKinds) {
        const file = pictures[kind]
        const bytes = file === null ? null : await read(file)
        if (file !== null && bytes !== null) found[kind] = { file, bytes }
      }
      return found
    },
    async missing(profiles) {
      const named = new Set(profiles.flatMap(({ pictures }) => pictureKinds.map((kind) => pictures[kind])))
      const absent: string[] = []
      for (const file of named) if (file !== null && (await read(file)) === null) absent.push(file)
      return absent
    },
  }
}

function nameOf(bytes: Uint8Array): string | null {
  const head = pictureHead(bytes)
  return head && `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${head.type}`
}

function faultOf(bytes: Uint8Array): Text | null {
  if (bytes.length > MAX_BYTES)
    return {
      ru: `Картинка больше 1 МБ (${(bytes.length / MAX_BYTES).toFixed(1)} МБ). Уменьшите её: для печати хватает 300 точек на дюйм.`,
      en: `The picture is larger than 1 MB (${(bytes.length / MAX_BYTES).toFixed(1)} MB). Make it smaller: 300 dpi are enough for print.`,
    }
  const head = pictureHead(bytes)
  if (!head)
    return {
      ru: 'Это не PNG и не JPEG. Сохраните картинку в одном из этих форматов.',
      en: 'This is neither a PNG nor a JPEG. Save the picture as one of them.',
    }
  const { width, height } = head
  if (Math.min(width, height) < 1 || Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS)
    return {
      ru: `Картинка ${width} × ${height} точек. Стороны — до ${MAX_SIDE} точек, всего до ${MAX_PIXELS / 1e6} млн точек.`,
      en: `The picture has ${width} × ${height} pixels. Its sides may have ${MAX_SIDE} pixels, ${MAX_PIXELS / 1e6} million in all.`,
    }
  if (!isDrawable(bytes, head))
    return {
      ru: 'Картинка повреждена или сохранена редкой разновидностью формата. Сохраните её заново.',
      en: 'The picture is damaged or of a rare variety of its format. Save it anew.',
    }
  return null
}

function nullWhenAbsent(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
  throw error
}
