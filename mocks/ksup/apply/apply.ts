import type { Applied, ReceivedMessage } from '../service.ts'
import type { KsupTransaction } from '../tables.ts'
import { Refused, type Applying, type Done } from './applying.ts'
import { changeContact, linkContact } from './contacts.ts'
import { takeIncome, takeUnassignedIncome } from './incomes.ts'
import { changeItem, createItem } from './items.ts'
import { takeOrder } from './orders.ts'
import { takeReceipt } from './retail.ts'
import { takeShipment } from './shipments.ts'

/** What КСУП does with each message: «Действие сервера после обработки данных». */

/** The body is the value of the operation's own schema. */
type Rule = (applying: Applying, body: never) => Promise<Done>

const rules: Readonly<Record<string, Rule>> = {
  'ksup.contactLink': linkContact,
  'ksup.contactChange': changeContact,
  'ksup.nomenclatureCreate': createItem,
  'ksup.nomenclatureChange': changeItem,
  'ksup.orders': takeOrder,
  'ksup.income': takeIncome,
  'ksup.unassignedIncome': takeUnassignedIncome,
  'ksup.shipments': takeShipment,
  'ksup.retail': takeReceipt,
}

const outcomeOf = async (trx: KsupTransaction, messageId: string): Promise<Done | null> => {
  const known = await trx
    .selectFrom('ksup_message')
    .select('outcome_json')
    .where('message_id', '=', messageId)
    .executeTakeFirst()
  return known ? (JSON.parse(known.outcome_json) as Done) : null
}

/**
 * Applies a message and remembers its outcome in the same transaction, so that it has its effect exactly once, also when the
 * server is killed before it hears of it (DD-05, DD-61).
 * @throws Refused
 */
export async function applyMessage(
  applying: Applying,
  { operation, body, messageId }: ReceivedMessage,
): Promise<Done> {
  const { trx, at } = applying
  const known = await outcomeOf(trx, messageId)
  if (known) return { ...known, result: 'duplicate' }
  const rule = Object.hasOwn(rules, operation) ? rules[operation] : undefined
  if (!rule) throw new Refused('KS-NOT-FOUND', `КСУП не знает операции ${operation}`)
  const done = await rule(applying, body as never)
  await trx
    .insertInto('ksup_message')
    .values({
      message_id: messageId,
      operation,
      at,
      result: done.result,
      outcome_json: JSON.stringify(done satisfies Applied),
    })
    .execute()
  return done
}
