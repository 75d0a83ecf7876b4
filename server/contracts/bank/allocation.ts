import { moneyText } from '../decimal.ts'
import type { Text } from '../text.ts'
import type { CandidateOrder } from './recognise.ts'

/** How a person splits a payment: over orders of one client, and the rest to the client's balance. Amounts in kopecks. */
export interface Allocation {
  client_id: string
  orders: readonly { order_id: string; kopecks: number }[]
  /** 0 when nothing goes to the balance. */
  balanceKopecks: number
}

/** An order as it stands when the allocation is made. */
export interface AllocationOrder extends CandidateOrder {
  /** Order status of regate section 5. Only an order in 100 takes money. */
  status: number
}

export interface AllocationFacts {
  /** What is to be split: all of the document. */
  amountKopecks: number
  /** `true` when 1C has a client with the chosen identifier. */
  clientKnown: boolean
  /** The orders that the allocation names, as far as 1C has them. */
  orders: readonly AllocationOrder[]
}

export interface AllocationRefusal {
  code:
    | 'BANK-ALLOCATE-CLIENT'
    | 'BANK-ALLOCATE-SUM'
    | 'BANK-ALLOCATE-KOPECKS'
    | 'BANK-ALLOCATE-ORDER'
    | 'BANK-ALLOCATE-OTHER-CLIENT'
    | 'BANK-ALLOCATE-STATUS'
    | 'BANK-ALLOCATE-REST'
    | 'BANK-ALLOCATE-TWICE'
  /** The order that the refusal is about, `null` when it is about the whole. */
  order_id: string | null
  message: Text
}

const AWAITS_PAYMENT = 100

const isMoney = (kopecks: number, least: number): boolean => Number.isSafeInteger(kopecks) && kopecks >= least

function refusal(
  code: AllocationRefusal['code'],
  order_id: string | null,
  ru: string,
  en: string,
): AllocationRefusal {
  return { code, order_id, message: { ru, en } }
}

function checkLine(
  { order_id, kopecks }: Allocation['orders'][number],
  client_id: string,
  order: AllocationOrder | undefined,
): AllocationRefusal | null {
  if (!order)
    return refusal(
      'BANK-ALLOCATE-ORDER',
      order_id,
      'Такого заказа в базе нет: обновите список заказов и выберите другой',
      'There is no such order in the base: refresh the list of orders and choose another',
    )
  const number = order.order_number
  if (order.client_id !== client_id)
    return refusal(
      'BANK-ALLOCATE-OTHER-CLIENT',
      order_id,
      `Заказ ${number} принадлежит другому клиенту: выберите заказы одного клиента`,
      `Order ${number} belongs to another client: choose orders of one client`,
    )
  if (order.status !== AWAITS_PAYMENT)
    return refusal(
      'BANK-ALLOCATE-STATUS',
      order_id,
      `Заказ ${number} в статусе ${order.status} не ждёт оплаты: отнесите деньги на другой заказ или на баланс клиента`,
      `Order ${number} in status ${order.status} awaits no payment: put the money on another order or on the client's balance`,
    )
  if (!isMoney(kopecks, 1))
    return refusal(
      'BANK-ALLOCATE-KOPECKS',
      order_id,
      `Сумма по заказу ${number} должна быть больше нуля и в целых копейках: исправьте сумму или уберите строку`,
      `The amount for order ${number} must be above zero and in whole kopecks: correct it or remove the line`,
    )
  if (kopecks > order.restKopecks)
    return refusal(
      'BANK-ALLOCATE-REST',
      order_id,
      `По заказу ${number} осталось оплатить ${moneyText(order.restKopecks)}, указано ${moneyText(kopecks)}: лишнее отнесите на баланс клиента`,
      `Order ${number} has ${moneyText(order.restKopecks)} left to pay, ${moneyText(kopecks)} is given: put the surplus on the client's balance`,
    )
  return null
}

/**
 * What is wrong with a split made by hand, in the order of its lines; an empty list: it may be posted (issue 3, bank).
 * The parts add up to the document to the kopeck, no order gets more than its rest, only orders in status 100 of the one
 * chosen client take money (orders in 410 and 420 are never revived by a payment, regate section 8.3).
 */
export function checkAllocation(allocation: Allocation, facts: AllocationFacts): AllocationRefusal[] {
  const { client_id, orders, balanceKopecks } = allocation
  const refusals: AllocationRefusal[] = []
  if (!facts.clientKnown)
    refusals.push(
      refusal(
        'BANK-ALLOCATE-CLIENT',
        null,
        'Клиент не выбран или его нет в базе: выберите клиента из списка',
        'No client is chosen, or the base has no such client: choose one from the list',
      ),
    )
  const known = new Map(facts.orders.map((order) => [order.order_id, order]))
  const seen = new Set<string>()
  for (const line of orders) {
    const order = known.get(line.order_id)
    const wrong = seen.has(line.order_id)
      ? refusal(
          'BANK-ALLOCATE-TWICE',
          line.order_id,
          `Заказ ${order?.order_number ?? line.order_id} указан дважды: сложите суммы в одной строке`,
          `Order ${order?.order_number ?? line.order_id} is given twice: add the amounts up in one line`,
        )
      : checkLine(line, client_id, order)
    if (wrong) refusals.push(wrong)
    seen.add(line.order_id)
  }
  if (!isMoney(balanceKopecks, 0))
    refusals.push(
      refusal(
        'BANK-ALLOCATE-KOPECKS',
        null,
        'Сумма на баланс клиента должна быть не меньше нуля и в целых копейках: исправьте её',
        "The amount for the client's balance must be zero or more, in whole kopecks: correct it",
      ),
    )
  const parts = [...orders.map((line) => line.kopecks), balanceKopecks]
  if (parts.every((kopecks) => Number.isSafeInteger(kopecks))) {
    const given = parts.reduce((sum, kopecks) => sum + kopecks, 0)
    const shown = Number.isSafeInteger(given) ? moneyText(given) : String(given)
    if (given !== facts.amountKopecks)
      refusals.push(
        refusal(
          'BANK-ALLOCATE-SUM',
          null,
          `Распределено ${shown} из ${moneyText(facts.amountKopecks)}: суммы по заказам и на баланс должны составить весь платёж`,
          `${shown} of ${moneyText(facts.amountKopecks)} is allocated: the amounts for orders and balance must make up the whole payment`,
        ),
      )
  }
  return refusals
}
