import Router from '@koa/router'
import type Koa from 'koa'
import { qrPngFile, qrSvgFile } from '../invoice/qr/export.ts'
import { qrSymbol } from '../invoice/qr/symbol.ts'
import { readPaymentString } from '../invoice/qr/text.ts'
import { QrFile, qrFileFormats } from './api-qr.ts'
import { parseInput } from './parse.ts'
import { AdminRefusal, asProblem } from './problem.ts'

/** Addresses of `qrFiles`: the picture of a payment string. */
export function qrPictureFiles(): Koa.Middleware {
  const router = new Router({ prefix: '/api/qr' })
  router.use(asProblem)
  for (const format of qrFileFormats)
    router.get(`/file.${format}`, (ctx) => {
      const { text, size, level, dpi } = parseInput(QrFile, { ...ctx.query }, 'query')
      const { payment, checks } = readPaymentString(text)
      const symbol = payment && qrSymbol(payment.text, { size, level })
      const lacking = checks.find(({ code }) => code === 'not-encodable')
      if (!symbol || lacking) throw refused(lacking?.message ?? checks[0]?.message)
      ctx.type = format
      ctx.set('content-disposition', `inline; filename="payment-qr.${format}"`)
      ctx.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      ctx.body = format === 'png' ? Buffer.from(qrPngFile(symbol, Number(dpi))) : qrSvgFile(symbol)
    })
  const routes = router.routes()
  return async function qrPictureRoutes(ctx, next) {
    if (!ctx.path.startsWith('/api/qr/file.')) return next()
    await routes(ctx as never, next)
  }
}

const refused = (why = tooLong) => new AdminRefusal(422, 'QR-TEXT', why)

const tooLong = {
  ru: 'Строка оплаты не помещается ни в один QR-код: сократите назначение платежа',
  en: 'The payment string fits no QR code: shorten the purpose',
}
