import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InvoiceBatch } from '../../server/admin/api-invoice-batch.ts'
import { invoiceWorker } from '../invoice-worker.ts'
import { demoOrders, openBench, refusal, temporaryFolder, type OpenBench } from './admin-bench.ts'

/** Invoices by the hundred, two side by side, and in a letter: over HTTP, printed by the thread of the build. */

const run = promisify(execFile)

const byHand = (number: number, price = 100_00) => ({
  source: 'manual' as const,
  invoice: {
    number: String(number),
    date: '2025-09-18',
    seller: { name: 'ООО «Лоза и Колос»', inn: '7800004568', kpp: '780001001' },
    bank: { payment_account: '40702810200000067890', bik: '049999901' },
    buyer: { name: `ООО «Ветер ${number % 3}»` },
    lines: [{ name: 'Мяч', unit: 'шт', quantity: 1_000, price, vat_rate: '20%' }],
  },
})
const some = (count: number) => Array.from({ length: count }, (_, i) => byHand(i + 1))

/** All time. */
const period = { from: '2000-01-01', to: '2099-12-31' }

const filesOf = ({ workspace }: OpenBench) => readdir(join(workspace, 'tmp', 'invoices')).catch(() => [])

/** The batch when it has ended, told by the live events. */
function ended(bench: OpenBench, { id }: Pick<InvoiceBatch, 'id'>): Promise<InvoiceBatch> {
  const get = () => bench.api.call('invoiceBatch.get', { params: { id } })
  return new Promise((resolve, reject) => {
    async function look() {
      const batch = await get()
      if (batch.state === 'running') return
      unsubscribe()
      resolve(batch)
    }
    const unsubscribe = bench.parts.changes.subscribe(({ area, id: which }) => {
      if (area === 'invoices' && which === id) look().catch(reject)
    })
    look().catch(reject)
  })
}

async function download({ address }: OpenBench, path: string | null) {
  const answer = await fetch(address + path)
  expect(answer.status).toBe(200)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(answer.headers.get('content-length') ?? String(bytes.length)).toBe(String(bytes.length))
  const [, name = ''] = /filename\*=UTF-8''(.*)$/.exec(answer.headers.get('content-disposition') ?? '') ?? []
  return { bytes, name: decodeURIComponent(name), type: answer.headers.get('content-type') }
}

describe('a batch of invoices', () => {
  let bench: OpenBench
  beforeAll(async () => {
    bench = await openBench({ invoiceWorker: await invoiceWorker() })
    await bench.exchangeOrders()
    // With a payment code, which 1C sends in this state.
    const status = { params: { id: demoOrders.mapped }, body: { status: 'Ожидает оплаты' } }
    await bench.api.call('onec.edit', status)
    await bench.api.call('onec.return', { params: { id: demoOrders.mapped } })
  })
  afterAll(() => bench?.stop())

  it('all documents of a period go into a zip by date, each the very file that is rendered alone', async () => {
    const started = await bench.api.call('invoiceBatch.start', { body: { period, as: 'zip' } })
    const { rows } = await bench.api.call('invoice.sources', { query: period })
    expect(started).toMatchObject({ state: 'running', total: rows.length, address: null })
    expect(rows.length).toBeGreaterThan(2)
    const batch = await ended(bench, started)
    expect(batch).toMatchObject({ state: 'done', done: rows.length, name: 'Счета 01.01.2000–31.12.2099.zip' })

    const { bytes, name, type } = await download(bench, batch.address)
    expect({ name, type, length: bytes.length }).toEqual({
      name: batch.name,
      type: 'application/zip',
      length: batch.bytes,
    })
    const entries = Object.values(unzipSync(bytes)).map((one) => Buffer.from(one).toString('base64'))
    expect(entries.length + batch.failures.length).toBe(rows.length)
    const order = rows.find(({ source }) => source === 'order')!
    const alone = await bench.api.call('invoice.render', { body: { ref: order.ref } })
    expect(entries).toContain((await download(bench, alone.address)).bytes.toString('base64'))
    expect(await bench.api.call('invoiceBatch.list')).toEqual([batch])
    // Taken away by the person, it is gone from the disk too.
    expect(await filesOf(bench)).toHaveLength(1)
    await bench.api.call('invoiceBatch.cancel', { params: { id: batch.id } })
    expect(await filesOf(bench)).toEqual([])
    expect(await refusal(bench.api.call('invoiceBatch.get', { params: { id: batch.id } }))).toMatchObject({
      status: 404,
    })
  })

  it('chosen ones go into one PDF in their order; what has no invoice is named and stops nothing', async () => {
    const unknown = { source: 'order' as const, id: 'no-such-order' }
    const refs = [byHand(3), byHand(1), unknown, byHand(2)]
    const batch = await ended(
      bench,
      await bench.api.call('invoiceBatch.start', { body: { refs, as: 'pdf' } }),
    )
    expect(batch).toMatchObject({ state: 'done', done: 4, total: 4, name: 'Счета (4).pdf' })
    expect(batch.failures).toEqual([
      {
        document: unknown.id,
        ref: unknown,
        code: expect.any(String) as string,
        message: expect.anything() as object,
      },
    ])
    const { bytes, type } = await download(bench, batch.address)
    expect(type).toBe('application/pdf')
    const file = join(bench.workspace, 'all.pdf')
    await writeFile(file, bytes)
    const { stdout } = await run('pdftotext', ['-layout', file, '-'])
    expect([...stdout.matchAll(/Счет на оплату № (\d) от/g)].map((one) => one[1])).toEqual(['3', '1', '2'])

    const none = await ended(
      bench,
      await bench.api.call('invoiceBatch.start', { body: { refs: [unknown], as: 'pdf' } }),
    )
    expect(none).toMatchObject({
      state: 'failed',
      address: null,
      reason: { ru: expect.stringContaining('Ни один') as string },
    })
    expect(await filesOf(bench)).toEqual([`${batch.id}.pdf`])
  })

  it('one at a time; cancelled, it leaves nothing', async () => {
    const long = await bench.api.call('invoiceBatch.start', { body: { refs: some(200), as: 'zip' } })
    const busy = await refusal(bench.api.call('invoiceBatch.start', { body: { refs: some(1), as: 'pdf' } }))
    expect(busy).toMatchObject({ status: 409, code: 'INVOICE-BATCH-RUNNING' })
    const get = () => bench.api.call('invoiceBatch.get', { params: { id: long.id } })
    await expect.poll(async () => (await get()).done).toBeGreaterThan(0)
    expect((await get()).state).toBe('running')
    expect((await fetch(`${bench.address}/api/invoice-batches/${long.id}/file`)).status).toBe(409)
    const cancelled = await bench.api.call('invoiceBatch.cancel', { params: { id: long.id } })
    expect(cancelled).toMatchObject({ state: 'cancelled', address: null })
    expect(cancelled.done).toBeLessThan(200)
    expect((await filesOf(bench)).filter((name) => name.startsWith(long.id))).toEqual([])
  })

  it('refuses a period without documents, an end before the beginning, an unknown profile of every document', async () => {
    const empty = await refusal(
      bench.api.call('invoiceBatch.start', {
        body: { period: { from: '1999-01-01', to: '1999-12-31' }, as: 'pdf' },
      }),
    )
    expect(empty).toMatchObject({ status: 422, code: 'INVOICE-BATCH-EMPTY' })
    const turned = { from: '2025-02-01', to: '2025-01-01' }
    expect(
      await refusal(bench.api.call('invoiceBatch.start', { body: { period: turned, as: 'pdf' } })),
    ).toMatchObject({ status: 422 })
    const started = await bench.api.call('invoiceBatch.start', {
      body: { refs: [byHand(1)], profile: 'no-such-profile', as: 'pdf' },
    })
    expect((await ended(bench, started)).failures).toMatchObject([{ code: 'INVOICE-PROFILE-UNKNOWN' }])
  })

  it('what 1C changed between two versions is told field by field', async () => {
    const id = demoOrders.mapped
    const { lines } = await bench.api.call('onec.order', { params: { id } })
    const [first, ...rest] = lines.map(
      ({ tovar_id, offer_id, storage_ref, quantity, price, discount, nds_s }) => ({
        tovar_id,
        offer_id,
        storage_ref,
        quantity,
        price,
        discount,
        nds_s,
      }),
    )
    const changed = { ...first!, price: first!.price + 1_00 }
    await bench.api.call('onec.edit', { params: { id }, body: { lines: [changed, ...rest] } })
    const { seq } = await bench.api.call('onec.return', { params: { id } })
    const side = (seq: number) => ({ source: 'order' as const, id, seq })
    const comparison = await bench.api.call('invoice.compare', {
      body: { left: side(seq! - 1), right: side(seq!) },
    })
    expect(comparison).toMatchObject({ same: false, before: { seq: seq! - 1 }, after: { seq } })
    expect(comparison.lines).toMatchObject([
      { kind: 'changed', before: 1, after: 1, differences: [{ label: { ru: 'Цена' }, by: '+1,00' }, {}, {}] },
    ])
    expect(comparison.sections.map(({ section }) => section)).toEqual(['totals', 'qr'])
  })

  it('a letter with the invoice opens as a draft', async () => {
    const ref = { source: 'order' as const, id: demoOrders.mapped }
    const letter = await bench.api.call('invoice.email', {
      body: { ref, to: 'buyer@wind.example.ru', text: 'Добрый день!' },
    })
    expect(letter).toMatchObject({
      text: 'Добрый день!',
      subject: expect.stringMatching(/^Счет на оплату № /) as string,
    })
    const { bytes, name, type } = await download(bench, letter.address)
    expect({ name, type, length: bytes.length }).toEqual({
      name: letter.name,
      type: 'message/rfc822',
      length: letter.bytes,
    })
    expect(name).toMatch(/\.eml$/)
    const eml = bytes.toString('latin1')
    expect(eml).toMatch(/^X-Unsent: 1\r$/m)
    const { address } = await bench.api.call('invoice.render', { body: { ref } })
    const pdf = (await download(bench, address)).bytes.toString('base64')
    expect(eml.replace(/\r\n/g, '')).toContain(pdf)
    expect((await fetch(`${bench.address}/api/invoice-emails/unknown`)).status).toBe(404)
    expect((await refusal(bench.api.call('invoice.email', { body: { ref, to: 'no address' } }))).status).toBe(
      422,
    )
  })
})

it('the last five are kept; files of a run that broke off go with the next start, those of a batch that runs with the stop', async () => {
  const folder = await temporaryFolder()
  const left = join(folder.path, 'tmp', 'invoices')
  await mkdir(left, { recursive: true })
  await writeFile(join(left, 'left.zip'), 'half')
  const bench = await openBench({ workspace: folder.path })
  try {
    // Without a thread of its own, between the other work of the bench.
    const start = (count: number) =>
      bench.api.call('invoiceBatch.start', { body: { refs: some(count), as: 'zip' } })
    const made: string[] = []
    for (let i = 0; i < 6; i++) made.push((await ended(bench, await start(1))).id)
    const kept = made.slice(-5)
    expect((await bench.api.call('invoiceBatch.list')).map(({ id }) => id)).toEqual([...kept].reverse())
    expect((await filesOf(bench)).sort()).toEqual(kept.map((id) => `${id}.zip`).sort())

    const { id } = await start(200)
    expect(await filesOf(bench)).toContain(`${id}.zip`)
    await bench.stop()
    expect(await filesOf(bench)).toEqual([])
  } finally {
    await bench.stop()
    await folder.remove()
  }
})
