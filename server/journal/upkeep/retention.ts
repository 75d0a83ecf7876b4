import type { Kysely } from 'kysely'
import type { JournalSettings } from '../../storage/document-schema.ts'
import { Mark, type Chunk } from '../lines/chunk.ts'
import type { Lines } from '../lines/lines.ts'
import type { JournalTables } from '../table.ts'

const DAY_MS = 24 * 3600_000

/** Removed entries can be brought back for so long. */
export const UNDO_MS = DAY_MS

interface Present {
  id: number
  at: number
  bytes: number
}

/** Entries that may go, oldest first: pinned ones never do. */
function* present(chunks: readonly Chunk[]): Generator<Present> {
  for (const { columns, length } of chunks)
    for (let i = 0; i < length; i += 1)
      if ((columns.marks[i]! & (Mark.gone | Mark.pinned)) === 0)
        yield { id: columns.id[i]!, at: columns.at[i]!, bytes: columns.size[i]! }
}

/**
 * Entries that are too many, too old or too large by the settings, oldest first. Pure.
 * @param takenBytes what the journal takes on the disk; by how much it is too large is taken off the bodies of the oldest
 */
export function exceeding(
  lines: Pick<Lines, 'chunks' | 'count'>,
  keep: JournalSettings['keep'],
  now: Date,
  takenBytes: number,
): number[] {
  const oldest = keep.days > 0 ? now.getTime() - keep.days * DAY_MS : -Infinity
  let surplus = keep.entries > 0 ? Math.max(lines.count - keep.entries, 0) : 0
  let bytes = keep.megabytes > 0 ? Math.max(takenBytes - keep.megabytes * 1_000_000, 0) : 0
  const going: number[] = []
  for (const entry of present(lines.chunks)) {
    if (entry.at >= oldest && surplus <= 0 && bytes <= 0) {
      // Entries read from files may be older than their neighbours.
      if (oldest === -Infinity) break
      continue
    }
    going.push(entry.id)
    surplus -= 1
    // A row takes some space without its bodies, too.
    bytes -= entry.bytes + 1000
  }
  return going
}

/** Entries whose removal is older than it can be undone. */
export async function forgotten(tables: Kysely<JournalTables>, now: Date): Promise<number[]> {
  const rows = await tables
    .selectFrom('journal_removed')
    .innerJoin('journal_deletion', 'journal_deletion.id', 'journal_removed.deletion')
    .select('journal_removed.id')
    .where('journal_deletion.at', '<', new Date(now.getTime() - UNDO_MS).toISOString())
    .execute()
  return rows.map(({ id }) => id)
}
