import type { Transaction } from 'kysely'
import { contactCreation, contactData } from '../../server/contracts/ksup/conditions.ts'
import { afterLinkEvent } from '../../server/contracts/ksup/contact-link.ts'
import { refusalCode } from '../../server/contracts/ksup/errors.ts'
import { contactFacts, writeContact, type StoredContact } from './contact-store.ts'
import { addEvent } from './events.ts'
import { nothingToRequest } from './refusals.ts'
import type { WayToOnec } from './service.ts'
import type { KsupDb, KsupTransaction } from './tables.ts'

/** The link of a contact with a counterparty of 1C (section 4.1): the one thing that КСУП starts by itself. */

/** A change of КСУП that may make it ask 1C. */
export interface Asking {
  trx: KsupTransaction
  /** Now. */
  at: string
  onec: Pick<WayToOnec, 'requestContact'>
}

async function request({ trx, at, onec }: Asking, contact: StoredContact): Promise<void> {
  const facts = await contactFacts(trx, contact)
  const id = await onec.requestContact(trx as unknown as Transaction<unknown>, {
    ...contactData(facts),
    code_ksup: contact.code_ksup,
    title: `Контакт ${contact.code_ksup} «${contact.name}»`,
  })
  await writeContact(trx, contact, {
    link: 'requested',
    request_id: id,
    request_code: null,
    request_message: null,
    request_at: at,
  })
  const text = 'В 1С отправлен запрос на создание контрагента'
  await addEvent(trx, { contact: contact.code_ksup }, { at, kind: 'link-requested', text, messageId: id })
}

/** Asks 1C when the contact has an active task with an order, no code and no request yet (D-12, DD-13). */
export async function requestIfDue(asking: Asking, contact: StoredContact): Promise<void> {
  const { wouldSend } = contactCreation(await contactFacts(asking.trx, contact))
  if (wouldSend) await request(asking, contact)
}

/** What a new request would come to, the failed one aside. */
const anew = async (db: KsupDb, contact: StoredContact) =>
  contactCreation({
    ...(await contactFacts(db, contact)),
    ...(contact.link === 'failed' ? { link: 'unlinked' as const } : {}),
  })

/** A failed contact was edited: it is asked for again if D-12 still holds (section 4.1). */
export async function requestNow(asking: Asking, contact: StoredContact): Promise<void> {
  if ((await anew(asking.trx, contact)).wouldSend) await request(asking, contact)
}

/** An operator asks. @throws Refusal `KSUP-CONTACT-STATE` with the condition that does not hold */
export async function requestByHand(asking: Asking, contact: StoredContact): Promise<void> {
  const { wouldSend, reasons } = await anew(asking.trx, contact)
  if (!wouldSend) throw nothingToRequest(reasons[0]!.text)
  await request(asking, contact)
}

/** Statuses below 500 that are tried again (DD-08). */
const RETRIED = [408, 425, 429]

/**
 * `true` when 1C refused the contact, or a person took the request out. While 1C is away or busy the request is under way
 * still (section 4.1).
 */
function isRefusal(code: string | null): boolean {
  if (code === null) return true
  const http = /^HTTP-(\d+)$/.exec(code)
  if (http) return Number(http[1]) < 500 && !RETRIED.includes(Number(http[1]))
  return code === 'SKIPPED' || refusalCode(code)?.retryable === false
}

export interface SettledRequest {
  messageId: string
  ok: boolean
  code: string | null
  message: string | null
  /** Of the body: a message that an operator edited has a new id. */
  codeKsup?: string
}

async function requestedContact(db: KsupDb, { messageId, codeKsup }: SettledRequest) {
  const living = db.selectFrom('ksup_contact').selectAll().where('deleted', '=', 0)
  const known = await living.where('request_id', '=', messageId).executeTakeFirst()
  if (known || codeKsup === undefined) return known
  return living.where('code_ksup', '=', codeKsup).where('link', '=', 'requested').executeTakeFirst()
}

/** What became of the message with the request. The code comes by the callback alone (DD-14). */
export async function settleRequest(
  trx: KsupTransaction,
  at: string,
  settled: SettledRequest,
): Promise<void> {
  const contact = await requestedContact(trx, settled)
  if (!contact) return
  const failed = !settled.ok && isRefusal(settled.code)
  const link = failed ? afterLinkEvent(contact.link, 'refused') : contact.link
  await writeContact(trx, contact, {
    link,
    request_id: settled.messageId,
    request_code: settled.code,
    request_message: settled.message,
    request_at: at,
  })
  if (link === 'failed' && contact.link !== 'failed')
    await addEvent(
      trx,
      { contact: contact.code_ksup },
      {
        at,
        kind: 'link-failed',
        text: `1С отказала: ${settled.message ?? settled.code ?? 'причина не названа'}`,
        messageId: settled.messageId,
      },
    )
}
