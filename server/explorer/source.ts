import { open, stat, type FileHandle } from 'node:fs/promises'
import iconv from 'iconv-lite'
import type { CmlPlace, CmlSummary } from '../contracts/commerceml/model.ts'
import { createLineIndex } from './line-index.ts'
import type { SourceLine, SourceLines } from './model.ts'
import { sourceChanged } from './refusals.ts'

type Encoding = CmlSummary['encoding']

/** The text of one part, read at places of it; the file is never held in memory. */
export interface Source {
  /**
   * Lines around a place.
   * @throws Refusal `EXPLORER-SOURCE-CHANGED` when the file is no longer what was opened
   */
  around(place: CmlPlace, around: number): Promise<SourceLines>
  /** Where the text stands at or after the beginning of the line; `null`: not there. */
  find(text: string, line: number): Promise<CmlPlace | null>
  close(): Promise<void>
}

/** Characters of a line that are shown at once. Whole catalogues stand on one line. */
const SHOWN = 2000
/** Of them before the place. */
const BEFORE = 400
/** How far from its line a record's identifier may stand. */
const NEAR_BYTES = 64 * 1024
const CHUNK_BYTES = 256 * 1024

/** @param name of the part, for people */
export async function openSource(path: string, name: string, encoding: Encoding): Promise<Source> {
  const opened = await stat(path)
  let file: FileHandle | null = await open(path)
  const index = createLineIndex(file)

  async function check(): Promise<FileHandle> {
    const now = await stat(path).catch(() => null)
    if (!file || now?.size !== opened.size || now.mtimeMs !== opened.mtimeMs) throw sourceChanged(name)
    return file
  }

  async function* chunks(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end;) {
      const bytes = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at))
      const { bytesRead } = await file!.read(bytes, 0, bytes.length, at)
      if (bytesRead === 0) return
      yield bytes.subarray(0, bytesRead)
      at += bytesRead
    }
  }

  /** The line from a column on. */
  async function lineText(start: number, end: number, column: number): Promise<SourceLine> {
    let skip = column - 1
    if (encoding === 'windows-1251') {
      start = Math.min(start + skip, end)
      skip = 0
    }
    const decoder = new TextDecoder(encoding)
    let text = ''
    for await (const bytes of chunks(start, end)) {
      const piece = decoder.decode(bytes, { stream: true })
      if (skip >= piece.length) skip -= piece.length
      else {
        text += piece.slice(skip)
        skip = 0
      }
      if (text.length > SHOWN) break
    }
    const whole = text.replace(/[\r\n]+$/, '')
    return { text: whole.slice(0, SHOWN), column, cut: whole.length > SHOWN }
  }

  /** Column of a byte of the line that begins at `start`. */
  async function columnAt(start: number, byte: number): Promise<number> {
    if (encoding === 'windows-1251') return byte - start + 1
    const decoder = new TextDecoder(encoding)
    let units = 0
    for await (const bytes of chunks(start, byte)) units += decoder.decode(bytes, { stream: true }).length
    return units + 1
  }

  return {
    async around(place, around) {
      await check()
      const from = Math.max(1, place.line - around)
      const lines: SourceLine[] = []
      let start = await index.start(from)
      for (let n = from; start !== null && start < opened.size && n <= place.line + around; n++) {
        const end = await index.end(start)
        const column = n === place.line && place.column > SHOWN - BEFORE ? place.column - BEFORE : 1
        lines.push(await lineText(start, end, column))
        start = end
      }
      return { file: name, from, lines, place, totalLines: index.total() }
    },

    async find(text, line) {
      await check()
      const start = await index.start(line)
      if (start === null) return null
      const lineEnd = await index.end(start)
      const needle = encoding === 'windows-1251' ? iconv.encode(text, 'windows-1251') : Buffer.from(text)
      const end = Math.min(Math.max(lineEnd, start + NEAR_BYTES), opened.size)
      let before = Buffer.alloc(0)
      let position = start
      for await (const bytes of chunks(start, end)) {
        const window = Buffer.concat([before, bytes])
        const found = window.indexOf(needle)
        if (found >= 0) {
          const byte = position - before.length + found
          // On a later line it only proves that the record is here.
          return { line, column: byte < lineEnd ? await columnAt(start, byte) : 1 }
        }
        position += bytes.length
        before = window.subarray(Math.max(0, window.length - needle.length + 1))
      }
      return null
    },

    async close() {
      const handle = file
      file = null
      await handle?.close()
    },
  }
}
