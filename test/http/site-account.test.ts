import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccountOrder } from '../../mocks/site/model.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import { orderDraft } from '../../server/invoice/sources/order.ts'
import { aLine, aVersion, draftOfCompany, draftOfPasserBy, draftOfPerson, offers } from '../unit/site-shop.ts'
import { startSite, type TestSite } from './site-server.ts'

let site: TestSite
beforeEach(async () => {
  site = await startSite()
})
afterEach(async () => {
  await site.stop()
  expect(site.defects).toEqual([])
})

const NOTICE = 'ОКОНЧАТЕЛЬНЫЕ цена и наличие товара на складе будут подтверждены в Счете на оплату'
const ordersOf = async (customer_id: string) =>
  (await (await site.browse('/orders', customer_id)).json()) as AccountOrder[]
const returned = (id: string, seq = 1) => site.post('/orders', aVersion(id, seq))

describe('personal account', () => {
  it('[A-47][A-48] from creation on, the notice stands in the account word for word', async () => {
    await site.placed()
    const [order] = await ordersOf('c-company')
    expect(order).toMatchObject({ notice: NOTICE, status: 'На согласовании', invoice: null })
  })

  it('[A-49] the page shows it in red under the row of its order', async () => {
    await site.placed()
    const response = await site.browse('', 'c-company')
    expect(response.headers.get('content-type')).toContain('text/html')
    const page = await response.text()
    expect(page).toMatch(/<tr>\s*<td>000001[\s\S]*?<\/tr>\s*<tr><td colspan="5" class="notice">ОКОНЧАТЕЛЬНЫЕ/)
    expect(page).toMatch(/\.notice\s*\{\s*color: #c00\s*\}/)
  })

  it('[A-50][A-35] the first version takes the notice away and brings the invoice', async () => {
    const id = await site.placed()
    expect((await site.browse(`/orders/${id}/invoice.pdf`, 'c-company')).status).toBe(404)
    expect(await (await site.browse('', 'c-company')).text()).not.toContain('Скачать счёт')
    expect((await returned(id)).status).toBe(201)
    const [order] = await ordersOf('c-company')
    expect(order!.notice).toBeNull()
    const page = await (await site.browse('', 'c-company')).text()
    expect(page).not.toContain('ОКОНЧАТЕЛЬНЫЕ')
    expect(page).toContain('Скачать счёт')
    const invoice = await fetch(site.address + order!.invoice!, {
      headers: { cookie: (await site.site.signIn('c-company')).cookie.split(';')[0]! },
    })
    expect(invoice.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await invoice.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
  })

  it('[A-28][A-30][A-37][A-79] after it every field is that of 1C', async () => {
    const id = await site.placed()
    await site.post(
      '/orders',
      aVersion(id, 1, {
        order: {
          order_status: 'Отгружен',
          delivery: { ...aVersion(id).order.delivery, number_delivery: 'ТН-77' },
          products: [
            aLine('p-ball', offers.ball, {
              quantity: 2000,
              price: 90_00,
              discount: 5_00,
              name: 'Мяч из 1С',
            }),
          ],
        },
      }),
    )
    const [order] = await ordersOf('c-company')
    expect(order).toMatchObject({
      status: 'Отгружен',
      organization: 'ИП Пробный Игнат',
      waybill: 'ТН-77',
      total: 175_00,
      lines: [{ name: 'Мяч из 1С', quantity: 2000, price: 90_00, discount: 5_00, total: 175_00 }],
    })
  })

  it('[A-47] before it, lines and an estimate by the prices of the shop', async () => {
    await site.placed()
    const [order] = await ordersOf('c-company')
    expect(order).toMatchObject({
      organization: 'ООО «Пробная Роща»',
      // 2 × 100,00 + 5,5 × 33,33 = 200,00 + 183,32
      total: 383_32,
      lines: [
        { name: 'Мяч', quantity: 2000, price: 100_00, total: 200_00 },
        { name: 'Коврик', quantity: 5500, price: 33_33, total: 183_32 },
      ],
    })
  })

  it('[A-84] a line that 1C sent without a name gets that of the catalogue', async () => {
    const id = await site.placed()
    await returned(id)
    const names = async () => (await ordersOf('c-company'))[0]!.lines.map(({ name }) => name)
    expect(await names()).toEqual(['Мяч синий', 'Коврик'])
    await site.post('/nomenclature', {
      nomenclature: [
        { offer_id: offers.matGrey, code_1c: '1', name: 'Коврик серый', unit: 'шт', nds_s: '20%' },
      ],
    })
    expect(await names()).toEqual(['Мяч синий', 'Коврик серый'])
  })

  it('[A-31][A-35] the direct address of an invoice is closed to anybody but the signed-in owner', async () => {
    const id = await site.placed()
    await returned(id)
    const address = `/orders/${id}/invoice.pdf`
    expect((await site.browse(address, 'c-company')).status).toBe(200)
    expect((await site.browse(address, 'c-person')).status).toBe(404)
    expect((await site.browse(address)).status).toBe(404)
    expect((await site.browse('/orders/none/invoice.pdf', 'c-company')).status).toBe(404)
    expect((await site.browse(`/orders/${id}`, 'c-person')).status).toBe(404)
    expect(await ordersOf('c-person')).toEqual([])
  })

  it('[A-26][A-31] an unregistered buyer has no account, no notice and no invoice', async () => {
    const id = await site.placed(draftOfPasserBy)
    const stranger = await site.placed({ ...draftOfPasserBy, customer_id: 'c-stranger' })
    for (const order of [id, stranger]) {
      await returned(order)
      expect((await site.browse(`/orders/${order}/invoice.pdf`)).status).toBe(404)
      expect((await site.browse(`/orders/${order}/invoice.pdf`, 'c-company')).status).toBe(404)
    }
    await expect(site.site.signIn('c-stranger')).rejects.toMatchObject({ status: 409 })
    expect((await site.site.order(id)).versions).toHaveLength(1)
  })

  it('[A-33][A-34] each download is rendered from the latest version, of what 1C sent', async () => {
    const id = await site.placed()
    const bytes = async () =>
      Buffer.from(await (await site.browse(`/orders/${id}/invoice.pdf`, 'c-company')).arrayBuffer()).toString(
        'latin1',
      )
    await returned(id, 1)
    const first = await bytes()
    expect(await bytes()).toBe(first)
    await returned(id, 2)
    expect(await bytes()).not.toBe(first)
    const shown = await site.site.shownVersion(id)
    expect(buildInvoice(orderDraft(shown!)).model).toMatchObject({
      title: 'Счет на оплату № 1 от 2 марта 2026 г.',
      buyer: { name: 'ИП Пробный Игнат' },
      footer: { order_number: '0000-000001', seq: 2 },
    })
    expect((await site.site.shownVersion(id, 1))!.exchange.seq).toBe(1)
    expect(await site.site.shownVersion(id, 9)).toBeNull()
    expect((await site.site.latestVersion(id))!.seq).toBe(2)
  })

  it('[A-31] a session that was forged, altered or has ended opens nothing', async () => {
    await site.placed()
    const { cookie } = await site.site.signIn('c-company')
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/)
    const [pair = ''] = cookie.split(';')
    const [name, token = ''] = pair.split('=')
    const [payload = '', signature = ''] = token.split('.')
    const forged = Buffer.from(JSON.stringify({ customer_id: 'c-company', until: 9e15 })).toString(
      'base64url',
    )
    const status = async (value: string) =>
      (await fetch(`${site.address}/site/account/orders`, { headers: { cookie: value } })).status
    expect(await status(pair)).toBe(200)
    expect(await status(`other=1; ${pair}`)).toBe(200)
    for (const bad of [
      `${name}=`,
      `${name}=${payload}`,
      `${name}=${payload}.`,
      `${name}=${forged}.${signature}`,
      `${name}=${payload}.${signature.toUpperCase()}`,
    ])
      expect(await status(bad)).toBe(401)
    site.pass(12 * 3_600_000)
    expect(await status(pair)).toBe(401)
  })

  it('signing out ends the session, a page without one says so', async () => {
    const out = await fetch(`${site.address}/site/account/sign-out`, { method: 'POST', redirect: 'manual' })
    expect(out.status).toBe(303)
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0')
    const page = await site.browse('')
    expect(page.status).toBe(401)
    expect(await page.text()).toContain('Вход не выполнен')
  })

  it('what people typed is text on the page, never markup', async () => {
    await site.placed({
      ...draftOfPerson,
      customer_id: 'c-person',
      client: { ...draftOfPerson.client, name: '<script>alert(1)</script>' },
    })
    const id = await site.placed(draftOfPerson)
    await site.post('/orders', aVersion(id, 1, { order: { order_status: '<img src=x onerror=alert(1)>' } }))
    const response = await site.browse('', 'c-person')
    const page = await response.text()
    expect(page).not.toMatch(/<script|<img/)
    expect(page).toContain('&lt;img')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('orders of one buyer only, newest first', async () => {
    await site.placed(draftOfCompany)
    site.pass(1000)
    await site.placed({ ...draftOfCompany, lines: [draftOfCompany.lines[0]!] })
    await site.placed(draftOfPerson)
    const numbers = (await ordersOf('c-company')).map(({ order_number }) => order_number)
    expect(numbers).toEqual(['000002', '000001'])
  })
})
