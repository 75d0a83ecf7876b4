import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import { cmlFindings, cmlRefusals } from '../../server/contracts/commerceml/findings.ts'
import { exchangeCodes } from '../../server/understanding/exchange-words.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Bodies of the journal in their forms, over HTTP: what a real side sent to the bench is what is looked at. */

const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)))

let bench: OpenBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

/** The number of the entry that a request to the simulated site left. */
async function sent(body: Uint8Array | string, contentType: string): Promise<number> {
  await bench.exchange('/orders', {
    method: 'POST',
    body: body as string,
    headers: { 'content-type': contentType },
  })
  const { rows } = await bench.api.call('journal.page', { query: { limit: 1 } })
  return rows[0]!.id
}

const at = (id: number) => ({ params: { id, part: 'request' } })
const formsOf = async (id: number, inner = '') =>
  (await bench.api.call('bodies.forms', { ...at(id), query: { inner } })).forms.map(({ form }) => form)

describe('forms of a returned order', () => {
  let id: number
  beforeAll(async () => {
    id = await sent(fixture('site-orders/returned.verbatim.txt'), 'application/json')
  })

  it('offers what applies and nothing else', async () => {
    expect(await formsOf(id)).toEqual(
      ['text', 'tree', 'canonical', 'lines', 'invoice', 'qr', 'hex'].filter(
        (form) => form !== 'qr' || fixture('site-orders/returned.verbatim.txt').includes('ST0001'),
      ),
    )
  })

  it('opens the tree branch by branch, and finds in it', async () => {
    const root = await bench.api.call('bodies.tree', { ...at(id), query: {} })
    expect(root.rows.map(({ name }) => name)).toEqual(['order'])
    const order = await bench.api.call('bodies.tree', { ...at(id), query: { at: '0', limit: 3 } })
    expect(order).toMatchObject({ more: true, refused: null })
    expect(order.rows).toHaveLength(3)
    expect(order.rows[0]).toMatchObject({
      name: 'order_id',
      path: '/order/order_id',
      at: [0, 0],
      children: 0,
    })
    const found = await bench.api.call('bodies.tree', { ...at(id), query: { find: 'summa' } })
    expect(found.rows.length).toBeGreaterThan(5)
    const none = await bench.api.call('bodies.tree', { ...at(id), query: { at: '0/0/7' } })
    expect(none).toMatchObject({ self: null, rows: [] })
  })

  it('[A-95] adds the lines up, in kopecks', async () => {
    const [table] = await bench.api.call('bodies.lines', { ...at(id), query: {} })
    expect(table).toMatchObject({ totals: { sum: 5_373_950, vat: 895_660 }, mismatches: [] })
    expect(table!.lines).toHaveLength(9)
  })

  it('[A-95] marks a sum that does not follow, with the difference, in a body that is refused for it', async () => {
    const text = fixture('site-orders/returned.canonical.json').toString().replace('4093.6', '4093.9')
    const wrong = await sent(text, 'application/json')
    const [table] = await bench.api.call('bodies.lines', { ...at(wrong), query: {} })
    const [mismatch] = table!.lines
      .flatMap(({ mismatches }) => mismatches)
      .filter(({ field }) => field === 'sum')
    expect(mismatch).toMatchObject({ expected: 409_360, actual: 409_390, rounding: false })
  })

  it('gives the canonical form with what was written otherwise, and the invoice', async () => {
    const { json, findings } = await bench.api.call('bodies.canonical', { ...at(id), query: {} })
    expect(JSON.parse(json!)).toHaveProperty('order')
    expect(findings.map(({ code }) => code)).toContain('LA-03')
    const invoice = await bench.api.call('bodies.invoice', { ...at(id), query: {} })
    expect(invoice!.model.totals.total).toBe(5_373_950)
  })
})

describe('[AD-43] passport numbers', () => {
  const number = '6500000021'
  let id: number
  beforeAll(async () => {
    id = await sent(fixture('site-orders/outgoing.verbatim.txt'), 'application/json')
  })

  it('stand in no form unless a person asks for the bytes as they are', async () => {
    const forms = await Promise.all([
      bench.api.call('bodies.text', { ...at(id), query: {} }),
      bench.api.call('bodies.tree', { ...at(id), query: { find: 'number' } }),
      bench.api.call('bodies.canonical', { ...at(id), query: {} }),
    ])
    expect(JSON.stringify(forms)).not.toContain(number)
    const bytes = async (asIs: 'true' | 'false') => {
      const range = await bench.api.call('bodies.range', { ...at(id), query: { length: 65_536, asIs } })
      return { masked: range.masked, text: Buffer.from(range.base64, 'base64').toString('utf8') }
    }
    const hidden = await bytes('false')
    expect(hidden).toMatchObject({ masked: true })
    expect(hidden.text).not.toContain(number)
    expect((await bytes('true')).text).toContain(number)
  })

  it('are hidden too where a piece begins in the middle of one', async () => {
    const whole = fixture('site-orders/outgoing.verbatim.txt')
    const middle = whole.indexOf(number) + 3
    const query = { offset: middle, length: 64 }
    const text = await bench.api.call('bodies.text', { ...at(id), query })
    expect(text.text.startsWith('*****21')).toBe(true)
    const range = await bench.api.call('bodies.range', { ...at(id), query })
    expect(Buffer.from(range.base64, 'base64').toString('latin1').startsWith('*****21')).toBe(true)
  })
})

describe('encodings', () => {
  it('says when the bytes are not what was declared, and shows them by their bytes', async () => {
    const id = await sent(fixture('ksup/contact-change.windows-1251.json'), 'application/json; charset=utf-8')
    const { encoding } = await bench.api.call('bodies.forms', { ...at(id), query: {} })
    expect(encoding).toMatchObject({ detected: 'windows-1251', shown: 'windows-1251', disagree: true })
    const byBytes = await bench.api.call('bodies.text', { ...at(id), query: {} })
    expect(byBytes.text).toContain('Ёлкина')
    const chosen = await bench.api.call('bodies.text', { ...at(id), query: { encoding: 'cp866' } })
    expect(chosen.text).not.toContain('Ёлкина')
  })
})

describe('bodies inside of bodies', () => {
  it('lists an archive by its directory and opens a file of it', async () => {
    const archive = zipSync({
      'import.xml': fixture('commerceml/import.xml'),
      'import_files/Картинка.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    })
    const id = await sent(archive, 'application/zip')
    expect(await formsOf(id)).toEqual(['parts', 'hex'])
    const parts = await bench.api.call('bodies.parts', { ...at(id), query: {} })
    expect(parts.map(({ name, kind }) => [name, kind])).toEqual([
      ['import.xml', 'xml'],
      ['import_files/Картинка.png', 'png'],
    ])
    expect(await formsOf(id, '0')).toEqual(['text', 'tree', 'hex'])
    const text = await bench.api.call('bodies.text', { ...at(id), query: { inner: '0' } })
    expect(text.text).toContain('КоммерческаяИнформация')
    const error = await refusal(bench.api.call('bodies.forms', { ...at(id), query: { inner: '7' } }))
    expect([error.status, error.code]).toEqual([404, 'BODY-PART-UNKNOWN'])
  })

  it('[DD-10] shows the file of an order, in base64 and in a form', async () => {
    const message = fixture('ksup/order-add.json')
    const id = await sent(message, 'application/json')
    const [file] = await bench.api.call('bodies.parts', { ...at(id), query: {} })
    expect(file).toMatchObject({ kind: 'pdf', bytes: 550, contentType: 'application/pdf' })
    expect(await formsOf(id, '0')).toContain('preview')
    const shown = await fetch(bench.address + fileAddresses.bodyPart(id, 'request', '0'))
    expect(shown.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await shown.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')

    const form = Buffer.concat([
      Buffer.from(
        '--x\r\ncontent-disposition: form-data; name="message"\r\ncontent-type: application/json\r\n\r\n{"type":"add"}\r\n',
      ),
      Buffer.from(
        '--x\r\ncontent-disposition: form-data; name="file"; filename="з.pdf"\r\n\r\n%PDF-1.4 x\r\n--x--\r\n',
      ),
    ])
    const multipart = await sent(form, 'multipart/form-data; boundary=x')
    const parts = await bench.api.call('bodies.parts', { ...at(multipart), query: {} })
    expect(parts.map(({ name, kind, fileName }) => [name, kind, fileName])).toEqual([
      ['message', 'json', null],
      ['file', 'pdf', 'з.pdf'],
    ])
  })
})

describe('orders of CommerceML', () => {
  const document = (sum: string) =>
    `<?xml version="1.0" encoding="windows-1251"?><КоммерческаяИнформация ВерсияСхемы="2.10" ДатаФормирования="2026-03-10T10:00:00"><Документ><Ид>1</Ид><Номер>0815</Номер><Дата>2026-03-10</Дата><ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>руб</Валюта><Курс>1</Курс><Сумма>${sum}</Сумма><Товары><Товар><Ид>a1</Ид><Наименование>Щебень</Наименование><ЦенаЗаЕдиницу>10.50</ЦенаЗаЕдиницу><Количество>3</Количество><Сумма>31.50</Сумма></Товар><Товар><Ид>a2</Ид><Наименование>Песок</Наименование><ЦенаЗаЕдиницу>20</ЦенаЗаЕдиницу><Количество>2</Количество><Сумма>41.00</Сумма></Товар></Товары></Документ></КоммерческаяИнформация>`

  it('have their lines, with what does not add up marked', async () => {
    const id = await sent(iconv.encode(document('72.50'), 'windows-1251'), 'text/xml')
    expect(await formsOf(id)).toContain('lines')
    const [table] = await bench.api.call('bodies.lines', { ...at(id), query: {} })
    expect(table).toMatchObject({
      title: { ru: 'Заказ товара 0815' },
      totals: { sum: 7250 },
      stated: 7250,
      mismatches: [],
      lines: [
        { name: 'Щебень', quantity: 3000, price: 1050, sum: 3150, mismatches: [] },
        { name: 'Песок', mismatches: [{ field: 'sum', expected: 4000, actual: 4100, rounding: false }] },
      ],
    })
    const wrong = await sent(iconv.encode(document('80'), 'windows-1251'), 'text/xml')
    const [other] = await bench.api.call('bodies.lines', { ...at(wrong), query: {} })
    expect(other!.mismatches).toEqual([{ field: 'total', expected: 7250, actual: 8000, rounding: false }])
  })
})

describe('codes', () => {
  it('explains codes of contracts, liberties and the wire in both languages', async () => {
    for (const code of [
      ...[...cmlFindings, ...cmlRefusals].map((one) => one.code),
      ...exchangeCodes,
      'BANK-UNCLOSED',
      'CML-UNKNOWN-PROPERTY',
      'separator',
      'missing:BIC',
      'SITE-STALE',
      'ORD-401',
      'RG-VALIDATION',
      'LA-06',
      'ECONNREFUSED',
      'TIMEOUT',
      'CERT_HAS_EXPIRED',
    ]) {
      const found = await bench.api.call('bodies.code', { params: { code } })
      expect(found, code).toMatchObject({ code })
      for (const text of [found!.meaning, found!.peer, found!.todo])
        expect(text.ru && text.en, code).toBeTruthy()
    }
    expect(await bench.api.call('bodies.code', { params: { code: 'NO-SUCH' } })).toBeNull()
  })
})

describe('a body of 60 MB', () => {
  it('is shown by ranges and pieces, its end too, without being analysed', async () => {
    const size = 60 * 1024 * 1024
    const answer = Buffer.alloc(size, 0x61)
    // «я» of windows-1251: no reader of a contract goes further than this byte.
    answer[0] = 0xff
    answer.write('THE END', size - 7)
    const side = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end(answer),
    )
    await new Promise<void>((resolve) => side.listen(0, '127.0.0.1', resolve))
    const { port } = side.address() as AddressInfo
    const { sides } = await bench.api.call('state.read')
    const site = sides.find((one) => one.side === 'site')!
    await bench.api.call('sides.save', {
      params: { side: 'site' },
      body: { mode: 'real', address: `http://127.0.0.1:${port}`, user: site.user, password: null },
    })
    await bench.api.call('sides.check', { params: { side: 'site' } })
    side.close()
    const { rows } = await bench.api.call('journal.page', { query: { limit: 5, direction: 'out' } })
    const id = rows.find(({ responseBytes }) => responseBytes === size)!.id
    const where = { params: { id, part: 'response' } }
    const { forms, left, bytes } = await bench.api.call('bodies.forms', { ...where, query: {} })
    expect({ forms: forms.map(({ form }) => form), bytes }).toEqual({ forms: ['text', 'hex'], bytes: size })
    expect(left?.en).toContain('not analysed')
    const first = await bench.api.call('bodies.text', { ...where, query: {} })
    expect(first).toMatchObject({ offset: 0, next: 256 * 1024 })
    expect(first.text).toHaveLength(256 * 1024)
    const end = await bench.api.call('bodies.text', { ...where, query: { offset: size - 17 } })
    expect(end).toMatchObject({ text: 'aaaaaaaaaaTHE END', next: null })
    const range = await bench.api.call('bodies.range', { ...where, query: { offset: size - 7 } })
    expect(Buffer.from(range.base64, 'base64').toString()).toBe('THE END')
    const tree = await refusal(bench.api.call('bodies.tree', { ...where, query: {} }))
    expect(tree.code).toBe('BODY-TOO-LARGE')
  }, 120_000)
})

describe('the validator', () => {
  const base64 = (name: string) => fixture(name).toString('base64')

  it('names what else a body could be, with reasons', async () => {
    const { candidates } = await bench.api.call('bodies.examine', {
      body: { base64: base64('ksup/nomenclature-change.json') },
    })
    const [first, ...others] = candidates
    expect(first!.operation).toBe('ksup.nomenclatureChange')
    expect(others.length).toBeGreaterThan(0)
    for (const { confidence, reason } of others) {
      expect(confidence).toBeLessThan(first!.confidence)
      expect(reason.ru).toMatch(/есть|не хватает|лишние/)
    }
  })

  it('knows windows-1251 without being told', async () => {
    const report = await bench.api.call('bodies.examine', {
      body: { base64: base64('ksup/contact-change.windows-1251.json') },
    })
    expect(report).toMatchObject({
      kind: 'json',
      encoding: { readAs: 'windows-1251' },
      lenient: { ok: true },
    })
    expect(report.recognised!.operation).toBe('ksup.contactChange')
    expect(report.candidates[0]!.operation).toBe('ksup.contactChange')
    expect(report.fixes[0]).toMatchObject({ kind: 'encoding' })
  })

  it('knows a catalogue, a statement, an archive and HAR for what they are', async () => {
    const about = async (body: { base64: string } | { text: string }) => {
      const { kind, about: said, lenient } = await bench.api.call('bodies.examine', { body })
      return [kind, lenient.ok, said[0]?.en.split(/[ ,:]/)[0]]
    }
    expect(await about({ base64: base64('commerceml/import.windows-1251.xml') })).toEqual([
      'commerceml',
      true,
      'CommerceML',
    ])
    expect((await about({ base64: base64('bank/statement.windows-1251.txt') }))[0]).toBe('statement')
    expect(await about({ text: '{"log":{"version":"1.2","entries":[]}}' })).toEqual(['har', true, 'HAR'])
    const archive = Buffer.from(zipSync({ 'a.xml': new Uint8Array(3) })).toString('base64')
    expect(await about({ base64: archive })).toEqual(['zip', true, 'A'])
  })

  it('fixes all that is certain', async () => {
    const text = fixture('site-orders/outgoing.verbatim.txt').toString()
    const { text: fixed, applied } = await bench.api.call('bodies.fix', { body: { text } })
    expect(applied.length).toBeGreaterThan(20)
    const report = await bench.api.call('bodies.examine', { body: { text: fixed } })
    expect(report).toMatchObject({ strict: { ok: true }, fixes: [] })
    const error = await refusal(bench.api.call('bodies.fix', { body: { base64: 'AAEC' } }))
    expect(error.code).toBe('BODY-NOT-TEXT')
  })
})
