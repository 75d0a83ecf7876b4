import {
  contactCallback,
  contactChange,
  counterpartyData,
  type ContactData,
  type Verdict,
} from '../../server/contracts/ksup/conditions.ts'
import type { KnownBody } from '../../server/contracts/ksup/known-body.ts'
import { linkKeyOf } from '../../server/contracts/ksup/link-key.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import { anyTables } from './context.ts'
import { asCounterparty, storedCounterparty, type StoredCounterparty } from './counterparty-store.ts'
import { readKnown, toldBefore, writeKnown, type Told } from './known.ts'
import type { OnecDb, OnecTransaction } from './tables.ts'

/** What КСУП is told of counterparties (D-22, D-25). */

const CHANGES = ['contact-change'] as const

const titleOf = ({ code_1c, name }: StoredCounterparty): string => `Контрагент ${code_1c} «${name}»`

/** Everything that is told of a counterparty goes in one order. */
const keyOf = (operation: string, { ref, code_1c }: StoredCounterparty): string =>
  linkKeyOf(operation, { code_1c, meta: { source_ref: ref } } as KnownBody)

async function changeVerdict(db: OnecDb, outbox: Outbox, stored: StoredCounterparty): Promise<Verdict> {
  const counterparty = asCounterparty(stored)
  const now = counterpartyData(counterparty)
  const known = await toldBefore({ db, outbox }, { ref: stored.ref, kinds: CHANGES, now })
  return contactChange(counterparty, known)
}

/** What would be told of a counterparty as it stands. */
export async function counterpartyVerdicts(db: OnecDb, outbox: Outbox, ref: string): Promise<Verdict[]> {
  const stored = await storedCounterparty(db, ref)
  // The code is stored for sending together with what КСУП has sent.
  const delivered = (await readKnown(db, ref)) !== null
  return [
    contactCallback(asCounterparty(stored), { delivered, askedAgain: false }),
    await changeVerdict(db, outbox, stored),
  ]
}

/** Tells of a written counterparty when one of the four fields has changed (D-25, DD-18, DD-19). */
export async function tellChange(
  trx: OnecTransaction,
  outbox: Outbox,
  stored: StoredCounterparty,
): Promise<void> {
  if (!(await changeVerdict(trx, outbox, stored)).wouldSend) return
  const { ref, code_1c } = stored
  const data = counterpartyData(asCounterparty(stored))
  await outbox.enqueue(anyTables(trx), {
    operation: 'ksup.contactChange',
    kind: 'contact-change',
    key: keyOf('ksup.contactChange', stored),
    object: ref,
    title: titleOf(stored),
    body: { code_1c, ...data },
    sourceRef: ref,
  })
  const told = await readKnown<Told<ContactData>>(trx, ref)
  await writeKnown(trx, ref, { sent: data, delivered: told?.delivered ?? null } satisfies Told<ContactData>)
}

/** Tells КСУП the code of a counterparty that it asked for (D-22), again when it asked again (DD-16). */
export async function tellCode(
  trx: OnecTransaction,
  outbox: Outbox,
  { stored, askedAgain }: { stored: StoredCounterparty; askedAgain: boolean },
): Promise<void> {
  const { ref, code_1c, code_ksup } = stored
  if (!contactCallback(asCounterparty(stored), { delivered: askedAgain, askedAgain }).wouldSend) return
  await outbox.enqueue(anyTables(trx), {
    operation: 'ksup.contactLink',
    kind: 'contact-link',
    key: keyOf('ksup.contactLink', stored),
    object: ref,
    title: titleOf(stored),
    body: { code_ksup, code_1c },
    sourceRef: ref,
  })
}
