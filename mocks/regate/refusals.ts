import { regateCodes, type RegateCode } from '../../server/contracts/regate/codes.ts'
import { refusal, type ContractError, type RefusalOptions } from '../../server/http/errors.ts'

/** A refusal of the service. @param detail what happened and what to do, in Russian, for the people of the caller */
export const refuse = (code: RegateCode, detail: string, options?: RefusalOptions): ContractError =>
  refusal(regateCodes, code, detail, options)

export const storeUnknown = (store_id: string): ContractError =>
  refuse('RG-STORE-UNKNOWN', `Склада ${store_id} в этой базе нет. Обновите список складов методом citystore.`)

export const clientUnknown = (client_id: string): ContractError =>
  refuse('RG-CLIENT-UNKNOWN', `Клиента ${client_id} в этой базе нет. Сначала передайте его методом client.`)

export const orderUnknown = (key: {
  order_id?: string | undefined
  booking_id?: string | undefined
  order_number?: string | undefined
}): ContractError =>
  refuse(
    'RG-ORDER-UNKNOWN',
    `Заказа ${key.order_id ?? key.booking_id ?? key.order_number ?? ''} в этой базе нет. Проверьте идентификатор и предприятие.`,
  )
