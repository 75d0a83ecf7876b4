import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'

/** Archives as 1C makes them for a site (commerceml section 4.4). */

/** Name of a temp file of 1C: `v8_1A76_155ae.zip`. */
export function archiveName(): string {
  const hex = randomBytes(5).toString('hex')
  return `v8_${hex.slice(0, 4).toUpperCase()}_${hex.slice(4, 9)}.zip`
}

/** What is packed already gains nothing from being packed again. */
const packed = /\.(?:png|jpe?g|gif|webp)$/i

/**
 * Packs files of a folder, streaming: neither a file nor the archive is in memory.
 * @param names paths in the folder with `/`, as they stand in the archive
 */
export async function packFolder(folder: string, names: readonly string[], target: string): Promise<void> {
  const output = createWriteStream(target)
  const written = finished(output)
  // Awaited below; a disk that is full must not be an unhandled rejection before that.
  written.catch(() => undefined)
  let failure: Error | null = null
  let full = false
  const zip = new Zip((error, bytes, final) => {
    if (error) failure = error
    else if (!output.write(bytes)) full = true
    if (final) output.end()
  })
  for (const name of names) {
    const entry = packed.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
    zip.add(entry)
    for await (const chunk of createReadStream(join(folder, name))) {
      entry.push(chunk as Uint8Array)
      if (failure) throw failure
      if (full) {
        full = false
        await Promise.race([once(output, 'drain'), written])
      }
    }
    entry.push(new Uint8Array(), true)
  }
  zip.end()
  await written
}
