import { mainAddress } from '../../server/contracts/ksup/conditions.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import { agreementsOf } from './agreements.ts'
import { cardsOf } from './cards.ts'
import { addressesOf, storedCounterparty, type StoredCounterparty } from './counterparty-store.ts'
import { counterpartyVerdicts } from './counterparty-telling.ts'
import type { CounterpartyCard, CounterpartyRow, ListQuery, Page } from './model.ts'
import { holdsWord, searchWords } from './search.ts'
import type { OnecDb } from './tables.ts'

/** Counterparties as the screens show them. */

const shown = (stored: StoredCounterparty): CounterpartyRow => ({
  ref: stored.ref,
  code_1c: stored.code_1c,
  name: stored.name,
  kind: stored.kind,
  inn: stored.inn,
  email: mainAddress(addressesOf(stored.emails_json)),
  phone: mainAddress(addressesOf(stored.phones_json)),
  code_ksup: stored.code_ksup,
  deletion_mark: stored.deletion_mark === 1,
})

/** By name, those marked for deletion last. */
export async function counterpartyRows(db: OnecDb, query: ListQuery): Promise<Page<CounterpartyRow>> {
  let found = db.selectFrom('ksup_onec_counterparty')
  for (const word of searchWords(query.text)) found = found.where(({ ref }) => holdsWord(ref('search'), word))
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await found
    .selectAll()
    .orderBy('deletion_mark')
    .orderBy('search')
    .limit(query.limit)
    .offset(query.offset ?? 0)
    .execute()
  return { rows: rows.map(shown), total }
}

/** @throws Refusal `KSUP-ONEC-COUNTERPARTY-UNKNOWN` */
export async function counterpartyCard(db: OnecDb, outbox: Outbox, ref: string): Promise<CounterpartyCard> {
  const stored = await storedCounterparty(db, ref)
  return {
    ...shown(stored),
    emails: addressesOf(stored.emails_json),
    phones: addressesOf(stored.phones_json),
    cards: await cardsOf(db, ref),
    agreements: await agreementsOf(db, ref),
    verdicts: await counterpartyVerdicts(db, outbox, ref),
    messages: await outbox.of(ref),
  }
}
