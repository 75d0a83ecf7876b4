import { z } from 'zod'
import { LocalTime, Money, PositiveMoney, text, Volume } from '../regate/scalars.ts'
import { OrderFile } from './file.ts'
import { Meta } from './meta.ts'
import { Article, Code1c, DealNumber, Day, messageType } from './scalars.ts'

/** What goes into a deal: orders, incomes, shipments, receipts of the till (sections 6.4–6.7). */

/** Rows of one document. */
export const ROWS_LIMIT = 5_000

const deal_number = DealNumber.meta({ description: 'D-44, D-52: number of the deal' })

export const Row = z.object({
  article: Article.meta({ description: 'D-54: article' }),
  name: text(200).meta({ description: 'D-55: name' }),
  quantity: Volume.meta({ description: 'D-56: quantity' }),
  price: Money.meta({ description: 'D-57: price of one' }),
  amount: Money.meta({ description: 'D-58, DD-44: amount after discounts' }),
})
export type Row = z.infer<typeof Row>

const rows = z.array(Row).max(ROWS_LIMIT)

export const ORDER_TYPES = ['add', 'change', 'cancel', 'finished'] as const
export type OrderType = (typeof ORDER_TYPES)[number]

/** The types of an order message that carry the composition and the file. */
export const carriesComposition = (type: OrderType): boolean => type === 'add' || type === 'change'

/** `add` and `change` need number, file and rows; `cancel` and `finished` are the deal number alone (D-60, D-64, D-67). */
export const OrderMessage = z
  .object({
    meta: Meta,
    type: messageType(ORDER_TYPES).meta({ description: 'D-50, D-60, D-64, D-67: what happened' }),
    order_number_1c: text(20).optional().meta({ description: 'D-51, DD-28: number of the order' }),
    deal_number,
    file: OrderFile.optional().meta({ description: 'D-53, D-61: the printed order; with add and change' }),
    rows: rows.optional().meta({ description: 'D-47: composition; with add and change' }),
  })
  .superRefine((order, context) => {
    if (!carriesComposition(order.type)) return
    for (const name of ['order_number_1c', 'file', 'rows'] as const)
      if (order[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: 'required' })
    // A changed order may have lost every row; a new one has some.
    if (order.type === 'add' && order.rows?.length === 0)
      context.addIssue({ code: 'custom', path: ['rows'], message: 'count' })
  })
export type OrderMessage = z.infer<typeof OrderMessage>

const incomeData = {
  date: Day.meta({ description: 'D-73: day the money came' }),
  amount: PositiveMoney.meta({ description: 'D-73: amount that came' }),
}

export const Income = z.object({ meta: Meta, deal_number, ...incomeData })
export type Income = z.infer<typeof Income>

export const UnassignedIncome = z.object({
  meta: Meta,
  ...incomeData,
  comment: text(500).optional().meta({ description: "DD-39: the payer's name" }),
})
export type UnassignedIncome = z.infer<typeof UnassignedIncome>

export const SHIPMENT_TYPES = ['add', 'change'] as const
export type ShipmentType = (typeof SHIPMENT_TYPES)[number]

/** `change` brings the whole resulting composition; none when the shipment was cancelled (DD-42). */
export const Shipment = z
  .object({
    meta: Meta,
    type: messageType(SHIPMENT_TYPES).meta({ description: 'D-84, D-87: what happened' }),
    deal_number,
    date: LocalTime.meta({ description: 'D-84, DD-41: date of the original document' }),
    rows: rows.meta({ description: 'D-84, DD-42, DD-43: what was shipped, by article and price' }),
  })
  .refine(({ type, rows: shipped }) => type === 'change' || shipped.length > 0, {
    path: ['rows'],
    error: 'count',
  })
export type Shipment = z.infer<typeof Shipment>

export const RETAIL_TYPES = ['roznica', 'roznicanocard'] as const
export type RetailType = (typeof RETAIL_TYPES)[number]

/** `roznicanocard` is its type alone (D-97). */
export const Retail = z
  .object({
    meta: Meta,
    type: messageType(RETAIL_TYPES).meta({ description: 'D-96, D-97: with or without a card' }),
    code_1c: Code1c.optional().meta({ description: 'D-95: code of the owner of the card; with roznica' }),
    date: LocalTime.optional().meta({ description: 'D-96: date of the receipt; with roznica' }),
    rows: rows.min(1).optional().meta({ description: 'D-96, DD-43: what was sold; with roznica' }),
  })
  .superRefine((receipt, context) => {
    if (receipt.type !== 'roznica') return
    for (const name of ['code_1c', 'date', 'rows'] as const)
      if (receipt[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: 'required' })
  })
export type Retail = z.infer<typeof Retail>
