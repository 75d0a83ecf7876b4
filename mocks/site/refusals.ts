import { ContractError } from '../../server/http/errors.ts'

export const orderUnknown = (order_id: string) =>
  new ContractError(
    404,
    'SITE-ORDER-UNKNOWN',
    `Заказа ${order_id} на сайте нет. Номер выдаёт сайт, верните его таким, каким он пришёл.`,
  )
