import type { LinkState } from '../contact-link.ts'
import type { ContactChange } from '../contacts.ts'
import type { ObjectType } from '../scalars.ts'
import { normalisePhone } from '../../requisites.ts'
import { verdict, when } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** Contacts of КСУП and counterparties of 1C (D-12, D-22, D-25, DD-13…DD-20). */

/** An e-mail or a phone of a card. */
export interface Address {
  value: string
  main: boolean
}

interface Addressed {
  emails: readonly Address[]
  phones: readonly Address[]
}

/** A contact or company of КСУП. */
export interface KsupContact extends Addressed {
  codeKsup: string
  name: string
  type: ObjectType
  code1c: string | null
  link: LinkState
  tasks: readonly { active: boolean; hasOrder: boolean }[]
}

/** «Юр/физ лицо» of a counterparty. */
export const COUNTERPARTY_KINDS = ['legal', 'entrepreneur', 'person'] as const
export type CounterpartyKind = (typeof COUNTERPARTY_KINDS)[number]

/** A counterparty of 1C. */
export interface Counterparty extends Addressed {
  ref: string
  code1c: string
  name: string
  kind: CounterpartyKind
  /** Code of the contact it was made of, `null` for one that КСУП does not know. */
  codeKsup: string | null
}

export type ContactData = Pick<ContactChange, 'object_name' | 'object_type' | 'email' | 'phone'>

/** DD-17: an entrepreneur is a company to КСУП; КСУП itself creates companies and persons only. */
export const objectTypeOf = (kind: CounterpartyKind): ObjectType => (kind === 'person' ? 'person' : 'company')
export const counterpartyKindOf = (type: ObjectType): CounterpartyKind =>
  type === 'person' ? 'person' : 'legal'

/** The first main address, else the first one; others are not sent (DD-20). */
export const mainAddress = (addresses: readonly Address[]): string | null =>
  (addresses.find(({ main }) => main) ?? addresses[0])?.value ?? null

/** A phone that cannot be read goes as it is: the receiver refuses it rather than loses it. */
function addressesOf({ emails, phones }: Addressed): Pick<ContactData, 'email' | 'phone'> {
  const phone = mainAddress(phones)
  return {
    email: mainAddress(emails),
    phone: phone === null ? null : (normalisePhone(phone.trim()) ?? phone),
  }
}

/** The four data fields of a counterparty (D-14…D-17). */
export const counterpartyData = (counterparty: Counterparty): ContactData => ({
  object_name: counterparty.name,
  object_type: objectTypeOf(counterparty.kind),
  ...addressesOf(counterparty),
})

/** The four data fields of a contact of КСУП. */
export const contactData = (contact: KsupContact): ContactData => ({
  object_name: contact.name,
  object_type: contact.type,
  ...addressesOf(contact),
})

/** Names of the fields that differ (DD-19). */
export const changedFields = (now: ContactData, before: ContactData): (keyof ContactData)[] =>
  (Object.keys(now) as (keyof ContactData)[]).filter((name) => now[name] !== before[name])

/** Would КСУП ask 1C to create a counterparty for the contact now? (D-12, DD-13) */
export function contactCreation({ code1c, link, tasks }: KsupContact): Verdict {
  const hasTask = tasks.some(({ active, hasOrder }) => active && hasOrder)
  return verdict('contact-create', [
    ...when(!hasTask, 'no-active-task'),
    ...when(code1c !== null || link === 'linked', 'has-code-1c'),
    ...when(link === 'requested', 'request-in-flight'),
    ...when(link === 'failed', 'request-failed'),
    'active-task',
  ])
}

export interface CallbackSent {
  /** The code was delivered. */
  delivered: boolean
  /** КСУП sent the same code again since (DD-16). */
  askedAgain: boolean
}

/** Would 1C tell КСУП the code of a counterparty? (D-22, D-06) */
export function contactCallback(
  { codeKsup }: Counterparty,
  { delivered, askedAgain }: CallbackSent,
): Verdict {
  return verdict('contact-link', [
    ...when(codeKsup === null, 'created-in-1c'),
    ...when(delivered && !askedAgain, 'already-sent'),
    askedAgain ? 'repeat-asked' : 'created-by-ksup',
  ])
}

/**
 * Would 1C tell КСУП of a written counterparty? (D-25, DD-18, DD-19)
 * @param known the data that КСУП has: as it sent them, or as they were delivered last
 */
export function contactChange(counterparty: Counterparty, known: ContactData | null): Verdict {
  const isSame = known !== null && changedFields(counterpartyData(counterparty), known).length === 0
  return verdict('contact-change', [
    ...when(counterparty.codeKsup === null, 'not-linked'),
    ...when(isSame, 'unchanged'),
    'changed',
  ])
}
