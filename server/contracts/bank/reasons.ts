import type { Text } from '../text.ts'

const text = (ru: string, en: string): Text => ({ ru, en })
/** A sentence stays a sentence with a hundred orders. */
const some = (numbers: readonly string[]): string =>
  numbers.length > 3 ? `${numbers.slice(0, 3).join(', ')}…` : numbers.join(', ')

/** Why a payment was recognised as it was and, when it was not, what a person should do (regate section 8.3). */
export const reasons = {
  number: (order: string): Text =>
    text(
      `Заказ ${order} назван в назначении платежа`,
      `Order ${order} is named in the purpose of the payment`,
    ),
  'exact-rest': (order: string): Text =>
    text(
      `Сумма равна остатку к оплате заказа ${order}, другого такого заказа у клиента нет`,
      `The amount is what is left to pay of order ${order}, and of no other order of the client`,
    ),
  'single-partial': (order: string): Text =>
    text(
      `Частичная оплата единственного неоплаченного заказа клиента ${order}`,
      `A part of the only unpaid order of the client, ${order}`,
    ),

  noInn: text(
    'В документе нет ИНН плательщика из 10 или 12 цифр: выберите клиента и заказ вручную',
    'The document has no INN of the payer with 10 or 12 digits: choose the client and the order by hand',
  ),
  noClient: (inn: string): Text =>
    text(
      `Нет клиента с ИНН ${inn}: внесите ИНН в карточку клиента или распределите платёж вручную`,
      `No client has the INN ${inn}: enter the INN in the client's card, or allocate the payment by hand`,
    ),
  severalClients: (count: number): Text =>
    text(
      `ИНН плательщика есть у нескольких клиентов (${count}), КПП не выделяет одного из них: выберите клиента вручную`,
      `Several clients (${count}) have the INN of the payer and the KPP does not single one out: choose the client by hand`,
    ),

  otherClient: (order: string): Text =>
    text(
      `В назначении платежа назван заказ ${order} другого клиента: уточните у плательщика и распределите платёж вручную`,
      `The purpose names order ${order} of another client: ask the payer and allocate the payment by hand`,
    ),
  notPayable: (order: string): Text =>
    text(
      `В назначении платежа назван заказ ${order}, который не ждёт оплаты: распределите платёж вручную или оставьте его на балансе клиента`,
      `The purpose names order ${order}, which awaits no payment: allocate the payment by hand, or leave it on the client's balance`,
    ),
  severalNamed: (orders: readonly string[]): Text =>
    text(
      `В назначении платежа названо несколько заказов клиента (${some(orders)}): разделите сумму между ними вручную`,
      `The purpose names several orders of the client (${some(orders)}): split the amount between them by hand`,
    ),
  severalExact: (orders: readonly string[]): Text =>
    text(
      `Сумма равна остатку нескольких заказов клиента (${some(orders)}), номер в назначении не указан: выберите заказ вручную`,
      `The amount is what is left to pay of several orders of the client (${some(orders)}) and the purpose has no number: choose the order by hand`,
    ),
  noOrders: text(
    'У клиента нет заказов, ожидающих оплаты: оставьте деньги на балансе клиента или дождитесь заказа',
    "The client has no order that awaits payment: leave the money on the client's balance, or wait for an order",
  ),
  severalOrders: (count: number): Text =>
    text(
      `У клиента несколько неоплаченных заказов (${count}), ни номер, ни сумма не указывают на один из них: распределите платёж вручную`,
      `The client has several unpaid orders (${count}) and neither a number nor the amount points to one: allocate the payment by hand`,
    ),
  tooMuch: (order: string): Text =>
    text(
      `Сумма больше остатка единственного неоплаченного заказа ${order}, номер в назначении не указан: распределите платёж вручную`,
      `The amount is above what is left to pay of the only unpaid order ${order} and the purpose has no number: allocate the payment by hand`,
    ),
} as const
