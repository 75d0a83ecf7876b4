import { randomUUID } from 'node:crypto'
import { fromKopecks, fromThousandths } from '../contracts/decimal.ts'
import { orderFile } from '../contracts/ksup/file.ts'
import * as operations from '../contracts/ksup/operations.ts'
import type { KsupOperation } from '../contracts/ksup/operations.ts'
import { orderFormPdf } from '../invoice/order-form/order-form.ts'
import type { PrintedOrder } from '../invoice/order-form/model.ts'
import type { Letter } from './exchange-ksup-sides.ts'

/** The whole life of an order as 1C tells it (sections 4.2 and 6): a deal of one day. */

export interface StoryFacts {
  /** A deal that nothing was told of yet: its messages are numbered from 1 (DD-06). */
  deal: number
  /** «Код 1С» of the buyer with a card, of whom nothing was told yet either; `null`: a receipt without a card. */
  code1c: string | null
  orderNumber: string
  /** Local time. */
  now: string
}

export interface StoryStep {
  title: string
  letter: Letter
}

type Row = PrintedOrder['rows'][number]

/** Kopecks and thousandths. */
const row = (article: string, name: string, pieces: number, price: number): Row => ({
  article,
  name,
  quantity: pieces * 1000,
  price,
  amount: pieces * price,
})

const easel = row('ML-0101', 'Мольберт-хлопушка «Ветла»', 2, 1_490_000)
const paints = row('KR-2024', 'Акварель «Невод», 24 кюветы', 5, 325_000)
const canvas = row('BM-6080', 'Холст на подрамнике 60×80, лён', 4, 149_000)

const onWire = (rows: readonly Row[]) =>
  rows.map(({ article, name, quantity, price, amount }) => ({
    article,
    name,
    quantity: fromThousandths(quantity),
    price: fromKopecks(price),
    amount: fromKopecks(amount),
  }))

const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, { amount }) => sum + amount, 0)

/** The messages in the order in which they are sent. */
export function storyOf({ deal, code1c, orderNumber, now }: StoryFacts): StoryStep[] {
  let seq = 0
  const message = (
    title: string,
    operation: KsupOperation,
    source: string | null,
    body: object,
    turn: number,
  ): StoryStep => {
    const id = randomUUID()
    const source_ref = source === null ? {} : { source_ref: source }
    const meta = { message_id: id, seq: turn, sent_at: now, ...source_ref }
    const { bytes, contentType } = operation.request!.write({ meta, ...body }, 'json', 'canonical')
    return { title, letter: { operation, bytes, contentType, id } }
  }
  const ofDeal = (title: string, operation: KsupOperation, source: string, body: object): StoryStep =>
    message(title, operation, source, { deal_number: deal, ...body }, ++seq)

  const order = randomUUID()
  const ordered = (type: 'add' | 'change', rows: readonly Row[]) => ({
    type,
    order_number_1c: orderNumber,
    file: orderFile(
      `Заказ клиента ${orderNumber}.pdf`,
      orderFormPdf({
        number: orderNumber,
        date: now,
        organization: 'ООО «Северный берег»',
        customer: { name: 'Покупатель из командной строки', inn: null, phone: null, email: null },
        deal_number: deal,
        manager: '',
        comment: type === 'add' ? '' : 'Состав изменён',
        rows: [...rows],
      }),
    ),
    rows: onWire(rows),
  })
  const first = [easel, paints]
  const all = [easel, paints, canvas]
  const receipt =
    code1c === null
      ? { type: 'roznicanocard' }
      : { type: 'roznica', code_1c: code1c, date: now, rows: onWire([paints]) }

  return [
    ofDeal('Заказ проведён', operations.orders, order, ordered('add', first)),
    ofDeal('Состав заказа изменён', operations.orders, order, ordered('change', all)),
    ofDeal('Отгрузка', operations.shipments, randomUUID(), { type: 'add', date: now, rows: onWire(all) }),
    ofDeal('Оплата', operations.income, randomUUID(), {
      date: now.slice(0, 10),
      amount: fromKopecks(sumOf(all)),
    }),
    ofDeal('Заказ закрыт, всё отгружено', operations.orders, order, { type: 'finished' }),
    message('Розничный чек', operations.retail, randomUUID(), receipt, 1),
  ]
}
