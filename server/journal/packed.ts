import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import type { Kysely } from 'kysely'
import type { Bodies } from '../storage/bodies.ts'
import type { JournalTables } from './table.ts'

const inflate = promisify(inflateRaw)

/** The first bytes of a stream, which is not read further. */
export async function headOf(stream: Readable, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= limit) break
  }
  return Buffer.concat(chunks).subarray(0, limit)
}

/** The bytes of a body, wherever they are: in the row, packed in the database, or in the folder of bodies. */
export function bodyReader(tables: Kysely<JournalTables>, bodies: Bodies) {
  return async (inline: Uint8Array | null, sha256: string | null): Promise<Uint8Array | null> => {
    if (inline !== null || sha256 === null) return inline
    const packed = await tables
      .selectFrom('journal_body')
      .select('bytes')
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    return packed ? inflate(packed.bytes) : bodies.get(sha256)
  }
}

export type ReadBody = ReturnType<typeof bodyReader>
