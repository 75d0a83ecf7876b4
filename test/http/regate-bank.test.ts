import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAdminClient } from '../../server/admin/client.ts'
import { readStatement } from '../../server/contracts/bank/read.ts'
import { aBench, clients, type RegateBench } from './regate-bench.ts'
import { aStatement } from './regate-statement.ts'

const load = (bench: RegateBench, ...documents: Record<string, string>[]) =>
  bench.parts.regate.loadStatement('kolos', 'выписка.txt', aStatement(documents))
const outcomes = ({ documents }: Awaited<ReturnType<typeof load>>) => documents.map(({ outcome }) => outcome)
const naming = (order_number: string) => `Оплата по заказу №${order_number} от 18.09.2025`
const postings = (bench: RegateBench) =>
  bench.rows('regate_posting').map(({ debit, credit, amount }) => [debit, credit, amount])
const waiting = async (bench: RegateBench) =>
  (await bench.parts.regate.bank('kolos')).filter((row) => row.waiting)

describe('a statement', () => {
  it('[B-72][B-73][B-74] pays the order that it names: 220 / 2, one document, Дт 51 Кт 62.01', async () => {
    const bench = await aBench()
    const { order_id, order_number } = await bench.anOrder()
    const report = await load(bench, { НазначениеПлатежа: naming(order_number) })
    expect(report).toMatchObject({
      statement: 'выписка.txt',
      findings: [],
      documents: [
        {
          payer: 'ООО "Тихая Гавань"',
          amount: 10_800,
          outcome: 'order',
          client: 'ООО «Тихая Гавань»',
          order_number,
          allocated: 10_800,
        },
      ],
    })
    expect(report.documents[0]!.reason?.ru).toMatch(/[а-яё]/)
    expect(await bench.stateOf(order_id)).toMatchObject({
      status: { code: 220, name: 'оплачен через р/с' },
      payment: { code: 2 },
      paid_amount: 108,
      payments: [{ kind: 2, amount: 108, paid_at: '2025-09-18T12:00:00' }],
    })
    expect(postings(bench)).toEqual([['51', '62.01', 10_800]])
    const [payment] = await bench.parts.regate.payments('kolos')
    expect(payment!.document).toBe('Поступление безналичных денежных средств 00-00000001')
  })

  it('[B-73][BD-29] puts a surplus on the balance: Дт 51 Кт 62.02 beside 62.01', async () => {
    const bench = await aBench()
    const { order_number } = await bench.anOrder()
    const { documents } = await load(bench, { Сумма: '150.50', НазначениеПлатежа: naming(order_number) })
    expect(documents[0]).toMatchObject({ outcome: 'order', amount: 15_050, allocated: 10_800 })
    expect(postings(bench)).toEqual([
      ['51', '62.01', 10_800],
      ['51', '62.02', 4250],
    ])
    expect(await bench.balanceOf(clients.company)).toBe(42.5)
  })

  it('[B-72] takes the only order with this rest, then the only order for a part of it', async () => {
    const bench = await aBench()
    const first = await bench.anOrder()
    const second = await bench.anOrder({ lines: [{ article: 'HL-018', quantity: 10 }] })
    expect((await load(bench, {})).documents[0]).toMatchObject({ order_number: first.order_number })
    const part = await load(bench, { Сумма: '40.00' })
    expect(part.documents[0]).toMatchObject({ order_number: second.order_number, allocated: 4000 })
    expect(await bench.stateOf(second.order_id)).toMatchObject({ status: { code: 100 }, paid_amount: 40 })
  })

  it('[BD-40] leaves a payment of several equal orders for a person, on the balance of the client', async () => {
    const bench = await aBench()
    const orders = [await bench.anOrder(), await bench.anOrder()]
    expect(outcomes(await load(bench, {}))).toEqual(['ambiguous-order'])
    for (const { order_id } of orders) expect((await bench.stateOf(order_id)).paid_amount).toBe(0)
    expect(await bench.balanceOf(clients.company)).toBe(108)
    expect(postings(bench)).toEqual([['51', '62.02', 10_800]])
    expect(await waiting(bench)).toHaveLength(1)
    expect(await bench.parts.regate.counts('kolos')).toMatchObject({ waiting: 1 })
  })

  it('[BD-28][BD-40] leaves an INN of several clients for a person, unless the KPP tells them apart', async () => {
    const bench = await aBench()
    const twin = { type: 'company', name: 'Филиал', inn: '5000007894', kpp: '500002002' }
    const client_id = await bench.aClient(twin)
    await bench.anOrder({ client_id })
    expect(outcomes(await load(bench, { ПлательщикКПП: '' }))).toEqual(['ambiguous-client'])
    const [document] = await waiting(bench)
    expect(document!.payment).toMatchObject({ client_id: null, amount: 10_800 })
    expect(outcomes(await load(bench, { ПлательщикКПП: '500002002' }))).toEqual(['order'])
  })

  it('[B-72] leaves an unknown INN, and one that is none, unrecognised', async () => {
    const bench = await aBench()
    const report = await load(
      bench,
      { ПлательщикИНН: '7805998899' },
      { ПлательщикИНН: '12345', Плательщик1: 'Кто-то' },
    )
    expect(outcomes(report)).toEqual(['unrecognised', 'unrecognised'])
    for (const { reason } of report.documents) expect(reason?.ru).toMatch(/[а-яё]/)
    expect((await waiting(bench)).map(({ payment }) => payment.client_id)).toEqual([null, null])
  })

  it('[B-72] passes over what is not for our account and what the bank has not carried out', async () => {
    const bench = await aBench()
    const report = await load(bench, { ПолучательСчет: '40702810000000000001' }, { ДатаПоступило: '' })
    expect(outcomes(report)).toEqual(['not-ours', 'not-ours'])
    expect(bench.rows('regate_payment')).toEqual([])
  })

  it('[B-72] never revives an expired or a cancelled order', async () => {
    const bench = await aBench()
    const { order_id, order_number } = await bench.anOrder()
    await bench.parts.regate.act('kolos', order_id, 'cancel')
    const late = await bench.anOrder({ valid_until: '2025-09-18T12:01:00' })
    await bench.moveClock(60_000)
    const report = await load(
      bench,
      { НазначениеПлатежа: naming(order_number) },
      { НазначениеПлатежа: naming(late.order_number) },
    )
    expect(outcomes(report)).toEqual(['ambiguous-order', 'ambiguous-order'])
    expect(await bench.stateOf(order_id)).toMatchObject({ status: { code: 420 }, paid_amount: 0 })
    expect(await bench.stateOf(late.order_id)).toMatchObject({ status: { code: 410 }, paid_amount: 0 })
    expect(await bench.balanceOf(clients.company)).toBe(216)
  })

  it('[BD-11] loaded twice, or with a document twice in it, changes nothing', async () => {
    const bench = await aBench()
    const { order_number } = await bench.anOrder()
    const document = { Номер: '118', НазначениеПлатежа: naming(order_number) }
    expect(outcomes(await load(bench, document, document))).toEqual(['order', 'repeated'])
    const tables = ['regate_payment', 'regate_allocation', 'regate_posting', 'regate_order'] as const
    const before = tables.map((table) => bench.rows(table))
    expect(outcomes(await load(bench, document))).toEqual(['repeated'])
    expect(tables.map((table) => bench.rows(table))).toEqual(before)
  })

  it('[BD-39] with a broken section tells of it and takes the rest, in windows-1251 and in UTF-8', async () => {
    const bench = await aBench()
    const broken = ['СекцияДокумент=Платежное поручение', 'Номер=1', 'Сумма=много', 'КонецДокумента']
    for (const encoding of ['windows-1251', 'utf-8'] as const) {
      const { order_number } = await bench.anOrder()
      const bytes = aStatement([{ НазначениеПлатежа: naming(order_number) }], { encoding, broken })
      const report = await bench.parts.regate.loadStatement('kolos', 'битая.txt', bytes)
      expect(report.documents.map(({ outcome }) => outcome)).toEqual(['order'])
      expect(report.findings.some(({ severity }) => severity === 'error')).toBe(true)
    }
  })

  it('[BD-39] that is none is refused in words', async () => {
    const bench = await aBench()
    await expect(
      bench.parts.regate.loadStatement('kolos', 'фото.txt', Buffer.from('не выписка')),
    ).rejects.toMatchObject({ code: 'BANK-UNREADABLE' })
  })

  it('[BD-39] is loaded over the admin API, and written out so that it reads back the same', async () => {
    const bench = await aBench()
    const api = createAdminClient(bench.address)
    const { order_number } = await bench.anOrder()
    const bytes = aStatement([{ Номер: '118', НазначениеПлатежа: naming(order_number) }])
    const enterprise = { params: { enterprise: 'kolos' } }
    const report = await api.call('regate.loadStatement', {
      ...enterprise,
      body: { name: 'выписка.txt', base64: Buffer.from(bytes).toString('base64') },
    })
    expect(report.documents).toMatchObject([{ outcome: 'order', order_number }])
    expect(await api.call('regate.bank', enterprise)).toMatchObject([{ outcome: 'order', waiting: false }])

    const written = await fetch(
      `${bench.address}/api/regate/kolos/bank/statement.txt?from=2025-09-18&to=2025-09-18`,
    )
    const back = readStatement(new Uint8Array(await written.arrayBuffer()))
    const plain = ({ documents }: ReturnType<typeof readStatement>) =>
      documents.map(({ kind, fields }) => [kind, fields.map(({ key, value }) => [key, value])])
    expect(back.encoding).toBe('windows-1251')
    expect(plain(back)).toEqual(plain(readStatement(bytes)))
    await expect(
      bench.parts.regate.statement('kolos', { from: '2025-09-19', to: '2025-09-19' }),
    ).rejects.toMatchObject({ code: 'BANK-NOTHING' })
  })
})

describe('allocation by hand', () => {
  /** A bench with two equal orders and the payment that could be for either. */
  async function parked(roubles = '200.00') {
    const bench = await aBench()
    const orders = [await bench.anOrder(), await bench.anOrder()] as const
    await load(bench, { Сумма: roubles, НазначениеПлатежа: 'За товар' })
    const [document] = await waiting(bench)
    return { bench, orders, document: document!.id }
  }

  it('[BD-40] puts one payment on several orders and the rest on the balance, «зачёт аванса»', async () => {
    const { bench, orders, document } = await parked('300.00')
    const rows = await bench.parts.regate.allocate('kolos', document, {
      client_id: clients.company,
      parts: orders.map(({ order_id }) => ({ order_id, amount: 10_800 })),
    })
    expect(rows).toMatchObject([{ waiting: false, payment: { amount: 30_000 } }])
    expect(rows[0]!.payment.allocations.map(({ amount }) => amount).sort()).toEqual([10_800, 10_800, 8400])
    for (const { order_id } of orders)
      expect(await bench.stateOf(order_id)).toMatchObject({ status: { code: 220 }, paid_amount: 108 })
    expect(await bench.balanceOf(clients.company)).toBe(84)
    expect(postings(bench)).toEqual([
      ['51', '62.02', 30_000],
      ['62.02', '62.01', 10_800],
      ['62.02', '62.01', 10_800],
    ])
    const advance = bench.rows('regate_posting').at(-1)!
    expect(advance.document).toMatch(/^Зачёт аванса: /)
  })

  it('[BD-40] in part leaves the order unpaid', async () => {
    const { bench, orders, document } = await parked()
    await bench.parts.regate.allocate('kolos', document, {
      client_id: clients.company,
      parts: [{ order_id: orders[1].order_id, amount: 5000 }],
    })
    expect(await bench.stateOf(orders[1].order_id)).toMatchObject({ status: { code: 100 }, paid_amount: 50 })
    expect(await bench.balanceOf(clients.company)).toBe(150)
  })

  it('[BD-40] gives money of nobody to the client that a person names', async () => {
    const bench = await aBench()
    const { order_id } = await bench.anOrder({ client_id: clients.person })
    await load(bench, { ПлательщикИНН: '7805998899' })
    const [document] = await waiting(bench)
    await bench.parts.regate.allocate('kolos', document!.id, {
      client_id: clients.person,
      parts: [{ order_id, amount: 10_000 }],
    })
    expect(await bench.balanceOf(clients.person)).toBe(8)
    expect((await bench.parts.regate.payments('kolos'))[0]).toMatchObject({ client_id: clients.person })
  })

  it('[BD-40] is refused for too much, another client, a closed order, an order twice, and changes nothing', async () => {
    const { bench, orders, document } = await parked()
    const [first, second] = orders
    await bench.parts.regate.act('kolos', second.order_id, 'cash')
    const { company, person } = clients
    const order_id = first.order_id
    const refusals: [code: string, client_id: string, parts: { order_id: string; amount: number }[]][] = [
      ['BANK-ALLOCATE-REST', company, [{ order_id, amount: 10_801 }]],
      ['BANK-ALLOCATE-CLIENT', 'nobody', []],
      ['BANK-ALLOCATE-OTHER-CLIENT', person, [{ order_id, amount: 100 }]],
      ['BANK-ALLOCATE-STATUS', company, [{ order_id: second.order_id, amount: 100 }]],
      ['BANK-ALLOCATE-ORDER', company, [{ order_id: 'нет', amount: 100 }]],
      ['BANK-ALLOCATE-TWICE', company, [1, 2].map((amount) => ({ order_id, amount }))],
      ['BANK-ALLOCATE-KOPECKS', company, [{ order_id, amount: 0.5 }]],
    ]
    const before = bench.rows('regate_allocation')
    for (const [code, client_id, parts] of refusals)
      await expect(
        bench.parts.regate.allocate('kolos', document, { client_id, parts }),
        code,
      ).rejects.toMatchObject({ code })
    await expect(
      bench.parts.regate.allocate('kolos', 999, { client_id: company, parts: [] }),
    ).rejects.toMatchObject({ code: 'REGATE-PAYMENT-UNKNOWN' })
    expect(bench.rows('regate_allocation')).toEqual(before)
    expect(await waiting(bench)).toHaveLength(1)
  })

  it('[BD-15] of an order whose time has passed is refused, and the order has expired', async () => {
    const { bench, orders, document } = await parked()
    await bench.moveClock(3 * 24 * 60 * 60_000)
    await expect(
      bench.parts.regate.allocate('kolos', document, {
        client_id: clients.company,
        parts: [{ order_id: orders[0].order_id, amount: 100 }],
      }),
    ).rejects.toMatchObject({ code: 'BANK-ALLOCATE-STATUS' })
    expect((await bench.parts.regate.order('kolos', orders[0].order_id)).status).toBe(410)
  })
})

describe('a watched folder', () => {
  it('[BD-39] has its statements loaded as they appear, and those that were there before', async () => {
    const bench = await aBench()
    const orders = [
      await bench.anOrder(),
      await bench.anOrder({ lines: [{ article: 'HL-018', quantity: 3 }] }),
    ] as const
    const folder = join(bench.workspace, 'банк')
    await mkdir(folder)
    const put = (name: string, order_number: string) =>
      writeFile(join(folder, name), aStatement([{ НазначениеПлатежа: naming(order_number) }]))
    /** Waits for the change that leaves so many documents in the base. */
    const loaded = (count: number) =>
      new Promise<void>((resolve) => {
        const stop = bench.parts.changes.subscribe(({ area }) => {
          if (area !== 'regate' || bench.rows('regate_bank_document').length < count) return
          stop()
          resolve()
        })
      })
    await put('старая.txt', orders[0].order_number)
    await put('заметки.md', orders[1].order_number)
    const first = loaded(1)
    await bench.configure({ bankFolder: 'банк' })
    await first
    expect(await bench.stateOf(orders[0].order_id)).toMatchObject({ status: { code: 220 } })
    const second = loaded(2)
    await put('новая.TXT', orders[1].order_number)
    await second
    expect((await bench.parts.regate.bank('kolos')).map(({ statement }) => statement).sort()).toEqual([
      'новая.TXT',
      'старая.txt',
    ])
  })
})
