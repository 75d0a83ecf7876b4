import type { BitSet } from './bit-set.ts'
import type { Connection } from './connection.ts'

/**
 * When goods and offers were last spoken of by a file. Kept as stretches of neighbouring numbers that do not overlap: a full
 * import of a million items is one row, and rows that came unchanged are not written anew.
 */

export type MentionedKind = 'item' | 'offer'

type Stretch = [first: number, last: number, at: number]

/** Seconds since 1970, as `checkauth` tells them (section 3.1). */
export const secondsOf = (at: string): number => Math.floor(Date.parse(at) / 1000)

/** Notes that the members of a set were mentioned; what was noted of them before is forgotten. */
export function keepMentions(connection: Connection, kind: MentionedKind, seen: BitSet, at: number): void {
  const over = connection.statement<Stretch>(
    'select first, last, at from mentions where kind = ? and first <= ? order by first desc limit 1',
  )
  const drop = connection.statement('delete from mentions where kind = ? and first between ? and ?')
  const put = connection.statement(
    'insert or replace into mentions (kind, first, last, at) values (?, ?, ?, ?)',
  )
  for (const [first, last] of seen.runs()) {
    // What sticks out of the new stretch stays, in front of it and behind.
    const behind = over.get(kind, last)
    const front = over.get(kind, first - 1)
    drop.run(kind, first, last)
    if (front && front[1] >= first) put.run(kind, front[0], first - 1, front[2])
    if (behind && behind[1] > last) put.run(kind, last + 1, behind[1], behind[2])
    put.run(kind, first, last, at)
  }
}

/** What was mentioned at that second or later, as runs in order. */
export const mentionedSince = (
  connection: Connection,
  kind: MentionedKind,
  since: number,
): [first: number, last: number][] =>
  connection
    .statement<[number, number]>('select first, last from mentions where kind = ? and at >= ? order by first')
    .all(kind, since)
