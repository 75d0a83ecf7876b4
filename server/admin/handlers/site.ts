import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

export function siteHandlers({ site }: BenchParts) {
  return {
    'site.orders': ({ query }) => site.orders(query),
    'site.order': ({ params }) => site.order(params.id),
    'site.draft': ({ query }) => site.draft(query.customer_id),
    'site.place': ({ body }) => site.place(body),
    'site.edit': ({ params, body }) => site.edit(params.id, body),
    'site.mark': ({ params }) => site.mark(params.id),
    'site.cancel': ({ params }) => site.cancel(params.id),
    'site.products': () => site.products(),
    'site.customers': () => site.customers(),
    'site.dictionaries': () => site.dictionaries(),
    'site.signIn': async ({ body, setCookie }) => {
      const { customer, cookie } = await site.signIn(body.customer_id)
      setCookie(cookie)
      return { customer }
    },
    'site.account': ({ params }) => site.account(params.customer),
  } satisfies Partial<AdminHandlers>
}
