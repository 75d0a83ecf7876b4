import type { Text } from '../text.ts'
import * as examples from './examples.ts'
import { inspectAssortment, inspectClient, inspectState } from './inspect.ts'
import { createMessage } from './message.ts'
import {
  Assortment,
  AssortmentQuery,
  BookingAnswer,
  BookingRequest,
  BookingState,
  BookingStateQuery,
  Cities,
  CityStoreQuery,
  NoQuery,
  CityStores,
  ClientAnswer,
  ClientRequest,
  ClientUpdAnswer,
  ClientUpdRequest,
  PaycardRequest,
  Problem,
  QueueAnswer,
  QueueState,
  RefundAnswer,
  RefundRequest,
  State,
  StoreQuery,
  StoreTable,
} from './schema.ts'

/** The bodies of contract B: schema, checks of content, examples. */

const example = <T>(ru: string, en: string, value: T): { title: Text; value: T } => ({
  title: { ru, en },
  value,
})

export const stateMessage = createMessage<State>({ schema: State, inspect: inspectState }, [
  example('База с одной организацией', 'An infobase of one organisation', examples.state),
])

export const citiesMessage = createMessage<Cities>({ schema: Cities }, [
  example('Один город', 'One city', examples.cities),
])

export const noQueryMessage = createMessage<NoQuery>({ schema: NoQuery }, [
  example('Параметров нет', 'No parameters', {}),
])

export const cityStoreQueryMessage = createMessage<CityStoreQuery>({ schema: CityStoreQuery }, [
  example('По идентификатору города', 'By the id of the city', examples.cityStoreQuery),
  example('По названию города', 'By the name of the city', { city: 'Выборг' }),
])

export const cityStoresMessage = createMessage<CityStores>({ schema: CityStores }, [
  example('Один склад', 'One warehouse', examples.cityStores),
])

export const storeQueryMessage = createMessage<StoreQuery>({ schema: StoreQuery }, [
  example('Группы склада', 'Groups of a warehouse', examples.storeQuery),
])

export const storeTableMessage = createMessage<StoreTable>({ schema: StoreTable }, [
  example('Группы двух уровней', 'Groups of two levels', examples.storeTable),
])

export const assortmentQueryMessage = createMessage<AssortmentQuery>({ schema: AssortmentQuery }, [
  example('Группа с подгруппами', 'A group with its subgroups', examples.assortmentQuery),
])

export const assortmentMessage = createMessage<Assortment>(
  { schema: Assortment, inspect: inspectAssortment },
  [
    example(
      'На развес, на розлив и по заказу',
      'By weight, by volume and made to order',
      examples.assortment,
    ),
  ],
)

export const clientRequestMessage = createMessage<ClientRequest>(
  { schema: ClientRequest, inspect: inspectClient },
  [
    example('Организация с реквизитами', 'A company with its requisites', examples.clientRequest),
    example('Только идентификатор', 'The identifier alone', examples.bareClientRequest),
  ],
)

export const clientAnswerMessage = createMessage<ClientAnswer>({ schema: ClientAnswer }, [
  example('Клиент создан', 'The client is created', examples.createdClient),
  example('Клиент найден, есть предоплата', 'The client is found and has a prepayment', examples.foundClient),
])

export const clientUpdRequestMessage = createMessage<ClientUpdRequest>(
  { schema: ClientUpdRequest, inspect: inspectClient },
  [example('Новый телефон, почта стёрта', 'A new phone, the e-mail cleared', examples.clientUpdRequest)],
)

export const clientUpdAnswerMessage = createMessage<ClientUpdAnswer>({ schema: ClientUpdAnswer }, [
  example('Изменены два реквизита', 'Two requisites are changed', examples.clientUpdAnswer),
])

export const bookingRequestMessage = createMessage<BookingRequest>({ schema: BookingRequest }, [
  example('Доставка трёх товаров', 'Delivery of three items', examples.bookingRequest),
  example('Самовывоз, короткий срок оплаты', 'Pick-up, to be paid soon', examples.pickupRequest),
])

export const bookingAnswerMessage = createMessage<BookingAnswer>({ schema: BookingAnswer }, [
  example('Заказ создан', 'The order is made', examples.bookingAnswer),
])

export const paycardRequestMessage = createMessage<PaycardRequest>({ schema: PaycardRequest }, [
  example('Оплата с маской карты', 'A payment with the mask of the card', examples.paycardRequest),
])

export const bookingStateQueryMessage = createMessage<BookingStateQuery>({ schema: BookingStateQuery }, [
  example('По номеру и году', 'By number and year', examples.bookingStateQuery),
])

export const bookingStateMessage = createMessage<BookingState>({ schema: BookingState }, [
  example('Оплачен картой', 'Paid by card', examples.paidState),
  example('Оплата ещё в очереди', 'The payment is still queued', examples.pendingState),
])

export const refundRequestMessage = createMessage<RefundRequest>({ schema: RefundRequest }, [
  example('Товар возвращён', 'The goods came back', examples.refundRequest),
])

export const refundAnswerMessage = createMessage<RefundAnswer>({ schema: RefundAnswer }, [
  example('Ордер на выплату готов', 'The pay-out order is prepared', examples.refundAnswer),
])

/** Answer 202 of every write (BD-09). */
export const queueAnswerMessage = createMessage<QueueAnswer>({ schema: QueueAnswer }, [
  example('Запрос в очереди', 'The request is queued', examples.queueAnswer),
])

export const queueStateMessage = createMessage<QueueState>({ schema: QueueState }, [
  example('Ещё в очереди', 'Still queued', examples.waitingJob),
  example('Выполнен', 'Done', examples.finishedJob),
])

/** The body of every refusal (section 3). */
export const problemMessage = createMessage<Problem>({ schema: Problem }, [
  example('Не хватает товара', 'Short of stock', examples.outOfStock),
  example('Заказ истёк, деньги учтены', 'The order expired, the money is kept', examples.expired),
  example('Содержание не принято', 'The content is refused', examples.notValid),
])
