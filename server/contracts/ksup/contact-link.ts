import type { KsupCode } from './errors.ts'

/** Link of a contact of КСУП with a counterparty of 1C (section 4.1). */

export const LINK_STATES = ['unlinked', 'requested', 'linked', 'failed'] as const
export type LinkState = (typeof LINK_STATES)[number]

export type LinkEvent =
  /** D-12 became true. */
  | 'condition-met'
  /** D-12 is no longer true: cancels nothing (DD-13). */
  | 'condition-lost'
  /** 1C refused the new contact with a 4xx. */
  | 'refused'
  /** The request is sent again. */
  | 'retried'
  | 'callback'
  /** A person asked to try again, or edited the contact. */
  | 'operator'
  | 'contact-edited'
  /** A change came from 1C. */
  | 'changed-in-1c'

const next: Readonly<Record<LinkState, Readonly<Partial<Record<LinkEvent, LinkState>>>>> = {
  // The callback may be here before the answer to the request is (DD-14).
  unlinked: { 'condition-met': 'requested', callback: 'linked' },
  requested: { callback: 'linked', refused: 'failed', retried: 'requested' },
  linked: { 'changed-in-1c': 'linked', callback: 'linked' },
  failed: { operator: 'requested', 'contact-edited': 'requested', callback: 'linked' },
}

/** The state after an event; events that mean nothing in a state leave it. */
export const afterLinkEvent = (state: LinkState, event: LinkEvent): LinkState => next[state][event] ?? state

export interface LinkCodes {
  codeKsup: string
  code1c: string
}

/** What КСУП has under the two codes of a callback. */
export interface LinkFacts {
  /** The contact with this code of КСУП and the code of 1C it is linked to; `null` when there is no such contact. */
  contact: { code1c: string | null } | null
  /** Code of КСУП of the contact that has this code of 1C; `null` when none has. */
  ownerOfCode: string | null
}

export type LinkAnswer =
  | { kind: 'applied' }
  | { kind: 'duplicate' }
  | { kind: 'refused'; code: Extract<KsupCode, 'KS-CONTACT-UNKNOWN' | 'KS-LINK-CONFLICT'> }

/** The answer to a callback with both codes; nothing is ever overwritten (section 4.1, DD-14). */
export function callbackAnswer(
  { codeKsup, code1c }: LinkCodes,
  { contact, ownerOfCode }: LinkFacts,
): LinkAnswer {
  if (contact === null) return { kind: 'refused', code: 'KS-CONTACT-UNKNOWN' }
  if (contact.code1c === code1c) return { kind: 'duplicate' }
  const isTaken = contact.code1c !== null || (ownerOfCode !== null && ownerOfCode !== codeKsup)
  return isTaken ? { kind: 'refused', code: 'KS-LINK-CONFLICT' } : { kind: 'applied' }
}
