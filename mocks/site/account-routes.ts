import Router from '@koa/router'
import type Koa from 'koa'
import { ACCOUNT_PATH, accountOrders, invoiceOf } from './account.ts'
import { ACCOUNT_CSP, accountPage, notFoundPage, signedOutPage } from './account-page.ts'
import { findOrder } from './orders.ts'
import type { Shop } from './parts.ts'
import { endedSessionCookie, signedInCustomer } from './session.ts'

/**
 * The personal account under `/site/account`: a page, the same as JSON, and the invoice. Another buyer's order is answered as one
 * that does not exist; an order that 1C has not returned has no invoice, by its direct address either.
 */
export function accountRoutes(shop: Shop): Koa.Middleware {
  const router = new Router({ prefix: ACCOUNT_PATH })
  const buyer = (ctx: Koa.Context) => signedInCustomer(ctx.get('cookie'), shop.sessionKey, shop.clock())

  router.use(async function neverCached(ctx, next) {
    ctx.set('cache-control', 'no-store')
    ctx.set('x-content-type-options', 'nosniff')
    ctx.set('content-security-policy', ACCOUNT_CSP)
    await next()
  })

  router.get('/', async function showAccount(ctx) {
    const customer_id = buyer(ctx)
    ctx.type = 'html'
    if (customer_id === null) {
      ctx.status = 401
      ctx.body = signedOutPage()
      return
    }
    const customer = await shop.base
      .selectFrom('site_customer')
      .select('name')
      .where('customer_id', '=', customer_id)
      .executeTakeFirst()
    const orders = await accountOrders(shop, customer_id)
    ctx.body = accountPage(customer?.name ?? customer_id, orders, shop.settings().zone)
  })

  router.post('/sign-out', function signOut(ctx) {
    ctx.set('set-cookie', endedSessionCookie)
    ctx.status = 303
    ctx.redirect(ACCOUNT_PATH)
  })

  router.get('/orders', async function listOrders(ctx) {
    const customer_id = buyer(ctx)
    ctx.status = customer_id === null ? 401 : 200
    ctx.body = customer_id === null ? { detail: 'Вход не выполнен.' } : await accountOrders(shop, customer_id)
  })

  router.get('/orders/:order_id', async function showOrder(ctx) {
    const customer_id = buyer(ctx)
    const orders = customer_id === null ? [] : await accountOrders(shop, customer_id)
    const order = orders.find(({ order_id }) => order_id === ctx.params['order_id'])
    ctx.status = order ? 200 : 404
    ctx.body = order ?? { detail: 'Такого заказа нет.' }
  })

  router.get('/orders/:order_id/invoice.pdf', async function downloadInvoice(ctx) {
    const customer_id = buyer(ctx)
    const order = await findOrder(shop.base, String(ctx.params['order_id']))
    const own = order !== null && order.authorized && order.customer_id === customer_id
    const invoice = own ? await invoiceOf(shop, order.order_id) : null
    if (!own || !invoice) {
      ctx.status = 404
      ctx.type = 'html'
      ctx.body = notFoundPage('Такого счёта нет.')
      return
    }
    ctx.set('content-disposition', `inline; filename="invoice-${encodeURIComponent(order.order_number)}.pdf"`)
    ctx.type = 'application/pdf'
    ctx.body = Buffer.from(await shop.invoice.pdf(invoice))
  })

  const routes = router.routes()
  return async function personalAccount(ctx, next) {
    if (ctx.path !== ACCOUNT_PATH && !ctx.path.startsWith(`${ACCOUNT_PATH}/`)) return next()
    await routes(ctx as never, next)
  }
}
