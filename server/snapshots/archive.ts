import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Transform } from 'node:stream'
import { unpackArchive } from '../catalogue/archive.ts'
import { zipped } from '../interchange/ticket/zip.ts'
import { Refusal } from '../storage/refusal.ts'
import { copySnapshot } from './folder.ts'
import {
  broken,
  checkFiles,
  MANIFEST,
  readManifest,
  readMappings,
  snapshotFiles,
  type Manifest,
} from './manifest.ts'

/** A snapshot as one file, to be sent to somebody or kept with tests. */

/** Bytes of a zip that is taken. */
const MOST_BYTES = 2 * 1024 ** 3

/** Lets a zip through that is not too large. Errors: Refusal `SNAPSHOT-TOO-LARGE`. */
export function bounded(): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes <= MOST_BYTES) return done(null, chunk)
      done(
        new Refusal('SNAPSHOT-TOO-LARGE', {
          ru: 'Файл снимка больше 2 ГБ. Скопируйте папку снимка в snapshots рабочей папки.',
          en: 'The file is larger than 2 GB. Copy the folder of the snapshot to snapshots in the workspace.',
        }),
      )
    },
  })
}

/** The zip of a snapshot, piece by piece. */
export function packed(folder: string): AsyncGenerator<Uint8Array> {
  async function* files() {
    for (const name of snapshotFiles) yield { name, content: createReadStream(join(folder, name)) }
  }
  return zipped(files())
}

/**
 * Unpacks a zip into the folder of a new snapshot and checks all of it.
 * @throws Refusal `SNAPSHOT-BROKEN`, or what is wrong with the archive
 */
export async function unpack(zip: string, target: string): Promise<Manifest> {
  const folder = join(target, '.unpacked')
  await mkdir(folder)
  const { files } = await unpackArchive(zip, folder)
  // Some pack the folder rather than what is in it.
  const manifestAt = files.find((name) => basename(name) === MANIFEST && name.split('/').length <= 2)
  if (manifestAt === undefined)
    throw broken(MANIFEST, 'в архиве его нет: это не снимок баз', 'the archive has none: it is no snapshot')
  const inside = join(folder, manifestAt.slice(0, -MANIFEST.length))
  const manifest = await readManifest(inside)
  await readMappings(inside)
  await checkFiles(inside, manifest)
  await copySnapshot(inside, target)
  await rm(folder, { recursive: true, force: true })
  return manifest
}
