import { moneyText } from '../../../server/contracts/decimal.ts'
import { crossCheckOrder, placeOrder } from '../../../server/contracts/ksup/deal-documents.ts'
import { dealAnswer, dealStates, type DealState } from '../../../server/contracts/ksup/deal-state.ts'
import { carriesComposition } from '../../../server/contracts/ksup/deals.ts'
import { exactRow, totalAmount } from '../../../server/contracts/ksup/rows.ts'
import type { OrderMessage } from '../../../server/contracts/ksup/schema.ts'
import { writeDeal, type StoredDeal } from '../deals.ts'
import { addEvent } from '../events.ts'
import {
  alreadySo,
  applied,
  checkedSum,
  dealOfMessage,
  dealRefused,
  Refused,
  warningsOf,
  type Applying,
  type Done,
} from './applying.ts'
import { storeFile } from './order-file.ts'

/** Orders of deals (sections 4.2 and 6.4): composition and file, or the end of the deal. */

const REFUSED = {
  add: 'заказ не принят',
  change: 'изменение заказа не принято',
  cancel: 'отмена не принята',
  finished: 'завершение не принято',
}

function otherOrder(deal: StoredDeal, number: string, what: string): Refused {
  return new Refused(
    'KS-DEAL-HAS-ORDER',
    `У сделки ${deal.number} уже заказ ${deal.order_number_1c}; заказ ${number}: ${what}`,
  )
}

/** Rows and file are overwritten together (D-46, D-47, D-59). */
async function storeOrder(
  applying: Applying,
  deal: StoredDeal,
  type: 'add' | 'change',
  { order_number_1c, file, rows }: OrderMessage,
): Promise<Done> {
  const { trx, at, messageId } = applying
  const number = order_number_1c!
  const place = placeOrder(deal.order_number_1c, type, number)
  if (place.kind === 'refused') throw otherOrder(deal, number, REFUSED[type])
  const exact = rows!.map(exactRow)
  const amount = checkedSum(totalAmount(exact), 'Сумма заказа')
  await storeFile(applying, deal.number, file!)
  await writeDeal(trx, deal, at, { order_number_1c: number, rows_json: JSON.stringify(exact), amount })
  const warnings = warningsOf(place.warning)
  const said = type === 'add' ? 'Получен заказ' : 'Изменён заказ'
  await addEvent(
    trx,
    { deal: deal.number },
    {
      at,
      kind: type === 'add' ? 'order-added' : 'order-changed',
      text: `${said} ${number} на ${moneyText(amount)} ₽, строк: ${exact.length}, файл «${file!.name}»`,
      messageId,
      warnings,
    },
  )
  return applied(warnings)
}

async function closeDeal(
  { trx, at, messageId }: Applying,
  deal: StoredDeal,
  state: DealState,
): Promise<Done> {
  await writeDeal(trx, deal, at, { state, closed_at: at })
  await addEvent(
    trx,
    { deal: deal.number },
    {
      at,
      kind: state === 'cancelled' ? 'cancelled' : 'finished',
      text: `Заказ закрыт в 1С: сделка «${dealStates[state].name}»`,
      messageId,
    },
  )
  return applied()
}

/** D-50…D-67. The state of the deal decides first, then whose order it is. */
export async function takeOrder(applying: Applying, order: OrderMessage): Promise<Done> {
  const { type, deal_number, order_number_1c } = order
  const deal = await dealOfMessage(applying.trx, deal_number)
  const answer = dealAnswer(deal?.state ?? null, type)
  if (answer.kind === 'refused') throw dealRefused(answer.code, deal_number, deal, REFUSED[type])
  if (carriesComposition(type)) return storeOrder(applying, deal!, type as 'add' | 'change', order)
  if (crossCheckOrder(deal!.order_number_1c, order_number_1c) !== null)
    throw otherOrder(deal!, order_number_1c!, REFUSED[type])
  return answer.kind === 'duplicate' ? alreadySo : closeDeal(applying, deal!, answer.state)
}
