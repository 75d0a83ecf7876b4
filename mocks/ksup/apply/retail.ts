import { moneyText } from '../../../server/contracts/decimal.ts'
import { RETAIL_DEAL_STATE } from '../../../server/contracts/ksup/deal-state.ts'
import { exactRow, totalAmount } from '../../../server/contracts/ksup/rows.ts'
import type { Retail } from '../../../server/contracts/ksup/schema.ts'
import { contactOfCode } from '../contact-store.ts'
import { insertDeal, nextDealNumber, writeDeal } from '../deals.ts'
import { addEvent } from '../events.ts'
import { applied, checkedSum, Refused, type Applying, type Done } from './applying.ts'
import { printedDay } from './printed.ts'

/** Receipts of the till (section 6.7). */

/** A deal that is over as soon as it is there: order, shipment and income are the rows of the receipt (D-92…D-94, DD-50). */
async function makeDeal(
  { trx, at, messageId, dealType }: Applying,
  { meta, code_1c, date, rows }: Required<Pick<Retail, 'meta' | 'code_1c' | 'date' | 'rows'>>,
): Promise<Done> {
  const contact = await contactOfCode(trx, code_1c)
  if (!contact)
    throw new Refused('KS-CONTACT-UNKNOWN', `Контакта с кодом 1С ${code_1c} в КСУП нет; чек не принят`)
  const exact = rows.map(exactRow)
  const amount = checkedSum(totalAmount(exact), 'Сумма чека')
  const rows_json = JSON.stringify(exact)
  const source_ref = meta.source_ref ?? null
  const number = await nextDealNumber(trx)
  const deal = await insertDeal(trx, at, {
    number,
    title: `Розничная продажа от ${printedDay(date)}`,
    type: dealType,
    contact: contact.code_ksup,
  })
  await trx
    .insertInto('ksup_shipment')
    .values({ deal: number, source_ref, date, rows_json, amount, changes: 0, updated_at: at })
    .execute()
  await trx
    .insertInto('ksup_income')
    .values({ deal: number, source_ref, date: date.slice(0, 10), amount, received_at: at, resolves: null })
    .execute()
  await writeDeal(trx, deal, at, {
    state: RETAIL_DEAL_STATE,
    rows_json,
    amount,
    shipped: amount,
    received: amount,
    closed_at: at,
  })
  const text = `Чек от ${printedDay(date)} на ${moneyText(amount)} ₽: заказ, отгрузка и доход, сделка завершена`
  await addEvent(trx, { deal: number }, { at, kind: 'retail', text, messageId })
  return { ...applied(), deal_number: number }
}

/** Without a card there is nobody to tell it of: the message is counted among those that came (D-98, DD-51). */
export async function takeReceipt(
  applying: Applying,
  { type, meta, code_1c, date, rows }: Retail,
): Promise<Done> {
  if (type === 'roznicanocard') return { kind: 'done', result: 'no_action', warnings: [] }
  return makeDeal(applying, { meta, code_1c: code_1c!, date: date!, rows: rows! })
}
