import type { IncomingMessage } from 'node:http'

/** A request that is to arrive twice has to be kept until it has come whole, bytes. */
const LARGEST = 32 * 1024 * 1024

/**
 * The body of a request as it came, its content coding included.
 * @returns `null` for one that is too large to be kept or does not say how large it is; nothing of it is read then
 */
export async function rawBody(request: IncomingMessage): Promise<Uint8Array | null> {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (coding !== undefined || Number(length ?? 0) > LARGEST) return null
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
