import { mainAddress } from '../../server/contracts/ksup/conditions.ts'
import type { Address } from '../../server/contracts/ksup/conditions.ts'
import {
  addressesOf,
  contactOfCode,
  insertContact,
  liveContact,
  writeContact,
  type StoredContact,
} from './contact-store.ts'
import { addEvent } from './events.ts'
import { requestIfDue, requestNow, type Asking } from './linking.ts'
import type { ContactEdit, TaskEdit } from './model.ts'
import { codeTaken, sameContact, taskUnknown } from './refusals.ts'
import type { KsupDb, KsupTransaction } from './tables.ts'

/** What people of КСУП do with contacts. Only `linking.ts` tells 1C anything (section 8). */

async function nextCode(db: KsupDb): Promise<string> {
  const codes = await db.selectFrom('ksup_contact').select('code_ksup').execute()
  const numbers = codes.map(({ code_ksup }) => Number(code_ksup)).filter(Number.isSafeInteger)
  return String(Math.max(58_200, ...numbers) + 1)
}

async function checkCodeIsFree(db: KsupDb, code1c: string | null | undefined, own: string | null) {
  if (code1c === null || code1c === undefined) return
  const owner = await contactOfCode(db, code1c)
  if (owner && owner.code_ksup !== own) throw codeTaken(code1c, owner.code_ksup)
}

/** @returns its code */
export async function createContact(
  { trx, at }: Asking,
  edit: ContactEdit & { name: string },
): Promise<string> {
  await checkCodeIsFree(trx, edit.code_1c, null)
  const { code_ksup } = await insertContact(trx, { ...edit, code_ksup: await nextCode(trx) })
  await addEvent(trx, { contact: code_ksup }, { at, kind: 'opened', text: `Создан контакт «${edit.name}»` })
  return code_ksup
}

/** What an edit changes, members of the row alone. */
function changeOf(contact: StoredContact, edit: ContactEdit): Partial<StoredContact> {
  const given: Partial<StoredContact> = {
    ...(edit.name === undefined ? {} : { name: edit.name }),
    ...(edit.type === undefined ? {} : { type: edit.type }),
    ...(edit.emails === undefined ? {} : { emails_json: JSON.stringify(edit.emails) }),
    ...(edit.phones === undefined ? {} : { phones_json: JSON.stringify(edit.phones) }),
    ...(edit.code_1c === undefined ? {} : { code_1c: edit.code_1c }),
  }
  const names = Object.keys(given) as (keyof StoredContact)[]
  return Object.fromEntries(
    names.filter((name) => given[name] !== contact[name]).map((name) => [name, given[name]]),
  )
}

/**
 * A person edits a contact. 1C is told nothing of it (section 8); only a contact whose request failed is asked for again
 * (section 4.1).
 */
export async function editContact(asking: Asking, code: string, edit: ContactEdit): Promise<void> {
  const { trx, at } = asking
  const contact = await liveContact(trx, code)
  await checkCodeIsFree(trx, edit.code_1c, code)
  const change = changeOf(contact, edit)
  if (Object.keys(change).length === 0) return
  if (change.code_1c !== undefined) change.link = change.code_1c === null ? 'unlinked' : 'linked'
  const written = await writeContact(trx, contact, change)
  await addEvent(trx, { contact: code }, { at, kind: 'edited', text: 'Карточка изменена в КСУП' })
  await (written.link === 'failed' ? requestNow(asking, written) : requestIfDue(asking, written))
}

export async function saveTask(asking: Asking, code: string, task: TaskEdit): Promise<void> {
  const { trx } = asking
  const contact = await liveContact(trx, code)
  const row = { title: task.title, active: Number(task.active), has_order: Number(task.has_order) }
  if (task.id === undefined)
    await trx
      .insertInto('ksup_task')
      .values({ contact: code, ...row })
      .execute()
  else {
    const { numUpdatedRows } = await trx
      .updateTable('ksup_task')
      .set(row)
      .where('id', '=', task.id)
      .where('contact', '=', code)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw taskUnknown(task.id)
  }
  await requestIfDue(asking, contact)
}

export async function removeTask(trx: KsupTransaction, code: string, id: number): Promise<void> {
  await liveContact(trx, code)
  const { numDeletedRows } = await trx
    .deleteFrom('ksup_task')
    .where('id', '=', id)
    .where('contact', '=', code)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw taskUnknown(id)
}

/** Tells 1C nothing (D-08): the row stays for the history, its code of 1C is free. */
export async function removeContact(trx: KsupTransaction, at: string, code: string): Promise<void> {
  await writeContact(trx, await liveContact(trx, code), { deleted: 1 })
  await addEvent(
    trx,
    { contact: code },
    { at, kind: 'deleted', text: 'Контакт удалён; в 1С это не передаётся' },
  )
}

const STRENGTH = { unlinked: 0, failed: 1, requested: 2, linked: 3 } as const

/** Addresses of both; those of the contact that stays remain the main ones. */
function joined(own: Address[], other: Address[]): Address[] {
  const known = new Set(own.map(({ value }) => value))
  const hasMain = mainAddress(own) !== null
  return [
    ...own,
    ...other
      .filter(({ value }) => !known.has(value))
      .map((address) => (hasMain ? { ...address, main: false } : address)),
  ]
}

/**
 * Joins two contacts, telling 1C nothing (D-09). The one that stays takes over the link when it has a weaker one, so that
 * nothing is asked for twice.
 */
export async function mergeContacts(
  trx: KsupTransaction,
  at: string,
  { from, into }: { from: string; into: string },
): Promise<void> {
  if (from === into) throw sameContact()
  const leaving = await liveContact(trx, from)
  const staying = await liveContact(trx, into)
  await writeContact(trx, leaving, { deleted: 1, merged_into: into })
  const { code_1c, link, request_id, request_code, request_message, request_at } = leaving
  await writeContact(trx, staying, {
    emails_json: JSON.stringify(joined(addressesOf(staying.emails_json), addressesOf(leaving.emails_json))),
    phones_json: JSON.stringify(joined(addressesOf(staying.phones_json), addressesOf(leaving.phones_json))),
    ...(STRENGTH[link] > STRENGTH[staying.link]
      ? { code_1c, link, request_id, request_code, request_message, request_at }
      : {}),
  })
  await trx.updateTable('ksup_task').set({ contact: into }).where('contact', '=', from).execute()
  await trx.updateTable('ksup_deal').set({ contact: into }).where('contact', '=', from).execute()
  const text = `«${leaving.name}» (${from}) объединён с «${staying.name}» (${into}); в 1С это не передаётся`
  for (const contact of [from, into]) await addEvent(trx, { contact }, { at, kind: 'merged', text })
}
