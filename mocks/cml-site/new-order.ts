import type { CmlDocument, CmlLine, CmlParty } from '../../server/contracts/commerceml/model.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { SiteOrder } from './orders.ts'
import { saveOrder, addHistory } from './orders.ts'
import { nextOf, type CmlSiteBase } from './tables.ts'

/** A line of an order that is about to be placed. Kopecks, thousandths. */
export interface NewLine {
  id: string
  catalogueId?: string
  article?: string
  name: string
  unit?: CmlLine['unit']
  price: number
  quantity: number
  service?: boolean
}

/** An order that a buyer places. Money in kopecks. */
export interface NewOrder {
  buyer: string
  company: boolean
  inn: string
  kpp: string
  email: string
  phone: string
  comment: string
  /** Price of the delivery; 0: the buyer collects the goods. */
  delivery: number
  lines: readonly NewLine[]
}

export const PIECE: NonNullable<CmlLine['unit']> = {
  code: '796',
  name: 'шт',
  fullName: 'Штука',
  international: 'PCE',
}
export const DELIVERY_ID = 'ORDER_DELIVERY'
const NOWHERE = { line: 1, column: 1 }

export const lineSum = (price: number, quantity: number): number => Math.round((price * quantity) / 1000)
export const sumOf = (lines: readonly CmlLine[]): number =>
  lines.reduce((sum, line) => sum + (line.sum ?? 0), 0)

const kind = (service: boolean): string => (service ? 'Услуга' : 'Товар')

export const toLine = ({ service = false, ...line }: NewLine): CmlLine => ({
  id: line.id,
  catalogueId: line.catalogueId ?? '',
  article: line.article ?? '',
  name: line.name,
  unit: line.unit ?? PIECE,
  price: line.price,
  quantity: line.quantity,
  sum: lineSum(line.price, line.quantity),
  coefficient: '',
  taxes: [],
  discounts: [],
  requisites: [
    { name: 'ВидНоменклатуры', value: kind(service) },
    { name: 'ТипНоменклатуры', value: kind(service) },
  ],
  characteristics: [],
  place: NOWHERE,
})

function buyerParty({ buyer, company, inn, kpp, email, phone }: NewOrder): CmlParty {
  const [lastName = null, firstName = null, middleName = null] = company ? [] : buyer.split(/\s+/)
  const contacts = [
    ...(email === '' ? [] : [{ type: 'Почта', value: email }]),
    ...(phone === '' ? [] : [{ type: 'Телефон рабочий', value: phone }]),
  ]
  return {
    // Each site has an `Ид` of its own making; it is written when the order goes out.
    id: null,
    name: buyer,
    officialName: company ? buyer : null,
    fullName: company ? null : buyer,
    inn: inn || null,
    kpp: kpp || null,
    okpo: null,
    role: 'Покупатель',
    lastName,
    firstName,
    middleName,
    address: null,
    contacts,
  }
}

export const emptyDocument = (id: string): CmlDocument => ({
  kind: 'document',
  place: NOWHERE,
  id,
  number: id,
  date: '',
  time: '',
  operation: 'Заказ товара',
  role: 'Продавец',
  currency: 'RUB',
  rate: '1',
  sum: 0,
  basis: null,
  number1c: null,
  date1c: null,
  version: '',
  deleted: false,
  comment: '',
  dueDate: null,
  parties: [],
  taxes: [],
  discounts: [],
  warehouses: [],
  lines: [],
  requisites: [],
  subordinate: [],
  container: null,
})

/** A shop of this kind makes a payment and a shipment with every order; both are open at first (section 10.3). */
export function subordinateOf(document: CmlDocument): { payment: CmlDocument; shipment: CmlDocument } {
  const common = { ...document, comment: '', taxes: [], basis: document.id, subordinate: [], lines: [] }
  return {
    payment: {
      ...common,
      id: `${document.number}-p1`,
      number: `${document.number}/1`,
      operation: 'Эквайринговая операция',
      requisites: paymentRequisites(false, ''),
    },
    shipment: {
      ...common,
      id: `${document.number}-s1`,
      number: `${document.number}/2`,
      operation: 'Отпуск товара',
      lines: document.lines.filter(({ id }) => id !== DELIVERY_ID),
      requisites: shipmentRequisites(document, false, ''),
    },
  }
}

/** @param at `yyyy-MM-ddTHH:mm:ss`, `''` while it is not paid */
export const paymentRequisites = (paid: boolean, at: string): CmlDocument['requisites'] => [
  ...(paid ? [{ name: 'Дата оплаты', value: at }] : []),
  { name: 'Отменен', value: 'false' },
  { name: 'Метод оплаты ИД', value: '2' },
  { name: 'Метод оплаты', value: 'Банковская карта' },
  { name: 'Оплачено', value: String(paid) },
]

export function shipmentRequisites(
  { lines }: CmlDocument,
  shipped: boolean,
  at: string,
): CmlDocument['requisites'] {
  const delivery = lines.find(({ id }) => id === DELIVERY_ID)
  return [
    { name: 'Сумма доставки', value: ((delivery?.sum ?? 0) / 100).toFixed(2) },
    { name: 'Отгружено', value: String(shipped) },
    ...(shipped ? [{ name: 'Дата отгрузки', value: at }] : []),
    { name: 'Метод доставки ИД', value: delivery ? '2' : '1' },
    { name: 'Метод доставки', value: delivery ? 'Курьер' : 'Самовывоз' },
    { name: 'Отменен', value: 'false' },
  ]
}

const buyerKeyOf = ({ email, phone, buyer }: NewOrder): string =>
  (email || phone || buyer).trim().toLowerCase()

/** The number of the buyer at the site: who has ordered before keeps it. */
export async function buyerNoOf(base: CmlSiteBase, key: string): Promise<number> {
  const known = await base
    .selectFrom('cml_site_order')
    .select('buyer_no')
    .where('buyer_key', '=', key)
    .executeTakeFirst()
  return known?.buyer_no ?? (await nextOf(base, 'buyer'))
}

const FIRST_NUMBER = 1001

async function nextNumber(base: CmlSiteBase): Promise<string> {
  const { last } = await base
    .selectFrom('cml_site_order')
    .select(({ fn, cast, ref }) => fn.max(cast<number>(ref('number'), 'integer')).as('last'))
    .executeTakeFirstOrThrow()
  return String(Math.max(Number(last ?? 0) + 1, FIRST_NUMBER))
}

/** Places an order: it waits for the next exchange. Call it inside a transaction. */
export async function placeOrder(
  base: CmlSiteBase,
  order: NewOrder,
  { at, zone }: { at: Date; zone: string },
): Promise<SiteOrder> {
  const number = await nextNumber(base)
  const [date = '', time = ''] = toLocalTime(at, zone).split('T')
  const delivery: NewLine[] =
    order.delivery > 0
      ? [{ id: DELIVERY_ID, name: 'Доставка заказа', price: order.delivery, quantity: 1000, service: true }]
      : []
  const lines = [...order.lines, ...delivery].map(toLine)
  const document = {
    ...emptyDocument(number),
    date,
    time,
    comment: order.comment,
    parties: [buyerParty(order)],
    lines,
    sum: sumOf(lines),
  }
  const { payment, shipment } = subordinateOf(document)
  const buyerKey = buyerKeyOf(order)
  const instant = at.toISOString()
  const placed = await saveOrder(base, {
    number,
    document,
    payments: [payment],
    shipments: [shipment],
    buyerKey,
    buyerNo: await buyerNoOf(base, buyerKey),
    status: 'N',
    statusAt: instant,
    paid: false,
    shipped: false,
    cancelled: false,
    createdAt: instant,
    changedAt: instant,
    changedBy: 'site',
    changeNo: 0,
    takenNo: 0,
    id1c: null,
    number1c: null,
    version1c: null,
  })
  await addHistory(base, number, at, 'site', { ru: 'Заказ оформлен.', en: 'The order was placed.' })
  return placed
}
