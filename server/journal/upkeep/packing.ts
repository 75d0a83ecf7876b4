import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { Kysely } from 'kysely'
import { sha256Of } from '../body-view.ts'
import type { JournalTables } from '../table.ts'

const deflate = promisify(deflateRaw)

const BATCH = 200
/** Shorter bodies take less than their name would. */
const SHORTEST = 256

/**
 * Moves the bodies out of the rows: equal ones are kept once, all of them packed. Recording keeps them in the row, because that
 * is quicker.
 */
export async function packBodies(tables: Kysely<JournalTables>): Promise<void> {
  for (let after = 0; ;) {
    const rows = await tables
      .selectFrom('journal')
      .select(['id', 'request_body', 'response_body'])
      .where('id', '>', after)
      .where((eb) => eb.or([eb('request_body', 'is not', null), eb('response_body', 'is not', null)]))
      .orderBy('id')
      .limit(BATCH)
      .execute()
    const last = rows.at(-1)
    if (!last) return
    after = last.id
    const packed = await Promise.all(
      rows.flatMap(({ id, request_body, response_body }) =>
        (
          [
            ['request', request_body],
            ['response', response_body],
          ] as const
        ).flatMap(([part, bytes]) =>
          bytes && bytes.length >= SHORTEST
            ? [deflate(bytes).then((small) => ({ id, part, sha256: sha256Of(bytes), small }))]
            : [],
        ),
      ),
    )
    await tables.transaction().execute(async (trx) => {
      for (const { id, part, sha256, small } of packed) {
        await trx
          .insertInto('journal_body')
          .values({ sha256, bytes: small })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        await trx
          .updateTable('journal')
          .set({ [`${part}_body`]: null, [`${part}_sha256`]: sha256 })
          .where('id', '=', id)
          .execute()
      }
    })
    await setImmediate()
  }
}

/** Packed bodies that no entry has any more. */
export async function sweepPacked(tables: Kysely<JournalTables>): Promise<void> {
  await tables
    .deleteFrom('journal_body')
    .where('sha256', 'not in', (eb) =>
      eb
        .selectFrom('journal')
        .select('request_sha256 as sha256')
        .where('request_sha256', 'is not', null)
        .union(
          eb
            .selectFrom('journal')
            .select('response_sha256 as sha256')
            .where('response_sha256', 'is not', null),
        ),
    )
    .execute()
}
