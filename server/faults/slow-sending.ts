import type { ServerResponse } from 'node:http'
import type { Waits } from './waits.ts'

/** Pieces of a body that travels slowly are so far apart, ms. */
const STEP_MS = 100

/**
 * Writes a body at a certain speed; the answer stays open after it.
 * @returns `false` when the caller has left meanwhile
 */
export async function sendSlowly(
  response: ServerResponse,
  body: Uint8Array,
  bytesPerSecond: number,
  waits: Pick<Waits, 'wait'>,
): Promise<boolean> {
  const piece = Math.max(Math.floor((bytesPerSecond * STEP_MS) / 1000), 1)
  for (let at = 0; at < body.length; at += piece) {
    const bytes = body.subarray(at, at + piece)
    const ms = (bytes.length / bytesPerSecond) * 1000
    if ((await waits.wait(ms, response)) === 'gone') return false
    response.write(bytes)
  }
  return true
}
