import type { MessageKind } from '../../server/contracts/ksup/direction.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import { anyTables } from './context.ts'
import type { OnecDb } from './tables.ts'

/** What 1C remembers to have told КСУП of an object. */

export async function readKnown<Data>(db: OnecDb, ref: string): Promise<Data | null> {
  const found = await db
    .selectFrom('ksup_onec_known')
    .select('data_json')
    .where('ref', '=', ref)
    .executeTakeFirst()
  return found ? (JSON.parse(found.data_json) as Data) : null
}

export async function writeKnown(db: OnecDb, ref: string, data: unknown): Promise<void> {
  await db
    .replaceInto('ksup_onec_known')
    .values({ ref, data_json: JSON.stringify(data) })
    .execute()
}

/** The data of a counterparty or an item. */
export interface Told<Data> {
  /** As they were stored for sending last. */
  sent: Data
  /** As they were delivered last, `null` when they never were. */
  delivered: Data | null
}

/**
 * The data that the next message is compared with. What is on its way counts as told, so that two writes in a row send two
 * messages in order. What was refused does not: a changed object is then told of against what КСУП really has, so the
 * article that was refused never becomes `article_old` (DD-23).
 * @param now the data as they stand: while the refused message says the same, it waits for a person
 */
export async function toldBefore<Data extends object>(
  { db, outbox }: { db: OnecDb; outbox: Pick<Outbox, 'of'> },
  { ref, kinds, now }: { ref: string; kinds: readonly MessageKind[]; now: Data },
): Promise<Data | null> {
  const told = await readKnown<Told<Data>>(db, ref)
  if (told === null) return null
  const messages = await outbox.of(ref, db.isTransaction ? anyTables(db as never) : undefined)
  const last = messages.find(({ kind }) => kinds.includes(kind))
  switch (last?.state) {
    case 'new':
    case 'sending':
    case 'waiting':
      return told.sent
    case 'parked':
      return same(now, told.sent) ? told.sent : told.delivered
    default:
      return told.delivered
  }
}

const same = <Data extends object>(one: Data, other: Data): boolean =>
  (Object.keys(one) as (keyof Data)[]).every((name) => one[name] === other[name])
