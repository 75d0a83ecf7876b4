import { missing, when, type Check } from './check.ts'

/** Delivery and payment. */

const unknownCity: Check = {
  code: 'ORD-400',
  stage: 'delivery',
  look: ({ values }) => missing(values.city, 'Город доставки не сопоставлен'),
}

const unknownMethod: Check = {
  code: 'ORD-401',
  stage: 'delivery',
  look: ({ values }) => missing(values.delivery_method, 'Способ доставки не сопоставлен'),
}

const unknownCarrier: Check = {
  code: 'ORD-402',
  stage: 'delivery',
  look: ({ values }) =>
    values.transport_company ? missing(values.transport_company, 'Транспортная компания не найдена') : [],
}

const noAddress: Check = {
  code: 'ORD-403',
  stage: 'delivery',
  look({ values, envelope }) {
    const method = values.delivery_method.element
    return when(method !== null && !method.pickup && !envelope.order.delivery.delivery_address, () => ({
      field: 'order.delivery.delivery_address',
      message: `Для способа доставки «${method!.name}» нужен адрес`,
    }))
  },
}

const unknownPayment: Check = {
  code: 'ORD-404',
  stage: 'delivery',
  look: ({ values }) => missing(values.payment_method, 'Форма оплаты не сопоставлена'),
}

const passport: Check = {
  code: 'ORD-206',
  stage: 'delivery',
  look: ({ carrier, envelope: { order } }) =>
    when(carrier?.needs_passport === 1 && !order.requisites && !order.client.pasport_info, () => ({
      field: 'order.client.pasport_info',
      message: `Для отправки через «${carrier!.name}» нужны паспортные данные получателя`,
    })),
}

export const deliveryChecks: readonly Check[] = [
  unknownCity,
  unknownMethod,
  unknownCarrier,
  noAddress,
  unknownPayment,
  passport,
]
