import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Address, Counterparty } from '../../server/contracts/ksup/conditions.ts'
import { normalisePhone } from '../../server/contracts/requisites.ts'
import { codeOf, nextNumber } from './counter.ts'
import { counterpartyUnknown } from './refusals.ts'
import { searchText } from './search.ts'
import type { KsupOnecTables, OnecDb } from './tables.ts'

/** Counterparties as they are kept. */

export type StoredCounterparty = Selectable<KsupOnecTables['ksup_onec_counterparty']>

/** What a person or КСУП gives of a counterparty. */
export interface CounterpartyFields extends Pick<StoredCounterparty, 'name' | 'kind' | 'inn'> {
  emails: readonly Address[]
  phones: readonly Address[]
  deletion_mark: boolean
}

export const addressesOf = (json: string): Address[] => JSON.parse(json) as Address[]

export const fieldsOf = (stored: StoredCounterparty): CounterpartyFields => ({
  name: stored.name,
  kind: stored.kind,
  inn: stored.inn,
  emails: addressesOf(stored.emails_json),
  phones: addressesOf(stored.phones_json),
  deletion_mark: stored.deletion_mark === 1,
})

/** What the conditions look at. */
export const asCounterparty = (stored: StoredCounterparty): Counterparty => ({
  ref: stored.ref,
  code1c: stored.code_1c,
  name: stored.name,
  kind: stored.kind,
  codeKsup: stored.code_ksup,
  emails: addressesOf(stored.emails_json),
  phones: addressesOf(stored.phones_json),
})

/** @throws Refusal `KSUP-ONEC-COUNTERPARTY-UNKNOWN` */
export async function storedCounterparty(db: OnecDb, ref: string): Promise<StoredCounterparty> {
  const found = await db
    .selectFrom('ksup_onec_counterparty')
    .selectAll()
    .where('ref', '=', ref)
    .executeTakeFirst()
  if (!found) throw counterpartyUnknown(ref)
  return found
}

const comparable = (address: string): string => normalisePhone(address.trim()) ?? address.trim().toLowerCase()

async function keepAddresses(db: OnecDb, ref: string, fields: CounterpartyFields): Promise<void> {
  await db.deleteFrom('ksup_onec_address').where('counterparty', '=', ref).execute()
  const values = new Set([...fields.emails, ...fields.phones].map(({ value }) => comparable(value)))
  for (const value of values)
    await db.insertInto('ksup_onec_address').values({ value, counterparty: ref }).execute()
}

/** Codes of counterparties that have one of the addresses; those marked for deletion are not meant any more (DD-15). */
export async function codesWith(db: OnecDb, addresses: readonly (string | null)[]): Promise<string[]> {
  const wanted = addresses.filter((address) => address !== null).map(comparable)
  if (wanted.length === 0) return []
  const found = await db
    .selectFrom('ksup_onec_address')
    .innerJoin('ksup_onec_counterparty as owner', 'owner.ref', 'ksup_onec_address.counterparty')
    .select('owner.code_1c')
    .distinct()
    .where('ksup_onec_address.value', 'in', wanted)
    .where('owner.deletion_mark', '=', 0)
    .orderBy('owner.code_1c')
    .execute()
  return found.map(({ code_1c }) => code_1c)
}

const columnsOf = (
  { name, kind, inn, emails, phones, deletion_mark }: CounterpartyFields,
  { code_1c, code_ksup }: Pick<StoredCounterparty, 'code_1c' | 'code_ksup'>,
) => ({
  name,
  kind,
  inn,
  emails_json: JSON.stringify(emails),
  phones_json: JSON.stringify(phones),
  deletion_mark: Number(deletion_mark),
  search: searchText(
    name,
    code_1c,
    code_ksup,
    inn,
    ...[...emails, ...phones].flatMap(({ value }) => [value, comparable(value)]),
  ),
})

/** @param codes given by the demo; 1C gives the next ones itself */
export async function insertCounterparty(
  db: OnecDb,
  fields: CounterpartyFields,
  codes: { code_ksup: string | null; ref?: string; code_1c?: string },
): Promise<StoredCounterparty> {
  const ref = codes.ref ?? randomUUID()
  const code_1c = codes.code_1c ?? codeOf(await nextNumber(db, 'counterparty'))
  const own = { code_1c, code_ksup: codes.code_ksup }
  const stored = await db
    .insertInto('ksup_onec_counterparty')
    .values({ ref, ...own, ...columnsOf(fields, own) })
    .returningAll()
    .executeTakeFirstOrThrow()
  await keepAddresses(db, ref, fields)
  return stored
}

export async function updateCounterparty(
  db: OnecDb,
  before: StoredCounterparty,
  fields: CounterpartyFields,
): Promise<StoredCounterparty> {
  const change = columnsOf(fields, before)
  await db.updateTable('ksup_onec_counterparty').set(change).where('ref', '=', before.ref).execute()
  await keepAddresses(db, before.ref, fields)
  return { ...before, ...change }
}
