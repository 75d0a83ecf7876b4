import type { Address, Contact, ContactEdit } from '../types.ts'
import { writtenAddresses } from './addresses.ts'

/** What the card of a contact edits. */
export interface ContactForm {
  name: string
  type: Contact['type']
  emails: Address[]
  phones: Address[]
  /** Empty: none. */
  code1c: string
}

export const emptyForm = (): ContactForm => ({
  name: '',
  type: 'company',
  emails: [],
  phones: [],
  code1c: '',
})

export const formOf = ({ name, type, emails, phones, code_1c }: Contact): ContactForm => ({
  name,
  type,
  emails: emails.map((one) => ({ ...one })),
  phones: phones.map((one) => ({ ...one })),
  code1c: code_1c ?? '',
})

const differ = (a: readonly Address[], b: readonly Address[]) => JSON.stringify(a) !== JSON.stringify(b)

/** What is to be written; `null` when the form says what the card says. «Код 1С» is taken as it is: spaces inside count (DD-09). */
export function editOf(contact: Contact, form: ContactForm): ContactEdit | null {
  const before = formOf(contact)
  const edit: ContactEdit = {}
  const [emails, phones] = [writtenAddresses(form.emails), writtenAddresses(form.phones)]
  if (form.name.trim() !== before.name) edit.name = form.name.trim()
  if (form.type !== before.type) edit.type = form.type
  if (differ(emails, writtenAddresses(before.emails))) edit.emails = emails
  if (differ(phones, writtenAddresses(before.phones))) edit.phones = phones
  if (form.code1c.trim() !== before.code1c) edit.code_1c = form.code1c.trim() || null
  return Object.keys(edit).length === 0 ? null : edit
}

/** A new contact; `null` while it has no name. */
export function newContactOf(form: ContactForm): (ContactEdit & { name: string }) | null {
  const name = form.name.trim()
  if (name === '') return null
  return {
    name,
    type: form.type,
    emails: writtenAddresses(form.emails),
    phones: writtenAddresses(form.phones),
    ...(form.code1c.trim() === '' ? {} : { code_1c: form.code1c.trim() }),
  }
}
