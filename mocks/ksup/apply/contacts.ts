import { afterLinkEvent, callbackAnswer } from '../../../server/contracts/ksup/contact-link.ts'
import type { ContactChange, ContactLink } from '../../../server/contracts/ksup/schema.ts'
import type { Address, ContactData } from '../../../server/contracts/ksup/conditions.ts'
import { addressesOf, contactOfCode, writeContact, type StoredContact } from '../contact-store.ts'
import { addEvent } from '../events.ts'
import type { KsupTransaction } from '../tables.ts'
import { alreadySo, applied, Refused, type Applying, type Done } from './applying.ts'

/** Contacts: the callback with «Код 1С» and the change that came from 1C (sections 4.1, 6.1, 6.2). */

/** The contact that a code of КСУП means now: of one that was joined to another, that other one. */
async function contactNow(trx: KsupTransaction, code: string): Promise<StoredContact | undefined> {
  const seen = new Set<string>()
  for (let next: string | null = code; next !== null && !seen.has(next);) {
    seen.add(next)
    const found: StoredContact | undefined = await trx
      .selectFrom('ksup_contact')
      .selectAll()
      .where('code_ksup', '=', next)
      .executeTakeFirst()
    if (!found || found.deleted === 0) return found
    next = found.merged_into
  }
  return undefined
}

/** Writes «Код 1С» into the contact or company (D-13); nothing is ever overwritten. */
export async function linkContact(
  { trx, at, messageId }: Applying,
  { code_ksup, code_1c }: ContactLink,
): Promise<Done> {
  const contact = await contactNow(trx, code_ksup)
  const owner = await contactOfCode(trx, code_1c)
  const answer = callbackAnswer(
    { codeKsup: contact?.code_ksup ?? code_ksup, code1c: code_1c },
    { contact: contact ? { code1c: contact.code_1c } : null, ownerOfCode: owner?.code_ksup ?? null },
  )
  if (answer.kind === 'duplicate') return alreadySo
  if (answer.kind === 'refused')
    throw new Refused(
      answer.code,
      !contact
        ? `Контакта с кодом КСУП ${code_ksup} нет; код 1С ${code_1c} не записан`
        : contact.code_1c === null
          ? `Код 1С ${code_1c} уже у контакта ${owner!.code_ksup}; контакту ${code_ksup} он не записан`
          : `Контакт ${code_ksup} уже связан с кодом 1С ${contact.code_1c}; код ${code_1c} не записан`,
    )
  await writeContact(trx, contact!, { code_1c, link: afterLinkEvent(contact!.link, 'callback') })
  const text = `Записан код 1С ${code_1c}`
  await addEvent(trx, { contact: contact!.code_ksup }, { at, kind: 'linked', text, messageId })
  return applied()
}

/** The main address becomes that of 1C. `null` clears all: another one would stand for what 1C does not have. */
function withMain(addresses: readonly Address[], value: string | null): Address[] {
  if (value === null) return []
  const others = addresses.filter((address) => !address.main && address.value !== value)
  return [{ value, main: true }, ...others]
}

const LABELS: Record<keyof ContactData, string> = {
  object_name: 'название',
  object_type: 'тип',
  email: 'e-mail',
  phone: 'телефон',
}

/** КСУП takes the four fields over (D-26, D-27). */
export async function changeContact(
  { trx, at, messageId }: Applying,
  { code_1c, object_name, object_type, email, phone }: ContactChange,
): Promise<Done> {
  const contact = await contactOfCode(trx, code_1c)
  if (!contact)
    throw new Refused('KS-CONTACT-UNKNOWN', `Контакта с кодом 1С ${code_1c} в КСУП нет; изменение не принято`)
  const emails = withMain(addressesOf(contact.emails_json), email)
  const phones = withMain(addressesOf(contact.phones_json), phone)
  const change = {
    name: object_name,
    type: object_type,
    emails_json: JSON.stringify(emails),
    phones_json: JSON.stringify(phones),
  }
  const changed = [
    ...(contact.name === object_name ? [] : [LABELS.object_name]),
    ...(contact.type === object_type ? [] : [LABELS.object_type]),
    ...(contact.emails_json === change.emails_json ? [] : [LABELS.email]),
    ...(contact.phones_json === change.phones_json ? [] : [LABELS.phone]),
  ]
  await writeContact(trx, contact, { ...change, link: afterLinkEvent(contact.link, 'changed-in-1c') })
  const text = `Изменён в 1С: ${changed.join(', ') || 'данные те же'}`
  await addEvent(trx, { contact: contact.code_ksup }, { at, kind: 'changed-in-1c', text, messageId })
  return applied()
}
