import type { IncomingMessage } from 'node:http'
import type { Bodies, BodySink, StoredBody } from '../../server/storage/bodies.ts'

/** A smaller body stands in the row of the journal and needs no file. */
const INLINE_BYTES = 32 * 1024

export interface TakenBody {
  bytes: number
  /** The body for the journal: itself, or where it is stored. */
  recorded: Uint8Array | StoredBody
  /** Why `onChunk` gave up; the rest of the body was read nevertheless, so that the sender gets its answer. */
  error: unknown
}

/**
 * Reads a body of any size once, in constant memory: the bytes go to `onChunk` and to the store of bodies.
 * @throws the error of a connection that broke; then nothing is stored
 */
export async function takeBody(
  request: IncomingMessage,
  bodies: Bodies,
  onChunk?: (chunk: Uint8Array) => Promise<void>,
): Promise<TakenBody> {
  const small: Uint8Array[] = []
  let bytes = 0
  let sink: BodySink | null = null
  let error: unknown = null
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (onChunk && error === null)
        await onChunk(chunk).catch((reason: unknown) => void (error = reason ?? new Error()))
      if (sink === null && bytes > INLINE_BYTES) {
        sink = await bodies.sink()
        for (const earlier of small.splice(0)) await sink.write(earlier)
      }
      if (sink) await sink.write(chunk)
      else small.push(chunk)
    }
  } catch (reason) {
    await sink?.abort()
    throw reason
  }
  return { bytes, recorded: sink ? await sink.end() : Buffer.concat(small), error }
}
