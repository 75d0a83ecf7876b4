import type { Message } from '../operation.ts'
import type { Text } from '../text.ts'
import * as examples from './examples.ts'
import { inspectIncome, inspectOrder, inspectRetail, inspectShipment } from './inspect.ts'
import { createMessage } from './message.ts'
import { paths } from './paths.ts'
import {
  ContactChange,
  ContactCreate,
  ContactCreateAnswer,
  ContactLink,
  Income,
  MessageAnswer,
  MessageState,
  NomenclatureChange,
  NomenclatureCreate,
  OrderMessage,
  Ping,
  PriceStockAnswer,
  PriceStockRequest,
  Problem,
  Retail,
  Shipment,
  UnassignedIncome,
} from './schema.ts'

/** The messages of contract D with their readers, writers and examples. */

const example = <T>(ru: string, en: string, value: T): { title: Text; value: T } => ({
  title: { ru, en },
  value,
})

export const contactCreateMessage = createMessage<ContactCreate>(
  { schema: ContactCreate, path: paths.contactCreate },
  [example('Новая компания', 'A new company', examples.contactCreate)],
)

export const contactCreateAnswerMessage = createMessage<ContactCreateAnswer>(
  { schema: ContactCreateAnswer },
  [
    example('Контрагент создан', 'The counterparty is created', examples.contactCreated),
    example('Контрагент уже есть', 'The counterparty exists already', examples.contactExisting),
  ],
)

export const contactLinkMessage = createMessage<ContactLink>(
  { schema: ContactLink, path: paths.contactLink },
  [example('Код контрагента', 'The code of the counterparty', examples.contactLink)],
)

export const contactChangeMessage = createMessage<ContactChange>(
  { schema: ContactChange, path: paths.contactChange },
  [example('Новые название и телефон', 'A new name and phone', examples.contactChange)],
)

export const nomenclatureCreateMessage = createMessage<NomenclatureCreate>(
  { schema: NomenclatureCreate, path: paths.nomenclatureCreate },
  [example('Новый товар', 'A new item', examples.nomenclatureCreate)],
)

export const nomenclatureChangeMessage = createMessage<NomenclatureChange>(
  { schema: NomenclatureChange, path: paths.nomenclatureChange },
  [example('Артикул изменён', 'The article was changed', examples.nomenclatureChange)],
)

export const orderMessage: Message<OrderMessage> = {
  ...createMessage<OrderMessage>({ schema: OrderMessage, path: paths.orders, inspect: inspectOrder }, [
    example('Заказ с файлом', 'An order with its file', examples.orderAdd),
    example('Заказ завершён', 'The order is finished', examples.orderFinished),
  ]),
  // DD-10
  alsoReads: ['multipart/form-data'],
}

export const incomeMessage = createMessage<Income>(
  { schema: Income, path: paths.income, inspect: inspectIncome },
  [example('Доход по сделке', 'An income of a deal', examples.income)],
)

export const unassignedIncomeMessage = createMessage<UnassignedIncome>(
  { schema: UnassignedIncome, path: paths.unassignedIncome, inspect: inspectIncome },
  [example('Доход без заказа', 'An income without an order', examples.unassignedIncome)],
)

export const shipmentMessage = createMessage<Shipment>(
  { schema: Shipment, path: paths.shipments, inspect: inspectShipment },
  [
    example('Отгрузка', 'A shipment', examples.shipmentAdd),
    example('Отгрузка скорректирована', 'The shipment was corrected', examples.shipmentChange),
  ],
)

export const retailMessage = createMessage<Retail>(
  { schema: Retail, path: paths.retail, inspect: inspectRetail },
  [
    example('Чек с картой лояльности', 'A receipt with a loyalty card', examples.retail),
    example('Чек без карты', 'A receipt without a card', examples.retailNoCard),
  ],
)

export const priceStockRequestMessage = createMessage<PriceStockRequest>({ schema: PriceStockRequest }, [
  example('Три артикула', 'Three articles', examples.priceStockRequest),
])

export const priceStockAnswerMessage = createMessage<PriceStockAnswer>({ schema: PriceStockAnswer }, [
  example(
    'Два склада, один артикул не найден',
    'Two warehouses, one article is unknown',
    examples.priceStockAnswer,
  ),
])

/** Answer 200 of the messages 1–8. */
export const answerMessage = createMessage<MessageAnswer>({ schema: MessageAnswer }, [
  example('Применено', 'Applied', examples.applied),
  example('Повтор', 'A repeat', examples.duplicate),
])

/** Answer 200 of a receipt. */
export const retailAnswerMessage = createMessage<MessageAnswer>({ schema: MessageAnswer }, [
  example('Создана розничная сделка', 'A retail deal was made', examples.retailDeal),
  example('Без карты: действий нет', 'No card: no action', examples.noAction),
])

/** Answer 202 of the messages 1–9 (DD-04). */
export const queuedMessage = createMessage<MessageAnswer>({ schema: MessageAnswer }, [
  example('КСУП недоступна, сообщение сохранено', 'КСУП is not there, the message is kept', examples.queued),
])

export const messageStateMessage = createMessage<MessageState>({ schema: MessageState }, [
  example('Ждёт КСУП', 'Waits for КСУП', examples.queuedState),
  example('Отказ', 'Refused', examples.refusedState),
])

export const pingMessage = createMessage<Ping>({ schema: Ping }, [
  example('1С отвечает', '1C answers', examples.ping),
])

/** The body of every refusal (DD-59). */
export const problemMessage = createMessage<Problem>({ schema: Problem }, [
  example('Сделка закрыта', 'The deal is closed', examples.dealClosed),
])
