import type { Finding } from '../../contracts/finding.ts'
import type { WireBody } from '../../contracts/operation.ts'
import { processedOrderMessage } from '../../contracts/site-orders/operations.ts'
import { readOrderDocument } from '../../contracts/site-orders/document.ts'
import { buildInvoice } from '../../invoice/build.ts'
import type { InvoicePreview } from '../../invoice/model.ts'
import { AdminRefusal } from '../problem.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

/** The invoice of a body that 1C would return, with what its reader found; `null` when it is no such body. */
export function invoiceOfBody(
  body: WireBody,
  zone?: string,
): { invoice: InvoicePreview | null; findings: Finding[] } {
  const options = zone ? { zone } : {}
  const { direction, value, findings } = readOrderDocument(body, { fixture: true, ...options })
  return { invoice: direction === 'in' && value ? buildInvoice(value, options) : null, findings }
}

/** The invoice of a stored 1C version, the latest when `seq` is not given. Refuses with 404 while there is none. */
export async function orderInvoice(
  { site }: BenchParts,
  order_id: string,
  seq?: number,
): Promise<InvoicePreview & { payload: string }> {
  const version = await site.latestVersion(order_id, seq)
  const invoice = version && (await site.invoice(order_id, version.seq))
  if (!invoice) {
    throw new AdminRefusal(404, 'INVOICE-NONE', {
      ru: `Счёта по заказу ${order_id} нет: 1С его ещё не возвращала. Обработайте заказ в 1С и верните на сайт.`,
      en: `There is no invoice for order ${order_id}: 1C has not returned it yet. Process it in 1C and return it.`,
    })
  }
  const { bytes } = processedOrderMessage.write(version.body)
  return { ...invoice, payload: new TextDecoder().decode(bytes) }
}

export function invoiceHandlers(parts: BenchParts) {
  return {
    'invoice.order': ({ params, query }) => orderInvoice(parts, params.order_id, query.seq),
    'invoice.preview': ({ body: { text } }) => {
      const { invoice, findings } = invoiceOfBody(
        { bytes: new TextEncoder().encode(text), contentType: '' },
        parts.workspace.document.value.siteOrders.zone,
      )
      if (invoice) return { ...invoice, payload: text }
      const errors = findings.filter(({ severity }) => severity === 'error')
      throw new AdminRefusal(
        422,
        'INVOICE-BODY',
        {
          ru: `Счёт строится по заказу, который вернула 1С. ${errors[0]?.message.ru ?? 'Это заказ сайта, без сумм.'}`,
          en: `An invoice is made of an order that 1C returned. ${errors[0]?.message.en ?? 'This is an order of the site, without sums.'}`,
        },
        errors.map(({ pointer, code, message, line, column }) => ({
          pointer,
          rule: code,
          message: message.ru,
          line,
          column,
        })),
      )
    },
  } satisfies Partial<AdminHandlers>
}
