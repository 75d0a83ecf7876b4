import type { Readable } from 'node:stream'

/** Part of a body that streams by; the rest never comes into memory. */

/** A body of any size: how long it is, and its bytes as often as they are wanted. */
export interface BodySource {
  bytes: number
  contentType: string
  open(): Promise<Readable> | Readable
}

/** Bytes from `offset` on, `length` at most. */
export async function readRange(source: BodySource, offset: number, length: number): Promise<Uint8Array> {
  const wanted = Math.max(0, Math.min(length, source.bytes - offset))
  const taken = new Uint8Array(wanted)
  if (wanted === 0) return taken
  const stream = await source.open()
  let at = 0
  try {
    for await (const piece of stream) {
      const chunk = piece as Uint8Array
      const from = Math.max(offset - at, 0)
      const to = Math.min(offset + wanted - at, chunk.length)
      if (to > from) taken.set(chunk.subarray(from, to), at + from - offset)
      at += chunk.length
      if (at >= offset + wanted) break
    }
  } finally {
    stream.destroy()
  }
  return taken
}

/** A source for bytes that are in memory. */
export function memorySource(
  bytes: Uint8Array,
  contentType: string,
  open: (bytes: Uint8Array) => Readable,
): BodySource {
  return { bytes: bytes.length, contentType, open: () => open(bytes) }
}
