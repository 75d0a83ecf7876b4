import iconv from 'iconv-lite'
import { inflateRawSync } from 'node:zlib'

/** The files of a zip archive, by its central directory; nothing is unpacked to be listed. */

export interface ArchiveFile {
  name: string
  bytes: number
  packedBytes: number
  /** `0` stored, `8` deflated. */
  method: number
  encrypted: boolean
  /** Of its local header in the archive. */
  offset: number
}

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const UTF8_FLAG = 0x800
const ENTRIES_LIMIT = 10_000

const letters = (text: string): number => text.match(/[А-Яа-яЁё]/g)?.length ?? 0

function nameOf(bytes: Uint8Array, flags: number): string {
  if (flags & UTF8_FLAG) return new TextDecoder().decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const dos = iconv.decode(bytes, 'cp866')
    const windows = iconv.decode(bytes, 'win1251')
    return letters(windows) > letters(dos) ? windows : dos
  }
}

/**
 * @param tail the last bytes of the archive, or all of them
 * @param tailOffset where in the archive they begin
 * @returns `null` when the central directory is not whole in them
 */
export function listArchive(
  tail: Uint8Array,
  tailOffset = 0,
): { files: ArchiveFile[]; entries: number } | null {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  let end = tail.length - 22
  while (end >= 0 && view.getUint32(end, true) !== END_SIGNATURE) end -= 1
  if (end < 0) return null
  const entries = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true) - tailOffset
  if (at < 0) return null
  const files: ArchiveFile[] = []
  while (at + 46 <= end && view.getUint32(at, true) === ENTRY_SIGNATURE && files.length < ENTRIES_LIMIT) {
    const flags = view.getUint16(at + 8, true)
    const nameLength = view.getUint16(at + 28, true)
    const extras = view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    const name = nameOf(tail.subarray(at + 46, at + 46 + nameLength), flags)
    files.push({
      name,
      bytes: view.getUint32(at + 24, true),
      packedBytes: view.getUint32(at + 20, true),
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) !== 0,
      offset: view.getUint32(at + 42, true),
    })
    at += 46 + nameLength + extras
  }
  return { files, entries }
}

/** Bytes of one file of an archive that is in memory; `null` when they cannot be had within the limit. */
export function unpackFile(archive: Uint8Array, file: ArchiveFile, limit: number): Uint8Array | null {
  if (file.encrypted || file.bytes > limit || (file.method !== 0 && file.method !== 8)) return null
  if (file.offset + 30 > archive.length) return null
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const start =
    file.offset + 30 + view.getUint16(file.offset + 26, true) + view.getUint16(file.offset + 28, true)
  const packed = archive.subarray(start, start + file.packedBytes)
  if (file.method === 0) return packed
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(limit, 1) })
  } catch {
    return null
  }
}
