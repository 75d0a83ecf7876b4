import { describe, expect, it } from 'vitest'
import type { Message } from '../../server/contracts/operation.ts'
import { identify } from '../../server/contracts/identify.ts'
import { openApi } from '../../server/contracts/openapi.ts'
import { allCodes } from '../../server/contracts/site-orders/codes.ts'
import { convertBody } from '../../server/contracts/site-orders/convert.ts'
import * as examples from '../../server/contracts/site-orders/examples.ts'
import {
  contragentsMessage,
  onecDictionaryMessage,
  ordersBatchMessage,
  problemMessage,
  siteOrders,
  stockMessage,
} from '../../server/contracts/site-orders/operations.ts'

const bodyOf = (value: unknown) => ({
  bytes: new TextEncoder().encode(JSON.stringify(value)),
  contentType: 'application/json',
})

describe('one bad element does not block the others', () => {
  it('[AD-37] a page of orders: the bad one is set aside with what is known of it', () => {
    const bad = structuredClone(examples.orderEnvelope)
    bad.order.requisites!.inn = '12'
    bad.order.order_id = 'bad-1'
    const { value, rejected, findings } = ordersBatchMessage.read(
      bodyOf({ ...examples.ordersBatch, orders: [examples.orderEnvelope, bad, examples.orderEnvelope] }),
      'lenient',
    )
    expect(value?.orders).toEqual([examples.orderEnvelope, examples.orderEnvelope])
    expect(rejected).toHaveLength(1)
    expect(rejected[0]).toMatchObject({
      index: 1,
      pointer: '/orders/1',
      value: { order: { order_id: 'bad-1' }, exchange: { revision: 2 } },
      findings: [{ code: 'ORD-200', pointer: '/orders/1/order/requisites/inn' }],
    })
    expect(findings).toHaveLength(1)
  })

  it('[AD-37] an order dated in the future is set aside, its neighbour is not', () => {
    const late = structuredClone(examples.orderEnvelope)
    late.order.order_time = '2026-01-03T00:00:00'
    const { value, rejected } = ordersBatchMessage.read(
      bodyOf({ ...examples.ordersBatch, orders: [late, examples.orderEnvelope] }),
      'strict',
      { now: new Date('2026-01-01T00:00:00Z') },
    )
    expect(value?.orders).toEqual([examples.orderEnvelope])
    expect(rejected[0]?.findings).toMatchObject([{ code: 'ORD-110', pointer: '/orders/0/order/order_time' }])
  })

  it('[AD-37] a page of another version of the contract is refused whole with ORD-102', () => {
    const page = structuredClone(examples.ordersBatch) as { exchange: { schema: string } }
    page.exchange.schema = 'site-orders/2'
    expect(ordersBatchMessage.read(bodyOf(page), 'lenient')).toMatchObject({
      value: null,
      rejected: [],
      findings: [{ code: 'ORD-102' }],
    })
  })

  it('[AD-12][AD-37] an order with a repeated name is set aside with ORD-104', () => {
    const good = JSON.stringify(examples.orderEnvelope)
    const text = JSON.stringify(examples.ordersBatch).replace(
      good,
      `${good},${good.replace('"order_number":', '"order_number":"1","order_number":')}`,
    )
    const { value, rejected } = ordersBatchMessage.read(
      { bytes: new TextEncoder().encode(text), contentType: 'application/json' },
      'lenient',
    )
    expect(value?.orders).toHaveLength(1)
    expect(rejected.map(({ index, findings }) => [index, findings[0]?.code])).toEqual([[1, 'ORD-104']])
  })

  it('[AD-37] rows of stock: indexes are those of the body that was sent', () => {
    const items = [0, 1, 2, 3].map((n) => ({ ...examples.stock.stock.items[0]!, quantity: n - 2 }))
    const body = { stock: { ...examples.stock.stock, items: [...items, { offer_id: 'x' }, items[3]] } }
    const { value, rejected, findings } = stockMessage.read(bodyOf(body), 'lenient')
    expect(value?.stock.items).toEqual([...items, items[3]])
    expect(rejected.map(({ index }) => index)).toEqual([4])
    expect(findings.filter(({ code }) => code === 'W-NEGATIVE-STOCK').map(({ pointer }) => pointer)).toEqual([
      '/stock/items/0/quantity',
      '/stock/items/1/quantity',
    ])
  })

  it('[AD-37] what is wrong around the list refuses the message, also beside a bad row', () => {
    const body = { stock: { ...examples.stock.stock, part: 3, parts: 2, items: [{ offer_id: 'x' }] } }
    const { value, findings } = stockMessage.read(bodyOf(body), 'lenient')
    expect(value).toBeNull()
    expect(findings.map(({ pointer }) => pointer)).toContain('/stock/part')
  })

  it('[AD-37] unknown members of kept rows stay', () => {
    const [row] = examples.contragents.contragents
    const body = { contragents: [{}, { ...row, note: 'x' }] }
    const { value, rejected } = contragentsMessage.read(bodyOf(body), 'lenient')
    expect(value?.contragents).toEqual([{ ...row, note: 'x' }])
    expect(rejected).toHaveLength(1)
  })

  it('[AD-40] limits of rows', () => {
    const row = examples.stock.stock.items[0]
    const read = (count: number) =>
      stockMessage.read(
        bodyOf({ stock: { ...examples.stock.stock, items: Array(count).fill(row) } }),
        'lenient',
      )
    expect(read(5000).value?.stock.items).toHaveLength(5000)
    expect(read(5001)).toMatchObject({
      value: null,
      findings: [{ pointer: '/stock/items', expected: '5000' }],
    })
  })

  it('[A-42] an element of a dictionary without an identifier needs a reference', () => {
    const body = {
      kind: 'city',
      items: [
        { id: null, name: 'Реж' },
        { id: 'r', name: 'Реж' },
      ],
    }
    expect(onecDictionaryMessage.read(bodyOf(body), 'lenient').rejected).toHaveLength(1)
  })
})

describe('recognising a body', () => {
  const known: [string, string, unknown][] = [
    ['site-orders.getOrders', 'response', examples.ordersBatch],
    ['site-orders.getOrder', 'response', examples.orderEnvelope],
    ['site-orders.postOrder', 'request', examples.processedOrder],
    ['site-orders.postOrder', 'response', examples.processedOrderAnswer],
    ['site-orders.postOrder', 'document', { order: examples.processedOrder.order }],
    ['site-orders.getOrder', 'document', { order: examples.orderEnvelope.order }],
    ['site-orders.postResult', 'request', examples.rejectedResult],
    ['site-orders.postResult', 'response', { exchange_state: 'accepted' }],
    ['site-orders.postStock', 'request', examples.stock],
    ['site-orders.postStock', 'response', examples.rowResults],
    ['site-orders.postNomenclature', 'request', examples.nomenclature],
    ['site-orders.postContragents', 'request', examples.contragents],
    ['site-orders.getDictionary', 'response', examples.dictionary],
    ['site-orders.postDictionary', 'request', examples.onecDictionary],
    ['site-orders.ping', 'response', examples.ping],
  ]
  it.each(known)('[AD-10] %s %s', (operation, message, value) => {
    const found = identify(bodyOf(value))
    expect(found).toMatchObject({ operation: { id: operation }, message })
    expect(found?.form.read(bodyOf(value), 'strict').findings).toEqual([])
    expect(found?.reason.ru && found.reason.en).toBeTruthy()
  })

  it('[AD-38] a problem', () => {
    expect(identify(bodyOf(examples.problem))?.message).toBe('problem')
    expect(problemMessage.read(bodyOf({ ...examples.problem, hint: 1 }), 'strict').value).toEqual({
      ...examples.problem,
      hint: 1,
    })
  })

  it.each(['', '[]', '{}', '{"hello":1}', 'order', '<catalog/>', '12'])(
    '[AD-10] "%s" is no message',
    (text) => {
      const body = { bytes: new TextEncoder().encode(text), contentType: '' }
      expect(identify(body)).toBeNull()
      const { text: converted, findings } = convertBody(body, { to: 'json' })
      expect(converted).toBeNull()
      expect(findings.some(({ severity }) => severity === 'error')).toBe(true)
    },
  )

  it('[AD-41] only one order travels as XML', () => {
    const { text, findings } = convertBody(bodyOf(examples.stock), { to: 'xml' })
    expect(text).toBeNull()
    expect(findings).toMatchObject([{ severity: 'error' }])
    expect(() => stockMessage.write(examples.stock, 'xml')).toThrow(TypeError)
  })

  it('[AD-37] nothing is left out by a conversion', () => {
    const body = { stock: { ...examples.stock.stock, items: [...examples.stock.stock.items, {}] } }
    expect(convertBody(bodyOf(body), { to: 'json' }).text).toBeNull()
  })
})

describe('OpenAPI', () => {
  const document = openApi(siteOrders, { servers: ['http://127.0.0.1:8183/site'] }) as {
    openapi: string
    paths: Record<
      string,
      Record<string, { operationId: string; responses: Record<string, unknown>; summary: string }>
    >
    info: { description: string }
  }

  it('[A-20] describes the ten operations with their answers and refusals', () => {
    expect(document.openapi).toBe('3.1.0')
    const found = Object.values(document.paths).flatMap((item) => Object.values(item))
    expect(found.map(({ operationId }) => operationId).sort()).toEqual(
      siteOrders.operations.map(({ id }) => id).sort(),
    )
    for (const { responses, summary } of found) {
      expect(summary).not.toBe('')
      expect(Object.keys(responses)).toContain('401')
    }
    for (const { code } of allCodes) expect(document.info.description).toContain(code)
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })

  it('[AD-38] every code of an operation is a code of the site', () => {
    const known = new Set(allCodes.map(({ code }) => code))
    for (const { errors } of siteOrders.operations) {
      for (const code of Object.values(errors as Record<number, readonly string[]>).flat())
        expect(known).toContain(code)
    }
  })

  it('[AD-10] every message has an example in the document', () => {
    for (const operation of siteOrders.operations) {
      const messages: Message[] = Object.values(operation.responses)
      for (const message of messages) expect(message.examples.length).toBeGreaterThan(0)
    }
  })
})
