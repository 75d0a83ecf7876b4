import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { openApi } from '../../server/contracts/openapi.ts'
import type { Message } from '../../server/contracts/operation.ts'
import { ksupClues } from '../../server/contracts/ksup/clues.ts'
import { articleCodes, ksupCodes, problemOf, refusalCodes } from '../../server/contracts/ksup/errors.ts'
import * as examples from '../../server/contracts/ksup/examples.ts'
import { orderMessage } from '../../server/contracts/ksup/messages.ts'
import { ksup, ksupOnec, ksupServer, operations } from '../../server/contracts/ksup/operations.ts'
import { exactRow, groupRows, holdsAmount, sameRows, totalAmount } from '../../server/contracts/ksup/rows.ts'
import * as schema from '../../server/contracts/ksup/schema.ts'
import { bodyOf, readPlainTree } from './ksup-bodies.ts'

const takes = (form: z.ZodType, value: unknown): boolean => form.safeParse(value).success

/** Places of what a schema refuses. */
const broken = (form: z.ZodType, value: unknown): string[] =>
  (form.safeParse(value).error?.issues ?? []).map(({ path }) => path.join('/'))

const without = (value: object, name: string): object =>
  Object.fromEntries(Object.entries(value).filter(([member]) => member !== name))

const forms: [string, Message][] = operations.flatMap(({ id, request, responses }) => [
  ...(request ? [[`${id} request`, request] as [string, Message]] : []),
  ...Object.entries(responses).map(([status, form]) => [`${id} ${status}`, form] as [string, Message]),
])

describe('the operations', () => {
  it('[DD-01, D-04] thirteen addresses on two sides', () => {
    expect(operations.map(({ method, path, callee }) => `${callee} ${method} ${path}`)).toEqual([
      'ksup POST /api/ksup/v1/contacts/link',
      'ksup POST /api/ksup/v1/contacts/change',
      'ksup POST /api/ksup/v1/nomenclature/create',
      'ksup POST /api/ksup/v1/nomenclature/change',
      'ksup POST /api/ksup/v1/orders',
      'ksup POST /api/ksup/v1/incomes',
      'ksup POST /api/ksup/v1/incomes/unassigned',
      'ksup POST /api/ksup/v1/shipments',
      'ksup POST /api/ksup/v1/retail',
      'ksup GET /api/ksup/v1/messages/{message_id}',
      'onec POST /hs/ksup/contacts',
      'onec POST /hs/ksup/pricestock',
      'onec GET /hs/ksup/ping',
    ])
    expect(ksup.operations).toEqual([...ksupServer.operations, ...ksupOnec.operations])
  })

  it('[DD-60] prices and stock are waited for 15 s, everything else 30 s', () => {
    for (const { id, timeLimitMs } of operations)
      expect(timeLimitMs).toBe(id === 'ksup.priceStock' ? 15_000 : 30_000)
  })

  it('[DD-04, DD-05, DD-51] results and statuses of the messages 1–9', () => {
    for (const { id, results, responses } of operations.slice(0, 9)) {
      expect(Object.keys(responses)).toEqual(['200', '202'])
      expect(results).toEqual([
        'applied',
        'queued',
        'duplicate',
        ...(id === 'ksup.retail' ? ['no_action'] : []),
      ])
    }
  })

  it('[DD-59] every code of an operation has a row with its status', () => {
    for (const { errors } of operations)
      for (const [status, codes] of Object.entries(errors))
        for (const code of codes) expect(ksupCodes.refusal(code)?.status).toBe(Number(status))
  })

  it.each([
    ['server', ksupServer, 10],
    ['onec', ksupOnec, 3],
  ] as const)('[DD-01] the OpenAPI document of the side %s has its operations', (_name, contract, count) => {
    const document = openApi(contract, { servers: ['https://example.ru'], schemas: { ...schema } })
    expect(Object.keys(document['paths'] as object)).toHaveLength(count)
    expect(document['openapi']).toBe('3.1.0')
  })
})

describe('the messages of section 6', () => {
  it.each(forms)(
    '[D-14…D-18, D-23, D-24, D-27, D-38, D-50…D-58, DD-09] %s: examples are read strictly as they are written',
    (_name, form) => {
      for (const { value } of form.examples) {
        const body = form.write(value)
        expect(form.read(body, 'strict')).toEqual({ value, findings: [], rejected: [] })
        expect(form.read(body, 'lenient')).toEqual({ value, findings: [], rejected: [] })
      }
    },
  )

  it('[DD-09] a code, an article and an order number are strings, a deal number is an integer from 1', () => {
    const { contactLink, orderAdd, orderFinished } = examples
    expect(takes(schema.ContactLink, { ...contactLink, code_1c: '000 01 ' })).toBe(true)
    expect(broken(schema.ContactLink, { ...contactLink, code_1c: 1873 })).toEqual(['code_1c'])
    expect(broken(schema.OrderMessage, { ...orderAdd, order_number_1c: 21502 })).toEqual(['order_number_1c'])
    for (const deal_number of [0, -1, 1.5, '7741', null])
      expect(broken(schema.OrderMessage, { ...orderFinished, deal_number })).toContain('deal_number')
    expect(takes(schema.OrderMessage, { ...orderFinished, deal_number: 1 })).toBe(true)
  })

  it.each([
    ['code_1c', schema.ContactLink, examples.contactLink, 20],
    ['code_ksup', schema.ContactLink, examples.contactLink, 50],
    ['object_name', schema.ContactChange, examples.contactChange, 200],
    ['name', schema.NomenclatureCreate, examples.nomenclatureCreate, 200],
    ['article', schema.NomenclatureCreate, examples.nomenclatureCreate, 50],
    ['series', schema.NomenclatureCreate, examples.nomenclatureCreate, 100],
    ['manufacturer', schema.NomenclatureCreate, examples.nomenclatureCreate, 150],
    ['order_number_1c', schema.OrderMessage, examples.orderAdd, 20],
  ] as const)('[DD-02, D-11, D-21, D-36] %s has its greatest length', (name, form, value, max) => {
    expect(takes(form, { ...value, [name]: 'я'.repeat(max) })).toBe(true)
    expect(broken(form, { ...value, [name]: 'я'.repeat(max + 1) })).toEqual([name])
  })

  it('[D-15, D-16, D-17, D-20] two types of object; e-mail and phone may be null, but not missing', () => {
    const change = examples.contactChange
    for (const object_type of ['company', 'person'])
      expect(takes(schema.ContactChange, { ...change, object_type })).toBe(true)
    expect(broken(schema.ContactChange, { ...change, object_type: 'ip' })).toEqual(['object_type'])
    for (const name of ['email', 'phone']) {
      expect(takes(schema.ContactChange, { ...change, [name]: null })).toBe(true)
      expect(broken(schema.ContactChange, without(change, name))).toEqual([name])
      expect(broken(schema.ContactChange, { ...change, [name]: 'нет' })).toEqual([name])
    }
  })

  it('[DD-25] series and manufacturer may be null', () => {
    const item = { ...examples.nomenclatureCreate, series: null, manufacturer: null }
    expect(takes(schema.NomenclatureCreate, item)).toBe(true)
    expect(broken(schema.NomenclatureCreate, without(item, 'series'))).toEqual(['series'])
  })

  it('[DD-23] only a change may carry the old article', () => {
    const read = (value: object, operation: string) =>
      operations.find(({ id }) => id === operation)!.request!.read(bodyOf(value), 'strict').findings
    const item = { ...examples.nomenclatureCreate, article_old: 'OLD' }
    expect(read(item, 'ksup.nomenclatureChange')).toEqual([])
    expect(read(item, 'ksup.nomenclatureCreate')).toMatchObject([{ pointer: '/article_old' }])
  })

  it.each(['order_number_1c', 'file', 'rows'])(
    '[D-47, D-51, D-53, D-60, D-61] add and change need %s, cancel and finished do not',
    (name) => {
      for (const type of ['add', 'change'])
        expect(broken(schema.OrderMessage, { ...without(examples.orderAdd, name), type })).toEqual([name])
      for (const type of ['cancel', 'finished'])
        expect(takes(schema.OrderMessage, { ...examples.orderFinished, type })).toBe(true)
    },
  )

  it.each(['cancel', 'finished'])(
    '[D-64, D-67, DD-28] %s is the deal number alone; the order number may stand beside it',
    (type) => {
      const read = (value: object) =>
        orderMessage.read(bodyOf({ ...examples.orderFinished, type, ...value }), 'strict')
      expect(read({ order_number_1c: '0000-021502' }).findings).toEqual([])
      expect(read({ rows: examples.orderAdd.rows }).findings).toMatchObject([
        { severity: 'error', code: 'KS-VALIDATION', pointer: '/rows' },
      ])
      expect(read({ file: examples.orderAdd.file }).value).toBeNull()
    },
  )

  it('[D-54…D-58] rows of an order: none only in a change; quantity above zero, prices from zero', () => {
    const row = examples.orderAdd.rows![0]!
    const order = (type: string, rows: unknown[]) =>
      broken(schema.OrderMessage, { ...examples.orderAdd, type, rows })
    expect(order('add', [])).toEqual(['rows'])
    expect(order('change', [])).toEqual([])
    expect(order('add', [{ ...row, quantity: 0 }])).toEqual(['rows/0/quantity'])
    expect(order('add', [{ ...row, quantity: 0.0001 }])).toEqual(['rows/0/quantity'])
    expect(order('add', [{ ...row, price: 0, amount: 0 }])).toEqual([])
    expect(order('add', [{ ...row, price: -1 }])).toEqual(['rows/0/price'])
    expect(order('add', [{ ...row, amount: 0.001 }])).toEqual(['rows/0/amount'])
    for (const name of Object.keys(row))
      expect(order('add', [without(row, name)])).toEqual([`rows/0/${name}`])
  })

  it('[D-50, D-60, D-64, D-67, D-84, D-87, D-96, D-97] another type of message is refused with KS-TYPE', () => {
    const orders = (type: unknown) => orderMessage.read(bodyOf({ ...examples.orderFinished, type }), 'strict')
    expect(orders('finished').value).not.toBeNull()
    expect(orders('closed').findings).toMatchObject([
      { code: 'KS-TYPE', pointer: '/type', expected: 'add | change | cancel | finished' },
    ])
    const missing = orderMessage.read(bodyOf(without(examples.orderFinished, 'type')), 'strict')
    expect(missing.findings).toMatchObject([{ code: 'KS-VALIDATION', pointer: '/type' }])
    expect(broken(schema.Shipment, { ...examples.shipmentAdd, type: 'cancel' })).toContain('type')
    expect(broken(schema.Retail, { ...examples.retail, type: 'add' })).toContain('type')
  })

  it('[D-73, D-74, D-76] an income is a day and an amount above zero, without rows', () => {
    expect(broken(schema.Income, { ...examples.income, date: '2025-02-30' })).toEqual(['date'])
    expect(broken(schema.Income, { ...examples.income, date: '2025-09-20T00:00:00' })).toEqual(['date'])
    expect(broken(schema.Income, { ...examples.income, amount: 0 })).toEqual(['amount'])
    expect(broken(schema.Income, without(examples.income, 'deal_number'))).toEqual(['deal_number'])
    expect(takes(schema.UnassignedIncome, without(examples.income, 'deal_number'))).toBe(true)
    const { request } = operations.find(({ id }) => id === 'ksup.income')!
    const rows = request!.read(bodyOf({ ...examples.income, rows: [] }), 'strict')
    expect(rows.findings).toMatchObject([{ code: 'KS-VALIDATION', pointer: '/rows' }])
  })

  it('[D-84, D-87, DD-42] a shipment has rows; only a changed one may have none', () => {
    expect(broken(schema.Shipment, { ...examples.shipmentAdd, rows: [] })).toEqual(['rows'])
    expect(takes(schema.Shipment, { ...examples.shipmentChange, rows: [] })).toBe(true)
    for (const name of ['deal_number', 'date', 'rows'])
      expect(broken(schema.Shipment, without(examples.shipmentAdd, name))).toEqual([name])
  })

  it.each(['code_1c', 'date', 'rows'])('[D-96, D-97] roznica needs %s, roznicanocard has none', (name) => {
    expect(broken(schema.Retail, without(examples.retail, name))).toEqual([name])
    const { request } = operations.find(({ id }) => id === 'ksup.retail')!
    const value = { ...examples.retailNoCard, [name]: examples.retail[name as 'rows'] }
    expect(request!.read(bodyOf(value), 'strict').findings).toMatchObject([{ pointer: `/${name}` }])
    expect(request!.read(bodyOf(examples.retailNoCard), 'strict').findings).toEqual([])
  })

  it('[DD-52, D-104, D-105] 1 to 200 articles, the contact may be absent', () => {
    const ask = (count: number) => broken(schema.PriceStockRequest, { articles: Array(count).fill('A') })
    expect([ask(0), ask(1), ask(500), ask(501)]).toEqual([['articles'], [], [], ['articles']])
    expect(takes(schema.PriceStockRequest, { articles: ['A'], contact_code: null })).toBe(true)
  })

  it('[D-106, D-109, D-111, DD-55, DD-56] a row of prices and stock: «Доступно» below zero, prices null', () => {
    const answer = (row: object) =>
      broken(schema.PriceStockAnswer, {
        ...examples.priceStockAnswer,
        rows: [{ ...examples.priceStockAnswer.rows[0], ...row }],
      })
    expect(answer({ available: -2.5, price_retail: null })).toEqual([])
    expect(answer({ available: 0.0001 })).toEqual(['rows/0/available'])
    expect(answer({ price_special: -1 })).toEqual(['rows/0/price_special'])
    expect(answer({ price_contract: undefined })).toEqual(['rows/0/price_contract'])
  })
})

describe('meta', () => {
  it('[DD-05, DD-06] id, number and time are required, the number starts at 1', () => {
    const { meta } = examples.contactLink
    for (const name of ['message_id', 'seq', 'sent_at'])
      expect(broken(schema.Meta, without(meta, name))).toEqual([name])
    expect(broken(schema.Meta, { ...meta, seq: 0 })).toEqual(['seq'])
    expect(broken(schema.Meta, { ...meta, message_id: '58213' })).toEqual(['message_id'])
    expect(takes(schema.Meta, { ...meta, attempt: 2, resolves: meta.message_id })).toBe(true)
  })

  it('[DD-38, DD-40] strict reading wants source_ref of incomes, shipments and receipts, not of contacts', () => {
    const named = ['ksup.income', 'ksup.unassignedIncome', 'ksup.shipments', 'ksup.retail']
    for (const { id, request } of operations.slice(0, 9)) {
      const value = request!.examples[0]!.value as { meta: schema.Meta }
      const bare = bodyOf({ ...value, meta: without(value.meta, 'source_ref') })
      const strict = request!.read(bare, 'strict').findings.map(({ code, pointer }) => `${code} ${pointer}`)
      expect(strict).toEqual(named.includes(id) ? ['KS-VALIDATION /meta/source_ref'] : [])
      const lenient = request!.read(bare, 'lenient')
      expect(lenient.findings.map(({ code }) => code)).toEqual(named.includes(id) ? ['W-NO-SOURCE-REF'] : [])
      expect(lenient.value).not.toBeNull()
    }
  })
})

describe('sums and groups of rows', () => {
  const row = (quantity: number, price: number, amount: number) => ({
    ...exactRow({ article: 'A', name: 'Имя', quantity, price, amount }),
  })

  it('[DD-44] the amount may differ by a kopeck for each piece, at least by one', () => {
    expect(holdsAmount(row(1, 10, 10.01))).toBe(true)
    expect(holdsAmount(row(1, 10, 10.02))).toBe(false)
    expect(holdsAmount(row(0.5, 10, 5.01))).toBe(true)
    expect(holdsAmount(row(0.5, 10, 5.02))).toBe(false)
    expect(holdsAmount(row(3, 33.33, 100))).toBe(true)
    expect(holdsAmount(row(3, 33.33, 99.95))).toBe(false)
    expect(holdsAmount({ quantity: 9e12, price: 9e12, amount: 9e15 })).toBe(false)
  })

  it('[DD-44] a wrong amount is refused strictly and a warning leniently', () => {
    const rows = [{ ...examples.orderAdd.rows![0]!, amount: 1 }]
    const body = bodyOf({ ...examples.orderAdd, rows })
    expect(orderMessage.read(body, 'strict')).toMatchObject({
      value: null,
      findings: [{ severity: 'error', code: 'KS-ROW-AMOUNT', pointer: '/rows/0/amount' }],
    })
    const lenient = orderMessage.read(body, 'lenient')
    expect(lenient.value).not.toBeNull()
    expect(lenient.findings).toMatchObject([{ severity: 'warning', code: 'W-ROW-AMOUNT' }])
  })

  it('[DD-43] rows with one article and price become one, others stay', () => {
    const rows = [row(1, 10, 10), row(2, 10, 19.5), row(1, 9, 9), { ...row(1, 10, 10), article: 'B' }]
    expect(groupRows(rows)).toEqual([row(3, 10, 29.5), row(1, 9, 9), { ...row(1, 10, 10), article: 'B' }])
    expect(groupRows(groupRows(rows))).toEqual(groupRows(rows))
  })

  it('[DD-50] the income of a receipt is the sum of its rows', () => {
    expect(totalAmount(examples.retail.rows!.map(exactRow))).toBe(215_000)
  })

  it('[D-41] rows are the same only in every field and in order', () => {
    const rows = [row(1, 10, 10), row(2, 5, 10)]
    expect(
      sameRows(
        rows,
        rows.map((other) => ({ ...other })),
      ),
    ).toBe(true)
    expect(sameRows(rows, [...rows].reverse())).toBe(false)
    expect(sameRows(rows, rows.slice(1))).toBe(false)
    for (const change of [{ article: 'B' }, { name: 'Другое' }, { quantity: 1 }, { price: 1 }, { amount: 1 }])
      expect(sameRows(rows, [{ ...rows[0]!, ...change }, rows[1]!])).toBe(false)
  })
})

describe('codes of section 7', () => {
  it('[DD-08, DD-59] statuses, what the sender does, and what may be repeated', () => {
    const table = Object.values(refusalCodes).map(({ code, status, sender, retryable }) => [
      code,
      status,
      sender,
      retryable,
    ])
    expect(table).toEqual([
      ['KS-MALFORMED', 400, 'park', false],
      ['KS-DUPLICATE-KEY', 400, 'park', false],
      ['KS-AUTH', 401, 'stop', false],
      ['KS-FORBIDDEN', 403, 'stop', false],
      ['KS-CONTACT-UNKNOWN', 404, 'park', false],
      ['KS-DEAL-UNKNOWN', 404, 'park', false],
      ['KS-NOT-FOUND', 404, 'park', false],
      ['KS-METHOD', 405, 'park', false],
      ['KS-LINK-CONFLICT', 409, 'park', false],
      ['KS-DEAL-HAS-ORDER', 409, 'park', false],
      ['KS-DEAL-CLOSED', 409, 'park', false],
      ['KS-SHIPMENT-AMBIGUOUS', 409, 'park', false],
      ['KS-STALE', 409, 'drop', false],
      ['KS-KEY-IN-USE', 409, 'retry', true],
      ['KS-TOO-LARGE', 413, 'park', false],
      ['KS-MEDIA', 415, 'park', false],
      ['KS-VALIDATION', 422, 'park', false],
      ['KS-TYPE', 422, 'park', false],
      ['KS-ROW-AMOUNT', 422, 'park', false],
      ['KS-KEY-REUSED', 422, 'park', false],
      ['KS-FILE', 422, 'park', false],
      ['KS-ARTICLE-DUPLICATE', 422, 'park', false],
      ['KS-RATE', 429, 'retry', true],
      ['KS-INTERNAL', 500, 'retry', true],
      ['KS-BUSY', 503, 'retry', true],
      ['KS-MAINTENANCE', 503, 'retry', true],
      ['KS-LOCK', 503, 'retry', true],
    ])
  })

  it('[DD-53] codes of articles refuse no request', () => {
    for (const code of Object.keys(articleCodes)) expect(ksupCodes.refusal(code)).toBeNull()
    expect(ksupCodes.all.map(({ code }) => code)).toEqual(expect.arrayContaining(Object.keys(articleCodes)))
  })

  it('[DD-59] a problem is that of section 7', () => {
    const { detail, message_id } = examples.dealClosed
    expect(problemOf('KS-DEAL-CLOSED', { detail, messageId: message_id })).toEqual(examples.dealClosed)
    expect(takes(schema.Problem, problemOf('KS-BUSY'))).toBe(true)
    expect(problemOf('KS-BUSY')).toMatchObject({
      type: 'urn:ksup:problem:busy',
      status: 503,
      retryable: true,
    })
  })
})

describe('recognising a body', () => {
  const recognised = (value: unknown) => {
    const tree = readPlainTree(value)
    return ksupClues.find(({ matches }) => matches(tree))?.found
  }

  it.each(forms)('[DD-02] %s', (name, form) => {
    for (const { value } of form.examples) {
      const found = recognised(value)
      expect(found, name).toBeDefined()
      expect(found!.form.read(form.write(value), 'strict').findings).toEqual([])
    }
  })

  it('[DD-02] an order in the words of the seed', () => {
    const { operation } = recognised({ 'Тип запроса': 'CANCEL', '№ сделки в КСУП': '7741' })!
    expect(operation.id).toBe('ksup.orders')
  })

  it('[DD-02] nothing in a body of another contract', () => {
    expect(recognised({ cities: [] })).toBeUndefined()
  })
})
