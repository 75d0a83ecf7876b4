import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { invoiceFiles, type InvoiceSourceRow } from '../../server/admin/api-invoice-sources.ts'
import { InvoiceProfile } from '../../server/invoice/profiles/model.ts'
import type { InvoiceRef, ListedSource } from '../../server/invoice/sources/ref.ts'
import { demoOrders, openBench, refusal, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** Invoices of every source over HTTP, and with the same bytes by the screen, the command line and the site. */

vi.setConfig({ testTimeout: 60_000 })

const path = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
const fixture = (name: string) => readFileSync(path(name))
const order: InvoiceRef = { source: 'order', id: demoOrders.mapped }
const enterprise = 'kolos'

let bench: OpenBench
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let booked: string

beforeAll(async () => {
  folder = await temporaryFolder()
  bench = await openBench()
  const { api } = bench
  await bench.exchangeOrders()
  await api.call('onec.edit', { params: order, body: { status: 'Ожидает оплаты' } })
  await api.call('onec.return', { params: order })
  const report = await api.call('restore.purchase', { body: { target: enterprise, refund: false } })
  booked = report.order_id!
}, 60_000)
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})

const of = (ref: InvoiceRef, profile?: string | InvoiceProfile) =>
  bench.api.call('invoice.of', { body: { ref, profile } })
const sources = async (query: Parameters<typeof bench.api.call<'invoice.sources'>>[1] = {}) =>
  (await bench.api.call('invoice.sources', query)).rows
const firstOf = async (source: ListedSource): Promise<InvoiceSourceRow> => {
  const [row] = await sources({ query: { source } })
  return row!
}
const pdfOf = async (ref: InvoiceRef, profile?: string | InvoiceProfile) => {
  const rendered = await bench.api.call('invoice.render', { body: { ref, profile } })
  const answer = await fetch(`${bench.address}${rendered.address}`)
  return { ...rendered, answer, content: Buffer.from(await answer.arrayBuffer()) }
}
/** The number of the entry that a request to the simulated site left. */
async function recorded(body: Uint8Array, contentType: string): Promise<number> {
  await bench.exchange('/orders', {
    method: 'POST',
    body: body as unknown as string,
    headers: { 'content-type': contentType },
  })
  const { rows } = await bench.api.call('journal.page', { query: { limit: 1 } })
  return rows[0]!.id
}

describe('the documents of the bench', () => {
  it.each(['order', 'regate', 'ksup', 'cml', 'entry'] as const)(
    '%s: what is listed is what the invoice says',
    async (source) => {
      const rows = await sources({ query: { source } })
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) {
        expect(row.source).toBe(source)
        const { model, payload } = await of(row.ref)
        expect({ number: model.number, date: model.date, total: model.totals.to_pay }).toEqual({
          number: row.number,
          date: row.date,
          total: row.total,
        })
        expect(model.footer.seq).toBe(row.seq)
        expect(payload.length).toBeGreaterThan(100)
        if (row.ref.source !== 'entry') expect(model.buyer.name).not.toBe('')
      }
    },
  )

  it('are listed newest first, by source, by period, by number and buyer', async () => {
    const all = await sources()
    const times = all.map(({ changed_at }) => changed_at)
    expect(times).toEqual([...times].sort().reverse())
    expect(new Set(all.map(({ source }) => source))).toEqual(new Set(['order', 'regate', 'ksup', 'cml']))

    const [ksup] = await sources({ query: { source: 'ksup' } })
    const sameDay = await sources({ query: { from: ksup!.date, to: ksup!.date } })
    expect(sameDay).toEqual(all.filter(({ date }) => date === ksup!.date))
    expect(
      await sources({ query: { text: ksup!.buyer.toUpperCase().slice(0, 9), source: 'ksup' } }),
    ).toContainEqual(ksup)
    expect(await sources({ query: { text: 'нет такого покупателя' } })).toEqual([])
    const one = await bench.api.call('invoice.sources', { query: { limit: 1 } })
    expect(one).toEqual({ rows: [all[0]], more: true })
  })

  it('[B-49] a booking is printed with seller, bank, buyer, names and rates of its base', async () => {
    const { model, qr } = await of({ source: 'regate', enterprise, id: booked })
    const detail = await bench.api.call('regate.order', { params: { enterprise, order: booked } })
    expect(model.totals.to_pay).toBe(detail.amount)
    expect(model.lines.map(({ name, unit }) => ({ name, unit }))).toEqual(
      detail.lines.map(({ name, unit }) => ({ name, unit })),
    )
    expect(model.buyer.name).toBe(detail.client)
    expect(model.seller.inn).toMatch(/^\d{10}$/)
    expect(model.bank.payment_account).toMatch(/^\d{20}$/)
    // No contract but that of the site's orders carries a payment string: one is composed.
    expect(qr!.text).toContain(`|PersonalAcc=${model.bank.payment_account}|`)
    expect(qr!.text).toContain(`|Sum=${detail.amount}|`)
    // The recorded answer is enriched by the base: the same invoice.
    const entries = await sources({ query: { source: 'entry' } })
    const answer = entries.find(({ ref }) => ref.source === 'entry' && ref.document === booked)!
    expect((await of(answer.ref)).model).toMatchObject({
      seller: model.seller,
      bank: model.bank,
      buyer: model.buyer,
      lines: model.lines,
      totals: model.totals,
    })
  })

  it('[D-47] an order of КСУП by its document and by its deal', async () => {
    const { rows } = await bench.api.call('ksupOnec.documents', { query: { kind: 'order' } })
    const document = rows.find(({ deal_numbers }) => deal_numbers.length > 0)!
    const { model } = await of({ source: 'ksup', id: document.ref })
    expect(model).toMatchObject({
      seller: { name: 'ООО «Северный берег»' },
      buyer: { name: document.counterparty },
      totals: { to_pay: document.amount },
    })
    const deals = await bench.api.call('ksup.deals', { query: {} })
    const empty = deals.rows.find(({ order_number_1c }) => order_number_1c === null)!
    expect((await refusal(of({ source: 'ksup', id: String(empty.number) }))).code).toBe('INVOICE-NONE')
    expect((await refusal(of({ source: 'ksup', id: '0' }))).status).toBe(404)
  })

  it('a body inside of an archive, one document of several, a text without its encoding', async () => {
    const file = fixture('commerceml/orders.xml')
    const zip = await recorded(zipSync({ 'orders.xml': new Uint8Array(file) }), 'application/zip')
    const chosen = { source: 'entry', id: zip, part: 'request', document: '201' } as const
    const { model } = await of(chosen)
    expect(model.totals.to_pay).toBe(149_000)
    // What the prolog says of an encoding does not hold for a text.
    const text = file.toString('utf8').replace('encoding="UTF-8"', 'encoding="windows-1251"')
    expect((await of({ source: 'text', text, document: '201' })).model).toEqual(model)
    // Which one is shown is said, and which there are: nobody takes the first one for the only one.
    const { among } = await of({ source: 'text', text })
    expect(among!.documents).toContain('201')
    expect(among!.documents.length).toBeGreaterThan(1)
    expect(among!.taken).toBe(among!.documents[0])
    expect((await of({ source: 'text', text, document: '201' })).among!.taken).toBe('201')
    expect((await of(order)).among).toBeNull()
    const absent = await refusal(of({ ...chosen, document: '999' }))
    expect(absent).toMatchObject({ status: 404, code: 'INVOICE-DOCUMENT-UNKNOWN' })
    expect(absent.message).toContain('201')

    const ksup = await recorded(fixture('ksup/order-add.json'), 'application/json')
    expect((await of({ source: 'entry', id: ksup, part: 'request' })).model.totals.lines).toBe(3)
    const none = await refusal(of({ source: 'entry', id: ksup, part: 'response' }))
    expect(none).toMatchObject({ status: 422, code: 'INVOICE-BODY' })
  })

  it('what is not there is refused by name', async () => {
    const refusals: [InvoiceRef, string][] = [
      [{ source: 'order', id: demoOrders.unmapped }, 'INVOICE-NONE'],
      [{ ...order, seq: 99 } as InvoiceRef, 'INVOICE-NONE'],
      [{ source: 'regate', enterprise, id: 'none' }, 'REGATE-ORDER-UNKNOWN'],
      [{ source: 'regate', enterprise: 'none', id: booked }, 'REGATE-ENTERPRISE-UNKNOWN'],
      [{ source: 'ksup', id: 'none' }, 'KSUP-ONEC-ORDER-UNKNOWN'],
      [{ source: 'cml', id: 'none' }, 'CML-ORDER-UNKNOWN'],
      [{ source: 'entry', id: 999_999, part: 'request' }, 'JOURNAL-ENTRY-UNKNOWN'],
      [{ source: 'text', text: '{"a":1}' }, 'INVOICE-BODY'],
    ]
    for (const [ref, code] of refusals) expect((await refusal(of(ref))).code, JSON.stringify(ref)).toBe(code)
    expect((await refusal(of(order, 'none'))).code).toBe('INVOICE-PROFILE-UNKNOWN')
    expect((await refusal(of({ source: 'nothing' } as never))).status).toBe(422)
  })
})

describe('the PDF', () => {
  it('has an address for a frame, a name, its pages and size', async () => {
    const first = await pdfOf(order)
    expect(first.answer.headers.get('content-type')).toBe('application/pdf')
    expect(decodeURIComponent(first.answer.headers.get('content-disposition')!)).toMatch(
      /^inline; filename\*=UTF-8''Счет на оплату № .+ от \d\d\.\d\d\.\d{4}\.pdf$/,
    )
    expect(first).toMatchObject({ pages: 1, bytes: first.content.length })
    const line = { name: 'Обруч', quantity: 1000, price: 100 }
    const long = await pdfOf({
      source: 'manual',
      invoice: {
        number: '1/2',
        date: '2026-02-03',
        seller: { name: 'ООО «Лоза и Колос»' },
        bank: {},
        buyer: { name: 'Марина' },
        lines: Array.from({ length: 90 }, () => line),
      } as never,
    })
    expect(long.pages).toBeGreaterThan(1)
    expect(long.name).toBe('Счет на оплату № 1-2 от 03.02.2026.pdf')
    const gone = await fetch(`${bench.address}${invoiceFiles.invoiceRendered('none')}`)
    expect(gone.status).toBe(404)
    expect(await gone.json()).toMatchObject({ code: 'INVOICE-NOT-KEPT' })
  })

  it('[A-31][A-33] is byte for byte that of the site and of the command line', async () => {
    const { model } = await of(order)
    const profile = InvoiceProfile.parse({
      id: 'own',
      name: 'Свой',
      match: { inn: model.seller.inn },
      accent: '#1a5fb4',
      texts: { footer: 'Спасибо за заказ' },
      qr: { format: 'ST00012' },
    })
    const plain = await pdfOf(order)
    await bench.api.call('invoiceProfiles.save', { body: { profiles: [profile] } })
    const { content } = await pdfOf(order)
    expect(content.equals(plain.content)).toBe(false)
    expect((await of(order)).profile).toBe('own')

    const bytesOf = async (answer: Promise<Response>) => Buffer.from(await (await answer).arrayBuffer())
    const customer = (await bench.api.call('site.order', { params: order })).customer_id!
    const ofSite = await bytesOf(bench.browse(`/orders/${demoOrders.mapped}/invoice.pdf`, customer))
    expect(ofSite.equals(content)).toBe(true)
    expect((await pdfOf(order, profile)).content.equals(content)).toBe(true)

    const out = join(folder.path, 'cli.pdf')
    for (const named of [['--order', demoOrders.mapped], [`order:${demoOrders.mapped}`]]) {
      const made = await run(['invoice', ...named, '-o', out, '--address', bench.address])
      expect(made).toMatchObject({ code: 0, stdout: `${out}\n` })
      expect((await readFile(out)).equals(content)).toBe(true)
    }
  })
})

describe('obmen invoice', () => {
  const here = () => ['--address', bench.address]

  it('lists documents with the options that name them, and makes each of them', async () => {
    const { code, stdout } = await run(['invoice', 'list', ...here()])
    expect(code).toBe(0)
    const all = await sources()
    expect(stdout.trim().split('\n')).toHaveLength(all.length)
    for (const source of ['regate', 'ksup', 'cml', 'entry'] as const) {
      const row = await firstOf(source)
      const listed = await run(['invoice', 'list', '--source', source, ...here()])
      const named = listed.stdout.split('\n')[0]!.split('\t')[0]!.split(' ')
      const made = await run(['invoice', ...named, '--json', ...here()])
      expect(made.code, made.stderr).toBe(0)
      const { model } = JSON.parse(made.stdout) as Awaited<ReturnType<typeof of>>
      expect(model.totals.to_pay).toBe(row.total)
    }
  })

  it('finds the document in the answer of an entry when no part is named', async () => {
    const entries = await sources({ query: { source: 'entry' } })
    const { ref } = entries.find((row) => row.ref.source === 'entry' && row.ref.part === 'response')!
    const entry = String((ref as { id: number }).id)
    const made = await run(['invoice', '--entry', entry, '--text', ...here()])
    expect(made.code, made.stderr).toBe(0)
    expect(made.stdout).toMatch(/^Счет на оплату № /)
    expect((await run(['invoice', '--entry', entry, '--part', 'request', '--text', ...here()])).code).toBe(1)
  })

  it('a file gives the same bytes with a bench and without one', async () => {
    const own = join(folder.path, 'own.pdf')
    const asked = join(folder.path, 'asked.pdf')
    const file = path('site-orders/returned.windows-1251.xml')
    expect(await run(['invoice', file, '-o', own])).toMatchObject({ code: 0, stdout: `${own}\n` })
    expect((await run(['invoice', file, '-o', asked, ...here()])).code).toBe(0)
    expect((await readFile(own)).equals(await readFile(asked))).toBe(true)
    const text = await run(['invoice', '-', '--text', '--strict'], { input: await readFile(file) })
    expect(text.stdout.replaceAll('\u00a0', ' ')).toContain('Всего к оплате: 7 289,30')
    expect(text.code).toBe(1)
  })

  it.each([
    [[], 'give one document'],
    [['file.json', '--order', 'x', '--json'], 'give one document'],
    [['--order', 'x', '--cml', 'y', '--json'], 'give one document'],
    [['file.json'], 'say what to make'],
    [['--regate', 'kolos', '--json'], 'предприятие/заказ'],
  ])('%j is a wrong command line', async (args, reason) => {
    const { code, stderr } = await run(['invoice', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(reason)
  })

  it('one document of several is chosen by its number', async () => {
    const file = path('commerceml/orders.xml')
    const first = await run(['invoice', file, '--json'])
    expect(first.stderr).toMatch(/документов \d+, взят первый/)
    const chosen = await run(['invoice', file, '--document', '201', '--text'])
    expect(chosen.stdout).toContain('Счет на оплату № 201')
    expect((await run(['invoice', file, '--document', '999', '--text'])).stderr).toContain('201')
  })
})
