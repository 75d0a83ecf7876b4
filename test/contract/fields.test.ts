import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { OrderEnvelope, ProcessedOrder } from '../../server/contracts/site-orders/schema.ts'
import {
  BASE_PATH,
  orderEnvelopeMessage,
  processedOrderMessage,
  siteOrders,
} from '../../server/contracts/site-orders/operations.ts'
import { OrderId } from '../../server/contracts/site-orders/schema.ts'
import { totalsOf } from '../../server/contracts/site-orders/arithmetic.ts'

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/site-orders/${name}`, import.meta.url), 'utf8'))

const outgoing = fixture('outgoing.canonical.json') as OrderEnvelope
const returned = fixture('returned.canonical.json') as ProcessedOrder

const xmlOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

describe('the documents of the contract', () => {
  it('[A-02][A-77] there is one of each direction: an order taken and an order returned', () => {
    const withOrders = siteOrders.operations.filter(({ path }) => path === `${BASE_PATH}/orders`)
    expect(withOrders.map(({ method }) => method)).toEqual(['GET', 'POST'])
    expect(withOrders[1]?.request).toBe(processedOrderMessage)
  })

  it('[AD-02][A-05] all paths are below one address of the site', () => {
    expect(BASE_PATH).toBe('/api/1c/v1')
    for (const { path } of siteOrders.operations) expect(path.startsWith(`${BASE_PATH}/`)).toBe(true)
  })

  it('[A-52][AD-15] an order id is 1 to 64 of its characters, case-sensitive, and comes back unchanged', () => {
    for (const id of ['000-037-798', 'A', 'a._-9', 'x'.repeat(64)])
      expect(OrderId.safeParse(id).success).toBe(true)
    for (const id of ['', 'x'.repeat(65), 'a b', 'заказ', 'a/b'])
      expect(OrderId.safeParse(id).success).toBe(false)
    const order = { ...returned, order: { ...returned.order, order_id: 'Ab.1_X-' } }
    for (const format of ['json', 'xml'] as const) {
      const read = processedOrderMessage.read(processedOrderMessage.write(order, format), 'strict')
      expect(read.value?.order.order_id).toBe('Ab.1_X-')
    }
  })

  it('[A-53][A-54][A-72][A-73] contact block with passport, requisites of the buyer', () => {
    const xml = xmlOf(orderEnvelopeMessage.write(outgoing, 'xml').bytes)
    for (const name of [
      'payment_method',
      'field_of_activity',
      'site',
      'name',
      'email',
      'telefon',
      'fio',
      'number',
      'issued',
    ])
      expect(xml).toContain(`<${name}>`)
    expect(xml).toMatch(/<contrahens>[\s\S]*<pasport_info>[\s\S]*<\/contrahens>/)
    expect(xml).toContain('<requisites>')
  })

  it('[A-71] the ten fields of the requisites', () => {
    expect(Object.keys(outgoing.order.requisites ?? {})).toEqual([
      'organization',
      'inn',
      'kpp',
      'payment_account',
      'correspondent_account',
      'bik',
      'bank',
      'company_address',
      'actual_address',
      'nds',
    ])
  })

  it('[A-65][A-66][A-67][A-68][A-69][A-70] header fields of both directions', () => {
    for (const { order } of [outgoing, returned]) {
      for (const field of ['order_id', 'order_number', 'order_time', 'order_status'])
        expect(order).toHaveProperty(field)
    }
    expect(returned.order.order_QRCode).toMatch(/^ST00012\|/)
    expect(returned.order.order_number_payment).toContain('№7315')
  })

  it('[A-74][A-79] delivery, with the waybill number in the returned order only', () => {
    const body = (number_delivery: string) => ({
      bytes: new TextEncoder().encode(
        JSON.stringify({
          ...outgoing,
          order: { ...outgoing.order, delivery: { ...outgoing.order.delivery, number_delivery } },
        }),
      ),
      contentType: 'application/json',
    })
    expect(orderEnvelopeMessage.read(body('ТН-1'), 'strict').value).toBeNull()
    const order = { ...returned.order, delivery: { ...returned.order.delivery, number_delivery: 'ТН-1' } }
    const xml = xmlOf(processedOrderMessage.write({ ...returned, order }, 'xml').bytes)
    expect(xml).toContain('<number_delivery>ТН-1</number_delivery>')
  })

  it('[A-75][A-76][A-63][A-64] lines of an outgoing order: product, warehouse, quantity, offers', () => {
    for (const line of outgoing.order.products) {
      expect(Object.keys(line)).toEqual(['tovar_id', 'storage', 'quantity', 'offers'])
      expect(line.offers).toHaveLength(3)
    }
  })

  it('[A-83][A-84][A-85][A-86][A-87][A-88][A-89][A-90][A-91] lines of a returned order carry the money in offer', () => {
    const xml = xmlOf(processedOrderMessage.write(returned, 'xml').bytes)
    const [line] = returned.order.products
    expect(xml).toContain(`<tovar id="${line!.tovar_id}">`)
    expect(xml).toContain(`<offer id="${line!.offer.offer_id}">`)
    for (const name of ['storage', 'quantity', 'price', 'discount', 'nds_s', 'nds_summa', 'summa'] as const)
      expect(xml).toContain(`<${name}>${line!.offer[name]}</${name}>`)
  })

  it('[AD-21] the VAT flag of the buyer changes no sum', () => {
    const sums = (['Да', 'Нет'] as const).map((nds) => {
      const order = { ...returned.order, requisites: { ...returned.order.requisites!, nds } }
      const read = processedOrderMessage.read(processedOrderMessage.write({ ...returned, order }), 'strict')
      expect(read.value?.order.requisites?.nds).toBe(nds)
      return totalsOf(read.value!.order.products.map(({ offer }) => offer))
    })
    expect(sums[0]).toEqual(sums[1])
  })
})
