import { kopecks, moneyText } from '../../../server/contracts/decimal.ts'
import { dealAnswer } from '../../../server/contracts/ksup/deal-state.ts'
import type { Income, UnassignedIncome } from '../../../server/contracts/ksup/schema.ts'
import { writeDeal } from '../deals.ts'
import { addEvent } from '../events.ts'
import { notify, resolveNotification } from '../notifications.ts'
import {
  applied,
  checkedSum,
  dealOfMessage,
  dealRefused,
  warningsOf,
  type Applying,
  type Done,
} from './applying.ts'
import { printedDay } from './printed.ts'

/** Incomes: added to their deal, or told to the right person (section 6.5). */

/** Equal incomes are different ones (DD-38): only the message tells a repeat. */
export async function takeIncome(
  { trx, at, messageId }: Applying,
  { meta, deal_number, date, amount }: Income,
): Promise<Done> {
  const deal = await dealOfMessage(trx, deal_number)
  const answer = dealAnswer(deal?.state ?? null, 'income')
  if (answer.kind !== 'applied') throw dealRefused('KS-DEAL-UNKNOWN', deal_number, deal, 'доход не принят')
  const came = kopecks(amount)
  const received = checkedSum(deal!.received + came, 'Сумма доходов сделки')
  await trx
    .insertInto('ksup_income')
    .values({
      deal: deal_number,
      source_ref: meta.source_ref ?? null,
      date,
      amount: came,
      received_at: at,
      resolves: meta.resolves ?? null,
    })
    .execute()
  await writeDeal(trx, deal!, at, { received })
  const isAbove = deal!.order_number_1c !== null && received > deal!.amount
  const warnings = warningsOf(answer.warning, isAbove ? 'W-INCOME-ABOVE-ORDER' : undefined)
  const told =
    meta.resolves !== undefined &&
    (await resolveNotification(trx, at, { messageId: meta.resolves, deal: deal_number }))
  await addEvent(
    trx,
    { deal: deal_number },
    {
      at,
      kind: 'income',
      text: `Доход ${moneyText(came)} ₽ от ${printedDay(date)}${told ? ', был неразнесённым' : ''}`,
      messageId,
      warnings,
    },
  )
  return applied(warnings)
}

/** The deal of an income that was assigned before its notification came: the two have different link keys (DD-06). */
async function assignedTo({ trx, messageId }: Applying): Promise<number | null> {
  const income = await trx
    .selectFrom('ksup_income')
    .select('deal')
    .where('resolves', '=', messageId)
    .orderBy('id')
    .executeTakeFirst()
  return income?.deal ?? null
}

/** D-75, DD-39. */
export async function takeUnassignedIncome(
  applying: Applying,
  { date, amount, comment }: UnassignedIncome,
): Promise<Done> {
  const { trx, at, messageId, responsible } = applying
  await notify(trx, {
    at,
    to: responsible,
    date,
    amount: kopecks(amount),
    comment: comment ?? null,
    message_id: messageId,
  })
  const deal = await assignedTo(applying)
  if (deal !== null) await resolveNotification(trx, at, { messageId, deal })
  return applied()
}
