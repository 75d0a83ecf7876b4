import { createHash } from 'node:crypto'
import type { ContactCreateAnswer } from '../../server/contracts/ksup/answers.ts'
import { counterpartyKindOf, type ContactData } from '../../server/contracts/ksup/conditions.ts'
import type { ContactCreate } from '../../server/contracts/ksup/contacts.ts'
import { ksupCodes, warningCodes } from '../../server/contracts/ksup/errors.ts'
import { repeatOf } from '../../server/contracts/ksup/inbox.ts'
import type { Answer } from '../../server/http/call.ts'
import { refusal } from '../../server/http/errors.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import { codesWith, insertCounterparty } from './counterparty-store.ts'
import { tellCode } from './counterparty-telling.ts'
import { writeKnown, type Told } from './known.ts'
import type { OnecTransaction } from './tables.ts'

/** A counterparty that КСУП asks for (section 6.1). */

/** What makes two messages one: when and how often it was sent does not. */
function digestOf({ meta, object_name, object_type, email, phone, code_ksup }: ContactCreate): string {
  const { seq, source_ref, resolves } = meta
  const said = [object_name, object_type, email, phone, code_ksup, seq, source_ref, resolves]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

/**
 * Makes a counterparty, once a code of КСУП (D-19, DD-16); its code goes back in a message of its own, stored in the same
 * transaction (D-22). The same message again has no effect and the same answer (DD-05).
 * @throws ContractError `KS-KEY-REUSED`
 */
export async function createRequested(
  trx: OnecTransaction,
  outbox: Outbox,
  message: ContactCreate,
): Promise<Answer> {
  const { message_id } = message.meta
  const digest = digestOf(message)
  const known = await trx
    .selectFrom('ksup_onec_request')
    .selectAll()
    .where('message_id', '=', message_id)
    .executeTakeFirst()
  const repeat = repeatOf(known ? { bodyDigest: known.digest } : null, digest)
  if (repeat?.kind === 'refused')
    throw refusal(
      ksupCodes,
      repeat.code,
      `Сообщение ${message_id} уже приходило с другим содержанием. У нового сообщения должен быть новый message_id.`,
    )
  if (known) return { status: known.status, body: JSON.parse(known.answer_json) as ContactCreateAnswer }
  const { status, body } = await answered(trx, outbox, message)
  await trx
    .insertInto('ksup_onec_request')
    .values({ message_id, digest, status, answer_json: JSON.stringify(body) })
    .execute()
  return { status, body }
}

async function answered(
  trx: OnecTransaction,
  outbox: Outbox,
  message: ContactCreate,
): Promise<{ status: number; body: ContactCreateAnswer }> {
  const { message_id } = message.meta
  const existing = await trx
    .selectFrom('ksup_onec_counterparty')
    .selectAll()
    .where('code_ksup', '=', message.code_ksup)
    .executeTakeFirst()
  if (existing) {
    await tellCode(trx, outbox, { stored: existing, askedAgain: true })
    return { status: 200, body: { message_id, result: 'existing', code_1c: existing.code_1c, warnings: [] } }
  }
  // Before the new one is there: it would be found by its own addresses.
  const codes = await codesWith(trx, [message.email, message.phone])
  const code_1c = await create(trx, outbox, message)
  return { status: 201, body: { message_id, result: 'created', code_1c, warnings: duplicates(codes) } }
}

async function create(
  trx: OnecTransaction,
  outbox: Outbox,
  { object_name, object_type, email, phone, code_ksup }: ContactCreate,
): Promise<string> {
  const main = (value: string | null) => (value === null ? [] : [{ value, main: true }])
  const stored = await insertCounterparty(
    trx,
    {
      name: object_name,
      kind: counterpartyKindOf(object_type),
      inn: null,
      emails: main(email),
      phones: main(phone),
      deletion_mark: false,
    },
    { code_ksup },
  )
  const data: ContactData = { object_name, object_type, email, phone }
  await writeKnown(trx, stored.ref, { sent: data, delivered: data } satisfies Told<ContactData>)
  await tellCode(trx, outbox, { stored, askedAgain: false })
  return stored.code_1c
}

/** A warning names so many counterparties. */
const CODES_NAMED = 10

/** DD-15: created all the same, a person should look. */
function duplicates(codes: readonly string[]): NonNullable<ContactCreateAnswer['warnings']> {
  if (codes.length === 0) return []
  const { code, meaning } = warningCodes['W-POSSIBLE-DUPLICATE']
  const named = codes.slice(0, CODES_NAMED).join(', ')
  const more = codes.length > CODES_NAMED ? ` и ещё ${codes.length - CODES_NAMED}` : ''
  return [{ code, message: `${meaning.ru}: ${named}${more}` }]
}
