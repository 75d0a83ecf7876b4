import { once } from 'node:events'
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Bodies, BodySink, StoredBody } from '../storage/bodies.ts'

/** As much as the journal keeps in a row: a larger body streams into the bodies folder. */
export const INLINE_LIMIT = 32 * 1024

/** What a coding may swell to before it is taken for a bomb, bytes. */
const DECODED_LIMIT = 4 * 1024 ** 3

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** Bytes that pass, in memory while they are few. */
function createStore(bodies: Bodies) {
  let chunks: Uint8Array[] = []
  let size = 0
  let sink: BodySink | null = null
  let work: Promise<void> | null = null
  let failure: unknown = null
  let over = false

  async function spill(chunk: Uint8Array): Promise<void> {
    if (!sink) {
      sink = await bodies.sink()
      const before = chunks
      chunks = []
      for (const one of before) await sink.write(one)
    }
    await sink.write(chunk)
  }

  return {
    size() {
      return size
    },
    /** @returns when more can be taken; nothing when at once */
    write(chunk: Uint8Array): Promise<void> | undefined {
      // A caller that was given up on may send all the same.
      if (over) return undefined
      size += chunk.length
      if (failure !== null) return undefined
      if (work === null && size <= INLINE_LIMIT) {
        chunks.push(chunk)
        return undefined
      }
      work = (work ?? Promise.resolve())
        .then(() => spill(chunk))
        // A full disk must not stop what passes by; whoever ends the copy is told.
        .catch((error: unknown) => void (failure ??= error))
      return work
    },
    async end(): Promise<Uint8Array | StoredBody> {
      over = true
      await work
      if (failure !== null) throw failure
      if (sink) return sink.end()
      return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
    },
    async abort(): Promise<void> {
      over = true
      await work
      chunks = []
      await sink?.abort()
    },
  }
}

export interface Copied {
  body: Uint8Array | StoredBody
  /** A content coding that could not be undone: the body is as it came. */
  kept: string | null
}

/** The journal's copy of a body that streams by, with its content coding removed. `end` or `abort` has to be called. */
export interface BodyCopy {
  /** Bytes that have passed, as they passed. */
  bytes(): number
  /** @returns when more can be taken; nothing when at once */
  write(chunk: Uint8Array): Promise<void> | undefined
  /** @throws when the bodies folder takes nothing */
  end(): Promise<Copied>
  abort(): Promise<void>
}

/**
 * @param coding value of `Content-Encoding`, `null` when there is none
 */
export function createBodyCopy(bodies: Bodies, coding: string | null): BodyCopy {
  const raw = createStore(bodies)
  const name = coding?.trim().toLowerCase() ?? ''
  const start = Object.hasOwn(decoders, name) ? decoders[name] : undefined
  if (!start) {
    const kept = name === '' || name === 'identity' ? null : name
    return {
      bytes() {
        return raw.size()
      },
      write: (chunk) => raw.write(chunk),
      end: async () => ({ body: await raw.end(), kept: raw.size() === 0 ? null : kept }),
      abort: () => raw.abort(),
    }
  }

  const decoded = createStore(bodies)
  const decoder = start()
  let failed = false
  const closed = new Promise<void>((resolve) => decoder.once('close', resolve))
  decoder.on('error', () => (failed = true))
  decoder.on('data', (chunk: Buffer) => {
    if (decoded.size() > DECODED_LIMIT) return void decoder.destroy(new Error('too much'))
    const taken = decoded.write(chunk)
    if (!taken) return
    decoder.pause()
    void taken.then(() => decoder.resume())
  })

  return {
    bytes() {
      return raw.size()
    },
    write(chunk) {
      const taken = raw.write(chunk)
      if (failed || !decoder.writable || decoder.write(chunk)) return taken
      const drained = Promise.race([
        once(decoder, 'drain').then(
          () => undefined,
          () => undefined,
        ),
        closed,
      ])
      return taken ? Promise.all([taken, drained]).then(() => undefined) : drained
    },
    async end() {
      if (raw.size() > 0) {
        if (!decoder.destroyed) decoder.end()
        await closed
      } else decoder.destroy()
      // What cannot be undone is evidence as it came; so both are kept until it is known.
      if (failed) {
        await decoded.abort()
        return { body: await raw.end(), kept: name }
      }
      await raw.abort()
      return { body: await decoded.end(), kept: null }
    },
    async abort() {
      decoder.destroy()
      await Promise.all([raw.abort(), decoded.abort()])
    },
  }
}
