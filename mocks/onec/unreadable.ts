import type { RejectedElement } from '../../server/contracts/operation.ts'
import { ordCode, type OrdCode } from '../../server/contracts/site-orders/codes.ts'
import { OrderId, type ResultCode } from '../../server/contracts/site-orders/schema.ts'
import { asCode } from './checks/check.ts'

/** Orders whose form the reader refused (ORD-100 … ORD-112 and the like): there is no document to make of them. Pure. */

export interface Refused {
  order_id: string
  revision: number
  codes: ResultCode[]
}

/** Id and revision, as far as an order that is no valid one states them. */
function identify(value: unknown): { order_id: string; revision: number } | null {
  const { order, exchange } = (value ?? {}) as {
    order?: { order_id?: unknown }
    exchange?: { revision?: unknown }
  }
  const order_id = OrderId.safeParse(order?.order_id)
  const revision = exchange?.revision
  if (!order_id.success || !Number.isSafeInteger(revision) || Number(revision) < 1) return null
  return { order_id: order_id.data, revision: Number(revision) }
}

/** `/order/products/1/quantity` -> `order.products[1].quantity` */
function fieldOf(pointer: string): string {
  const names = pointer.split('/').slice(1)
  return names.reduce(
    (path, name) => (/^\d+$/.test(name) ? `${path}[${name}]` : path ? `${path}.${name}` : name),
    '',
  )
}

/** The refusal of one order of a page; `null` when nobody can tell which order it is. */
export function refusalOf({ value, pointer, findings }: RejectedElement): Refused | null {
  const known = identify(value)
  if (!known) return null
  const codes = findings
    .filter(({ severity }) => severity === 'error')
    .map((finding) => {
      const code = ordCode(finding.code) ? (finding.code as OrdCode) : 'ORD-101'
      const field = fieldOf(finding.pointer.slice(pointer.length))
      return asCode(code, {
        ...(field ? { field } : {}),
        ...(finding.value === undefined ? {} : { value: finding.value }),
        message: finding.message.ru,
      })
    })
  return { ...known, codes }
}

/** Orders of a page whose contract version is not known (ORD-102): nothing of it is read but whose it is. */
export function refusalsOfVersion(bytes: Uint8Array, schema: string): Refused[] {
  let page: { orders?: unknown }
  try {
    page = JSON.parse(new TextDecoder().decode(bytes)) as { orders?: unknown }
  } catch {
    return []
  }
  if (!Array.isArray(page?.orders)) return []
  const code = asCode('ORD-102', {
    field: 'exchange.schema',
    value: schema,
    message: `Версия контракта «${schema}» не поддерживается`,
  })
  return page.orders.flatMap((value: unknown) => {
    const known = identify(value)
    return known ? [{ ...known, codes: [code] }] : []
  })
}
