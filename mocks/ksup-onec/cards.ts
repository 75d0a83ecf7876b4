import { storedCounterparty } from './counterparty-store.ts'
import type { LoyaltyCard } from './model.ts'
import type { OnecDb, OnecTransaction } from './tables.ts'

/** Loyalty cards and whose they are (D-95, DD-47). */

const cardRows = (db: OnecDb) =>
  db
    .selectFrom('ksup_onec_card as card')
    .leftJoin('ksup_onec_counterparty as owner', 'owner.ref', 'card.owner')
    .select(['card.code', 'owner.ref', 'owner.name', 'owner.code_1c'])
    .orderBy('card.code')

type CardRow = Awaited<ReturnType<ReturnType<typeof cardRows>['executeTakeFirstOrThrow']>>

const shown = ({ code, ref, name, code_1c }: CardRow): LoyaltyCard => ({
  code,
  owner: ref === null ? null : { ref, name: name!, code_1c: code_1c! },
})

export async function cards(db: OnecDb): Promise<LoyaltyCard[]> {
  return (await cardRows(db).execute()).map(shown)
}

export async function cardsOf(db: OnecDb, owner: string): Promise<LoyaltyCard[]> {
  return (await cardRows(db).where('card.owner', '=', owner).execute()).map(shown)
}

/** A new card, or another owner of one. @throws Refusal `KSUP-ONEC-COUNTERPARTY-UNKNOWN` */
export async function saveCard(trx: OnecTransaction, code: string, owner: string | null): Promise<void> {
  if (owner !== null) await storedCounterparty(trx, owner)
  await trx.replaceInto('ksup_onec_card').values({ code, owner }).execute()
}
