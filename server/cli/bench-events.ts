import type { ReadableStream } from 'node:stream/web'
import { AdminError, parseBenchEvent } from '../admin/client.ts'
import type { BenchEvent } from '../storage/bench-event.ts'

const DATA = 'data: '

async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<BenchEvent, void, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const bytes of body) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
      rest = lines.pop()!
      for (const line of lines) if (line.startsWith(DATA)) yield parseBenchEvent(line.slice(DATA.length))
    }
  } catch (error) {
    // How fetch tells of a connection that broke: that is an end too.
    if (!(error instanceof TypeError)) throw error
  }
}

/**
 * The live events of a bench from now on, until the bench is gone or the caller leaves the loop.
 * @throws AdminError for a refusal, TypeError when there is no connection
 */
export async function benchEvents(
  address: string,
  token: string | undefined,
): Promise<AsyncGenerator<BenchEvent, void, undefined>> {
  const response = await fetch(`${address}/api/events`, {
    headers: { accept: 'text/event-stream', ...(token ? { authorization: `Bearer ${token}` } : {}) },
  })
  if (!response.ok || !response.body) {
    const problem: unknown = await response.json().catch(() => null)
    throw new AdminError(response.status, (problem ?? {}) as Record<string, unknown>)
  }
  // Taken for reading now: fetch lets go of the body of an answer that is collected while nobody reads it.
  return eventsOf((response.body as ReadableStream<Uint8Array>).values())
}
