import type { Address } from '../../server/contracts/ksup/conditions.ts'
import { EMAIL, normalisePhone } from '../../server/contracts/requisites.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import {
  fieldsOf,
  insertCounterparty,
  storedCounterparty,
  updateCounterparty,
  type CounterpartyFields,
} from './counterparty-store.ts'
import { tellChange } from './counterparty-telling.ts'
import type { CounterpartyEdit } from './model.ts'
import { emailUnreadable, nameMissing, phoneUnreadable, sameCounterparty } from './refusals.ts'
import type { OnecTransaction } from './tables.ts'

/** What people of 1C do with counterparties. */

const NEW: CounterpartyFields = {
  name: '',
  kind: 'legal',
  inn: null,
  emails: [],
  phones: [],
  deletion_mark: false,
}

const trimmed = (addresses: readonly Address[]): Address[] =>
  addresses.map(({ value, main }) => ({ value: value.trim(), main })).filter(({ value }) => value !== '')

/** An edit on top of what is there. @throws Refusal with what cannot be written */
function edited(before: CounterpartyFields, edit: CounterpartyEdit): CounterpartyFields {
  const given = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
  const next = { ...before, ...given } as CounterpartyFields
  const fields = { ...next, emails: trimmed(next.emails), phones: trimmed(next.phones) }
  if (fields.name.trim() === '') throw nameMissing()
  const email = fields.emails.find(({ value }) => !EMAIL.test(value))
  if (email) throw emailUnreadable(email.value)
  const phone = fields.phones.find(({ value }) => normalisePhone(value) === null)
  if (phone) throw phoneUnreadable(phone.value)
  return fields
}

/**
 * A new one is made in 1C and КСУП is told nothing of it (D-06); a change is told when the contract says so.
 * @returns its reference
 */
export async function saveCounterparty(
  trx: OnecTransaction,
  outbox: Outbox,
  ref: string | null,
  edit: CounterpartyEdit,
): Promise<string> {
  if (ref === null) return (await insertCounterparty(trx, edited(NEW, edit), { code_ksup: null })).ref
  const before = await storedCounterparty(trx, ref)
  const after = await updateCounterparty(trx, before, edited(fieldsOf(before), edit))
  await tellChange(trx, outbox, after)
  return ref
}

/** Everything of `from` becomes that of `into`, and `from` is marked for deletion; КСУП is told nothing (D-09). */
export async function mergeCounterparties(trx: OnecTransaction, from: string, into: string): Promise<void> {
  if (from === into) throw sameCounterparty()
  const loser = await storedCounterparty(trx, from)
  await storedCounterparty(trx, into)
  await trx
    .updateTable('ksup_onec_document')
    .set({ counterparty: into })
    .where('counterparty', '=', from)
    .execute()
  await trx.updateTable('ksup_onec_card').set({ owner: into }).where('owner', '=', from).execute()
  await trx
    .updateTable('ksup_onec_agreement')
    .set({ counterparty: into })
    .where('counterparty', '=', from)
    .execute()
  await updateCounterparty(trx, loser, { ...fieldsOf(loser), deletion_mark: true })
}
