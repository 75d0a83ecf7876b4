import { describe, expect, it } from 'vitest'
import * as examples from '../../server/contracts/ksup/examples.ts'
import { createRealKsup } from '../../server/ksup/real-ksup.ts'
import { refusal } from '../../server/http/errors.ts'
import { ksupCodes } from '../../server/contracts/ksup/errors.ts'
import type { OrderMessage } from '../../server/contracts/ksup/schema.ts'
import { ARTICLES_LIMIT } from '../../server/contracts/ksup/price-stock-messages.ts'
import { accounts, anIncome, done, ksupServerBench, SERVICE } from './ksup-server-bench.ts'

/** Cyrillic letters of windows-1251, which Node only reads. */
function windows1251(text: string): Uint8Array {
  return Uint8Array.from(text, (sign) => {
    const code = sign.charCodeAt(0)
    if (code < 0x80) return code
    if (code >= 0x410 && code <= 0x44f) return code - 0x350
    const known: Record<string, number> = { '№': 0xb9, ё: 0xb8, Ё: 0xa8 }
    return known[sign]!
  })
}

describe('a body that is refused before it is a message', () => {
  const meta = { message_id: '0B8A3F40-94A5-11F0-8DE9-0242AC120020', seq: 1, sent_at: '2025-09-20T10:00:05' }

  it.each([
    ['a member is missing', { meta, deal_number: 7741, date: '2025-09-20' }, 422],
    ['no JSON', `{ "meta": { "message_id": "${meta.message_id}", "seq": 1 `, 400],
  ])('[DD-59] the refusal names the message when its id can be read: %s', async (_title, body, status) => {
    const bench = await ksupServerBench()
    const told = await bench.post('/incomes', body)
    expect([told.status, told.body['message_id']]).toEqual([status, meta.message_id.toLowerCase()])
  })

  it('[DD-59] without an id it names none', async () => {
    const bench = await ksupServerBench()
    const told = await bench.post('/incomes', { date: '2025-09-20' })
    expect(told.status).toBe(422)
    expect(told.body).not.toHaveProperty('message_id')
  })
})

describe('who may call', () => {
  it('[DD-03] 1C and КСУП have an account each: the wrong password, the other account and none are KS-AUTH', async () => {
    const bench = await ksupServerBench()
    for (const account of [null, accounts.onec, { ...accounts.server, password: 'нет' }]) {
      const told = await bench.post('/incomes', anIncome(7741, 1), { account })
      expect([told.status, told.body['code']]).toEqual([401, 'KS-AUTH'])
    }
    for (const path of ['/onec/hs/ksup/ping', '/ksup/hs/ksup/ping']) {
      const told = await bench.call(path, undefined, { account: accounts.server })
      expect([told.status, told.body['code']]).toEqual([401, 'KS-AUTH'])
      expect((await bench.call(path, undefined, { account: accounts.onec })).status).toBe(200)
    }
    expect(bench.given()).toEqual([])
  })
})

describe('requests that are refused', () => {
  it.each([
    ['cut', '{', 400, 'KS-MALFORMED'],
    ['with a repeated name', '{"deal_number":1,"deal_number":2}', 400, 'KS-DUPLICATE-KEY'],
    ['with no amount', JSON.stringify({ ...anIncome(7741, 1), amount: 0 }), 422, 'KS-VALIDATION'],
    ['of 17 MiB', ' '.repeat(17 * 1024 * 1024), 413, 'KS-TOO-LARGE'],
  ])('[section 7] a body %s is refused and nothing is stored', async (_what, body, status, code) => {
    const bench = await ksupServerBench()
    const told = await bench.income(body)
    expect([told.status, told.body['code']]).toEqual([status, code])
    expect((await bench.inbox.list({ limit: 1 })).total).toBe(0)
  })

  it('[section 7] media type, verb, address, type of a message, an unknown message id', async () => {
    const bench = await ksupServerBench()
    const text = await bench.post('/incomes', 'a=1', { headers: { 'content-type': 'text/plain' } })
    expect([text.status, text.body['code']]).toEqual([415, 'KS-MEDIA'])
    const verb = await bench.call(`${SERVICE}/incomes`)
    expect([verb.status, verb.body['code']]).toEqual([405, 'KS-METHOD'])
    const type = await bench.post('/orders', { ...examples.orderAdd, type: 'delete' })
    expect([type.status, type.body['code']]).toEqual([422, 'KS-TYPE'])
    const nothing = await bench.state(anIncome(1, 1).meta.message_id)
    expect([nothing.status, nothing.body['code']]).toEqual([404, 'KS-NOT-FOUND'])
  })

  it.each([
    '/contacts/delete',
    '/contacts/create',
    '/contacts/merge',
    '/nomenclature/delete',
    '/orders/delete',
  ])('[D-08, D-09, D-30, D-42, section 8] no message exists for a «Нет» cell: %s', async (path) => {
    const bench = await ksupServerBench()
    const told = await bench.post(path, examples.contactChange)
    expect([told.status, told.body['code']]).toEqual([404, 'KS-NOT-FOUND'])
    expect(bench.given()).toEqual([])
  })

  it.each(['delete', 'merge', 'change'])('[D-69, D-79, D-89, section 8] nor a type: %s', async (type) => {
    const bench = await ksupServerBench()
    const receipt = { ...examples.retail, meta: { ...examples.retail.meta, seq: 1 }, type }
    const told = await bench.post('/retail', receipt)
    expect([told.status, told.body['code']]).toEqual([422, 'KS-TYPE'])
  })
})

describe('untidy bodies', () => {
  it('[section 5.4] Russian names, decimal commas, printed dates, in windows-1251: read, every liberty told', async () => {
    const bench = await ksupServerBench()
    const body = windows1251(
      '{"№ сделки в КСУП":"7741","Дата прихода денег":"20.09.2025","Сумма прихода":"1 500,50"}',
    )
    const headers = { 'content-type': 'application/json; charset=windows-1251' }
    const told = await bench.post('/incomes', body, { headers })
    expect(told.status, JSON.stringify(told.body)).toBe(200)
    expect(bench.applied[0]!.body).toMatchObject({ deal_number: 7741, date: '2025-09-20', amount: 1500.5 })
    const codes = (told.body['warnings'] as { code: string }[]).map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['LD-02', 'LD-03', 'LD-04', 'LD-05', 'LD-06', 'W-NO-META']))
  })

  it('[DD-44] a row whose amount does not hold: a warning, in strict mode KS-ROW-AMOUNT', async () => {
    const bench = await ksupServerBench()
    const [row] = examples.orderAdd.rows!
    const order = { ...examples.orderAdd, rows: [{ ...row!, amount: 1 }] }
    const told = await bench.post('/orders', order)
    expect(told.body).toMatchObject({ result: 'applied', warnings: [{ code: 'W-ROW-AMOUNT' }] })
    bench.settings.reader = 'strict'
    const strict = await bench.post('/orders', order)
    expect([strict.status, strict.body['code']]).toEqual([422, 'KS-ROW-AMOUNT'])
  })
})

describe('an order as a form', () => {
  const { file, ...order } = examples.orderAdd as OrderMessage & { file: { content_base64: string } }
  const pdf = Buffer.from(file.content_base64, 'base64')
  const form = (message: unknown, name = 'Заказ клиента.pdf', bytes: Uint8Array = pdf) => {
    const data = new FormData()
    data.set('message', JSON.stringify(message))
    data.set('file', new Blob([bytes], { type: 'application/pdf' }), name)
    return new Response(data)
  }

  it('[DD-10] is read as the body that it stands for, and the journal has what came', async () => {
    const bench = await ksupServerBench()
    const sent = form(order)
    const contentType = sent.headers.get('content-type')!
    const bytes = new Uint8Array(await sent.arrayBuffer())
    const told = await bench.post('/orders', bytes, { headers: { 'content-type': contentType } })
    expect(told.body, JSON.stringify(told.body)).toMatchObject({ result: 'applied', warnings: [] })
    expect(bench.applied[0]!.body).toEqual({
      ...order,
      file: { ...examples.orderAdd.file, name: 'Заказ клиента.pdf' },
    })
    const [row] = (await bench.inbox.list({ limit: 1 })).rows
    const recorded = await bench.journal.body(row!.entry!, 'request')
    expect(Buffer.from(recorded!.bytes).equals(Buffer.from(bytes))).toBe(true)
    // The same message as JSON is a repeat of it.
    const repeat = await bench.post('/orders', bench.applied[0]!.body)
    expect(repeat.body).toMatchObject({ result: 'duplicate' })
  })

  it('[DD-10, DD-11] a file that is none is refused as in JSON; a form that is cut cannot be read', async () => {
    const bench = await ksupServerBench()
    const sent = form(order, 'Заказ.pdf', Buffer.from('no file'))
    const headers = { 'content-type': sent.headers.get('content-type')! }
    const bytes = new Uint8Array(await sent.arrayBuffer())
    const told = await bench.post('/orders', bytes, { headers })
    expect([told.status, told.body['code']]).toEqual([422, 'KS-FILE'])
    const cut = await bench.post('/orders', bytes.subarray(0, bytes.length - 20), { headers })
    expect([cut.status, cut.body['code']]).toEqual([400, 'KS-MALFORMED'])
    const elsewhere = await bench.post('/incomes', bytes, { headers })
    expect([elsewhere.status, elsewhere.body['code']]).toEqual([415, 'KS-MEDIA'])
  })
})

describe('conditions of the server', () => {
  it.each([
    ['error', 500, 'KS-INTERNAL'],
    ['maintenance', 503, 'KS-MAINTENANCE'],
  ] as const)('[section 7] %s is %s %s, retryable, and nothing is stored', async (mode, status, code) => {
    const bench = await ksupServerBench()
    bench.behaviour.set(mode, 0)
    const told = await bench.income(anIncome(7741, 1))
    expect([told.status, told.body['code'], told.body['retryable']]).toEqual([status, code, true])
    expect(told.headers.has('retry-after')).toBe(mode === 'maintenance')
    expect((await bench.inbox.list({ limit: 1 })).total).toBe(0)
  })

  it('[DD-05] a lost answer: the work is done, the repeat is a duplicate', async () => {
    const bench = await ksupServerBench()
    bench.behaviour.set('lost-answer', 0)
    const income = anIncome(7741, 1)
    await expect(bench.income(income)).rejects.toThrow()
    expect(bench.given()).toEqual([income.meta.message_id])
    bench.behaviour.set('ok', 0)
    expect((await bench.income(income)).body).toMatchObject({ result: 'duplicate' })
    expect(bench.defects).toEqual([])
  })

  it('a slow server takes its time, and is released by the next mode', async () => {
    const bench = await ksupServerBench()
    bench.behaviour.set('slow', 60_000)
    const answer = bench.income(anIncome(7741, 1))
    bench.behaviour.set('ok', 0)
    expect((await answer).status).toBe(200)
  })
})

describe('a real КСУП', () => {
  const income = anIncome(7741, 1)
  const message = { operation: 'ksup.income', body: income, messageId: income.meta.message_id }

  it('[DD-04, DD-05] gets the same message under the same id; its answers are taken as they are', async () => {
    const real = await ksupServerBench()
    const ksup = createRealKsup(real.client)
    expect(await ksup.apply(message)).toEqual(done())
    expect(real.applied[0]).toEqual(message)
    expect(await ksup.apply(message)).toEqual(done({ result: 'duplicate' }))
    real.ksup = async () => ({ kind: 'refused', code: 'KS-DEAL-CLOSED', detail: 'Сделка закрыта' })
    const other = anIncome(7742, 1)
    expect(await ksup.apply({ ...message, body: other, messageId: other.meta.message_id })).toEqual({
      kind: 'refused',
      code: 'KS-DEAL-CLOSED',
      detail: 'Сделка закрыта',
    })
  })

  it('[DD-04] a КСУП that is out of order or away is unavailable, and so is one that refuses the account', async () => {
    const real = await ksupServerBench()
    const ksup = createRealKsup(real.client)
    real.behaviour.set('maintenance', 0)
    expect(await ksup.apply(message)).toMatchObject({ kind: 'unavailable' })
    await real.kill()
    expect(await ksup.apply(message)).toMatchObject({ kind: 'unavailable' })
    await real.start()
  })
})

describe('the way to 1C', () => {
  const contact = {
    object_name: 'ООО «Тихая Гавань»',
    object_type: 'company',
    email: null,
    phone: null,
    code_ksup: '58213',
    title: 'ООО «Тихая Гавань»',
  } as const

  it('[DD-13, DD-14] a request for a counterparty is stored, sent and settled', async () => {
    const bench = await ksupServerBench()
    bench.onec = async ({ request }) => ({
      status: 201,
      body: {
        message_id: (request as { meta: { message_id: string } }).meta.message_id,
        result: 'created',
        code_1c: '00-00001873',
      },
    })
    const { way, outbox } = bench.way
    const id = await bench.db.transaction().execute((trx) => way.requestContact(trx, contact))
    expect(bench.onecCalls).toEqual([])
    way.poke()
    await outbox.idle()
    expect(bench.onecCalls).toMatchObject([
      { operation: 'ksup.contactCreate', request: { meta: { message_id: id, seq: 1 }, code_ksup: '58213' } },
    ])
    expect(bench.settled).toMatchObject([{ messageId: id, ok: true, codeKsup: '58213' }])
  })

  it('[section 4.1] a refusal of 1C settles the request as failed', async () => {
    const bench = await ksupServerBench()
    bench.onec = async () => {
      throw refusal(ksupCodes, 'KS-VALIDATION', 'Не то')
    }
    const { way, outbox } = bench.way
    await bench.db.transaction().execute((trx) => way.requestContact(trx, contact))
    way.poke()
    await outbox.idle()
    expect(bench.settled).toMatchObject([{ ok: false, code: 'KS-VALIDATION', message: 'Не то' }])
  })

  it('[DD-52] what a person picked at once goes in one request', async () => {
    const bench = await ksupServerBench()
    bench.onec = async () => ({ status: 200, body: examples.priceStockAnswer })
    const articles = Array.from({ length: ARTICLES_LIMIT }, (_, n) => `A-${n}`)
    const reply = await bench.way.way.priceStock({ contact_code: null, articles })
    expect(bench.onecCalls.map(({ request }) => request)).toEqual([{ contact_code: null, articles }])
    expect(reply).toMatchObject({ ok: true, answer: examples.priceStockAnswer })
  })

  it('[section 6.8] prices are never queued: a failure is told at once', async () => {
    const bench = await ksupServerBench()
    bench.onec = async () => {
      throw refusal(ksupCodes, 'KS-LOCK', 'Данные заблокированы')
    }
    expect(await bench.way.way.priceStock({ articles: ['A-1'] })).toMatchObject({
      ok: false,
      code: 'KS-LOCK',
    })
    expect((await bench.way.outbox.status()).counts).toMatchObject({ new: 0, waiting: 0 })
  })
})

describe('a real КСУП asks 1C through the server', () => {
  const at = (path: string) => `/ksup/hs/ksup${path}`
  const options = { account: accounts.onec }

  it('[D-14…D-20] a new contact goes on as it is, the answer of 1C comes back', async () => {
    const bench = await ksupServerBench()
    bench.onec = async () => ({ status: 201, body: examples.contactCreated })
    const told = await bench.call(at('/contacts'), examples.contactCreate, options)
    expect([told.status, told.body]).toEqual([201, examples.contactCreated])
    expect(bench.onecCalls[0]!.request).toEqual(examples.contactCreate)
  })

  it('[DD-04] when 1C is away it is kept and sent later; prices are refused with KS-BUSY', async () => {
    const bench = await ksupServerBench()
    bench.onecAt.address = 'http://127.0.0.1:1'
    const told = await bench.call(at('/contacts'), examples.contactCreate, options)
    expect([told.status, told.body['result']]).toEqual([202, 'queued'])
    const prices = await bench.call(at('/pricestock'), examples.priceStockRequest, options)
    expect([prices.status, prices.body['code']]).toEqual([503, 'KS-BUSY'])
    await bench.way.outbox.idle()
    bench.onecAt.address = ''
    bench.onec = async () => ({ status: 201, body: examples.contactCreated })
    await bench.time.advance(5_000)
    await bench.way.outbox.idle()
    expect(bench.onecCalls).toMatchObject([{ request: { code_ksup: examples.contactCreate.code_ksup } }])
  })

  it('[D-104…D-111] prices and stock, ping', async () => {
    const bench = await ksupServerBench()
    bench.onec = async ({ operation }) => ({
      status: 200,
      body: operation.id === 'ksup.ping' ? examples.ping : examples.priceStockAnswer,
    })
    const prices = await bench.call(at('/pricestock'), examples.priceStockRequest, options)
    expect([prices.status, prices.body]).toEqual([200, examples.priceStockAnswer])
    expect((await bench.call(at('/ping'), undefined, options)).body).toEqual(examples.ping)
  })
})
