import type { Selectable } from 'kysely'
import type { Address, KsupContact } from '../../server/contracts/ksup/conditions.ts'
import type { ContactEdit } from './model.ts'
import { contactUnknown, deletedObject } from './refusals.ts'
import { searchText } from './search.ts'
import type { KsupDb, KsupTables } from './tables.ts'

/** Contacts and companies as they are kept. */

export type StoredContact = Selectable<KsupTables['ksup_contact']>

export const addressesOf = (json: string): Address[] => JSON.parse(json) as Address[]

/** One that was deleted is there too. @throws Refusal `KSUP-CONTACT-UNKNOWN` */
export async function storedContact(db: KsupDb, code: string): Promise<StoredContact> {
  const found = await db
    .selectFrom('ksup_contact')
    .selectAll()
    .where('code_ksup', '=', code)
    .executeTakeFirst()
  if (!found) throw contactUnknown(code)
  return found
}

/** @throws Refusal `KSUP-CONTACT-UNKNOWN`, `KSUP-DELETED` */
export async function liveContact(db: KsupDb, code: string): Promise<StoredContact> {
  const contact = await storedContact(db, code)
  if (contact.deleted === 1) throw deletedObject()
  return contact
}

/** The contact that 1C knows by its code (D-11). */
export const contactOfCode = (db: KsupDb, code1c: string): Promise<StoredContact | undefined> =>
  db
    .selectFrom('ksup_contact')
    .selectAll()
    .where('code_1c', '=', code1c)
    .where('deleted', '=', 0)
    .executeTakeFirst()

/** What the conditions look at. A deleted contact has nothing to do. */
export async function contactFacts(db: KsupDb, contact: StoredContact): Promise<KsupContact> {
  const tasks = await db
    .selectFrom('ksup_task')
    .select(['active', 'has_order'])
    .where('contact', '=', contact.code_ksup)
    .execute()
  return {
    codeKsup: contact.code_ksup,
    name: contact.name,
    type: contact.type,
    emails: addressesOf(contact.emails_json),
    phones: addressesOf(contact.phones_json),
    code1c: contact.code_1c,
    link: contact.link,
    tasks:
      contact.deleted === 1
        ? []
        : tasks.map(({ active, has_order }) => ({ active: active === 1, hasOrder: has_order === 1 })),
  }
}

const searchOf = (
  contact: Pick<StoredContact, 'code_ksup' | 'name' | 'code_1c' | 'emails_json' | 'phones_json'>,
) =>
  searchText(
    contact.name,
    contact.code_ksup,
    contact.code_1c,
    ...[...addressesOf(contact.emails_json), ...addressesOf(contact.phones_json)].map(({ value }) => value),
  )

/** Writes members of a contact, and how it is found. */
export async function writeContact(
  db: KsupDb,
  contact: StoredContact,
  change: Partial<StoredContact>,
): Promise<StoredContact> {
  const next = { ...contact, ...change }
  const search = searchOf(next)
  await db
    .updateTable('ksup_contact')
    .set({ ...change, search })
    .where('code_ksup', '=', contact.code_ksup)
    .execute()
  return { ...next, search }
}

export async function insertContact(
  db: KsupDb,
  given: ContactEdit & { code_ksup: string; name: string },
): Promise<StoredContact> {
  const own = {
    code_ksup: given.code_ksup,
    name: given.name,
    type: given.type ?? ('company' as const),
    emails_json: JSON.stringify(given.emails ?? []),
    phones_json: JSON.stringify(given.phones ?? []),
    code_1c: given.code_1c ?? null,
  }
  const contact: StoredContact = {
    ...own,
    link: own.code_1c === null ? 'unlinked' : 'linked',
    request_id: null,
    request_code: null,
    request_message: null,
    request_at: null,
    merged_into: null,
    deleted: 0,
    search: searchOf(own),
  }
  await db.insertInto('ksup_contact').values(contact).execute()
  return contact
}
