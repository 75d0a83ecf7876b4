import type {
  Contragents,
  Dictionary,
  Nomenclature,
  OrderEnvelope,
  OrdersBatch,
  Ping,
  Problem,
  ProcessedOrder,
  ProcessedOrderAnswer,
  ProcessingResult,
  RowResults,
  Stock,
} from './schema.ts'

/** Example bodies of contract A: one story, invented people and companies, requisites whose check digits hold. */

const BIK = '044030991'
const BANK = 'АО «Банк Онежский» г Санкт-Петербург'
const CORRESPONDENT = '30101810000000000991'

const rope = '4d1f0c62-7a35-4b8e-a1c4-90d2e6f3b701'
const tentGreen = '8be2a917-30f4-4c6d-9d58-1c7f5a20e411'
const tentBlue = '8be2a917-30f4-4c6d-9d58-1c7f5a20e412'

export const orderEnvelope: OrderEnvelope = {
  exchange: {
    revision: 2,
    mark_reason: 'changed',
    marked_at: '2025-11-06T14:12:30',
    authorized: true,
    last_result: null,
  },
  order: {
    order_id: 'b6a4f2d0-58c1-4e3a-9a77-2f0e6c91d305',
    order_number: '005120',
    order_time: '2025-11-06T14:03:11',
    order_status: 'На согласовании',
    requisites: {
      organization: 'ООО «Турклуб Азимут»',
      inn: '7819999028',
      kpp: '781901001',
      payment_account: '40702810900000067890',
      correspondent_account: CORRESPONDENT,
      bik: BIK,
      bank: BANK,
      company_address: '198500, г. Санкт-Петербург, ул. Походная, д. 12',
      actual_address: '198500, г. Санкт-Петербург, ул. Походная, д. 12',
      nds: 'Да',
    },
    client: {
      payment_method: 'Безналичный расчет',
      field_of_activity: 'Прокат снаряжения',
      site: 'azimut.example.ru',
      name: 'Вера',
      email: 'vera@azimut.example.ru',
      telefon: '+79000000011',
      pasport_info: null,
    },
    delivery: {
      delivery_city: 'Петрозаводск',
      delivery_city_id: 'ptz',
      delivery_method: 'tk_terminal',
      delivery_address: 'г. Петрозаводск, наб. Озёрная, д. 3',
      delivery_transport_company: '000000417',
    },
    products: [
      { tovar_id: 'rope-10', storage: 'main', quantity: 12.5, offers: [{ offer_id: rope }] },
      {
        tovar_id: 'tent-2',
        storage: 'main',
        quantity: 5,
        offers: [{ offer_id: tentGreen }, { offer_id: tentBlue }],
        offers_mode: 'alternatives',
      },
    ],
  },
}

export const ordersBatch: OrdersBatch = {
  exchange: {
    schema: 'site-orders/1',
    generated_at: '2025-11-06T14:15:00',
    has_more: false,
    next_cursor: null,
  },
  orders: [orderEnvelope],
}

export const processedOrder: ProcessedOrder = {
  exchange: {
    seq: 1,
    base_revision: 2,
    ref_1c: '71c0e5b8-bb15-11f0-9d21-0242ac130003',
    changed_at: '2025-11-06T15:40:02',
  },
  order: {
    order_id: 'b6a4f2d0-58c1-4e3a-9a77-2f0e6c91d305',
    order_number: '0000-003417',
    order_time: '2025-11-06T14:03:11',
    order_status: 'Ожидает оплаты',
    order_QRCode: `ST00012|Name=ООО «Лесная Тропа»|PersonalAcc=40702810400000012345|BankName=${BANK}|BIC=${BIK}|CorrespAcc=${CORRESPONDENT}|Sum=5163500|Purpose=Оплата по счету №3417 от 06.11.2025|PayeeINN=7801999010|KPP=780101001`,
    order_number_payment: 'Счет на оплату №3417 от 06.11.2025',
    seller: {
      name: 'ООО «Лесная Тропа»',
      inn: '7801999010',
      kpp: '780101001',
      payment_account: '40702810400000012345',
      bank: BANK,
      bik: BIK,
      correspondent_account: CORRESPONDENT,
      address: '199000, г. Санкт-Петербург, линия Кленовая, д. 5',
    },
    requisites: {
      organization: 'ИП Морошкин Захар Ильич',
      inn: '470399990150',
      payment_account: '40802810400000045678',
      correspondent_account: CORRESPONDENT,
      bik: BIK,
      bank: BANK,
      company_address: '188600, Ленинградская обл., п. Брусничное, д. 4',
      actual_address: '188600, Ленинградская обл., п. Брусничное, д. 4',
      nds: 'Нет',
    },
    client: {
      payment_method: 'Безналичный расчет',
      name: 'Вера',
      email: 'vera@azimut.example.ru',
      telefon: '+79000000011',
      pasport_info: null,
    },
    delivery: {
      delivery_city: 'Петрозаводск',
      delivery_city_id: 'ptz',
      delivery_method: 'tk_terminal',
      delivery_address: 'г. Петрозаводск, наб. Озёрная, д. 3',
      delivery_transport_company: '000000417',
      number_delivery: null,
    },
    products: [
      {
        tovar_id: 'rope-10',
        offer: {
          offer_id: rope,
          name: 'Верёвка статическая 10 мм',
          unit: 'м',
          storage: 'main',
          quantity: 12.5,
          price: 96,
          discount: 60,
          nds_s: '20%',
          nds_summa: 190,
          summa: 1140,
        },
      },
      {
        tovar_id: 'tent-2',
        offer: {
          offer_id: tentGreen,
          name: 'Палатка двухместная, зелёная',
          unit: 'шт',
          storage: 'main',
          quantity: 3,
          price: 10_499,
          discount: 1_499.5,
          nds_s: '20%',
          nds_summa: 4_999.58,
          summa: 29_997.5,
        },
      },
      {
        tovar_id: 'tent-2',
        offer: {
          offer_id: tentBlue,
          name: 'Палатка двухместная, синяя',
          unit: 'шт',
          storage: 'main',
          quantity: 2,
          price: 10_499,
          discount: 500.5,
          nds_s: '20%',
          nds_summa: 3_416.25,
          summa: 20_497.5,
        },
      },
    ],
  },
}

export const processedOrderAnswer: ProcessedOrderAnswer = {
  order_id: processedOrder.order.order_id,
  stored_seq: 1,
  exchange_state: 'returned',
  warnings: [],
}

export const acceptedResult: ProcessingResult = {
  order_id: orderEnvelope.order.order_id,
  revision: 2,
  result: 'accepted',
  checked_at: '2025-11-06T14:15:04',
  ref_1c: processedOrder.exchange.ref_1c,
  number_1c: processedOrder.order.order_number,
  codes: [],
}

export const rejectedResult: ProcessingResult = {
  order_id: orderEnvelope.order.order_id,
  revision: 2,
  result: 'rejected',
  checked_at: '2025-11-06T14:15:04',
  codes: [
    {
      code: 'ORD-401',
      severity: 'error',
      field: 'order.delivery.delivery_method',
      value: 'tk_terminal',
      message: 'Способ доставки не сопоставлен',
    },
  ],
}

export const stock: Stock = {
  stock: {
    mode: 'delta',
    as_of: '2025-11-06T15:00:00',
    items: [
      { offer_id: rope, storage: 'main', quantity: 218.5 },
      { offer_id: tentBlue, storage: 'main', quantity: 0 },
    ],
  },
}

export const nomenclature: Nomenclature = {
  nomenclature: [
    {
      offer_id: 'c3a7d90e-6b12-4f85-8e0d-27b4916f5ac8',
      code_1c: '00-00000912',
      artikul: 'KV-35',
      name: 'Котелок походный 3,5 л',
      unit: 'шт',
      nds_s: '20%',
      group: { id: 'camp', name: 'Посуда' },
      barcodes: ['2000000000916'],
      archived: false,
    },
  ],
}

export const contragents: Contragents = {
  contragents: [
    {
      ref_1c: 'e0b5c7d2-bb18-11f0-9d21-0242ac130003',
      code_1c: '00-00000233',
      requisites: { organization: 'ООО «Белый Мох»', inn: '5001999031', kpp: '500101001', nds: 'Да' },
      client: { payment_method: 'Безналичный расчет', name: 'Игнат', telefon: '+79000000012' },
    },
  ],
}

export const rowResults: RowResults = {
  accepted: 1,
  rejected: 1,
  rows: [
    {
      index: 1,
      result: 'error',
      code: 'SITE-VALIDATION',
      message: 'Это не GUID: нужен вид 8-4-4-4-12 шестнадцатеричных цифр строчными буквами',
    },
  ],
}

export const dictionary: Dictionary = {
  kind: 'delivery_method',
  items: [
    { id: 'tk_terminal', name: 'До терминала транспортной компании' },
    { id: 'pickup', name: 'Самовывоз', archived: false },
  ],
}

export const onecDictionary: Dictionary = {
  kind: 'delivery_method',
  items: [
    {
      id: 'tk_terminal',
      name: 'Транспортная компания, терминал',
      ref_1c: '5c9e3f10-bb1a-11f0-9d21-0242ac130003',
      code_1c: '000000003',
    },
    { id: null, name: 'Курьер', ref_1c: '5c9e3f11-bb1a-11f0-9d21-0242ac130003', code_1c: '000000004' },
  ],
}

export const ping: Ping = { service: 'site', contract: 'site-orders/1', time: '2025-11-06T14:14:58' }

export const problem: Problem = {
  type: 'urn:site-orders:problem:arithmetic',
  title: 'Суммы строки не сходятся',
  status: 422,
  detail: 'Суммы строки не сходятся: ожидалось 1140, получено 1104',
  instance: 'urn:uuid:9f1d7c34-0a6b-4b52-8f0e-6d5a3c2b1e07',
  code: 'SITE-ARITHMETIC',
  retryable: false,
  request_id: '9f1d7c34-0a6b-4b52-8f0e-6d5a3c2b1e07',
  errors: [
    { pointer: '/order/products/0/offer/summa', rule: 'SITE-ARITHMETIC', expected: '1140', actual: '1104' },
  ],
}
