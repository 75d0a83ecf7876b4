import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { strFromU8, unzipSync } from 'fflate'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileNames, safeFileName } from '../../server/invoice/batch/names.ts'
import { openBatchFile, Unprintable } from '../../server/invoice/batch/file.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import { invoicesPdf } from '../../server/invoice/pdf.ts'
import { orderDraft } from '../../server/invoice/sources/order.ts'
import { anOrder, someLines } from './invoice-orders.ts'

const run = promisify(execFile)

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'obmen-batch-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const printed = (order_number_payment: string, lines = 2) => ({
  invoice: buildInvoice(orderDraft(anOrder(someLines(lines), { order_number_payment }))),
  profile: null,
  pictures: {},
})

describe('names of the files in a zip', () => {
  it('say number, date and buyer; what Windows refuses is replaced, equal ones are told apart', () => {
    const name = createFileNames()
    const invoice = {
      number: '21488',
      date: '2022-07-18',
      title: 'Счет',
      buyer: { name: 'ООО "Ветер/Буря"' },
    }
    expect(name(invoice)).toBe("№ 21488 от 18.07.2022 ООО 'Ветер-Буря'.pdf")
    expect(name(invoice)).toBe("№ 21488 от 18.07.2022 ООО 'Ветер-Буря' (2).pdf")
    expect(name({ ...invoice, buyer: { name: 'ооо "ветер/буря"' } })).toBe(
      "№ 21488 от 18.07.2022 ооо 'ветер-буря' (3).pdf",
    )
    expect(name({ ...invoice, number: null, title: 'Счет за май' })).toBe("Счет за май ООО 'Ветер-Буря'.pdf")
    expect(name({ ...invoice, buyer: { name: '' } })).toBe('№ 21488 от 18.07.2022.pdf')
    expect(safeFileName('  ..con. . ')).toBe('_con')
    expect(safeFileName('LPT1.txt')).toBe('_LPT1.txt')
    expect(safeFileName('a\u0000b\u202Ec\n?')).toBe('abc -')
    expect(safeFileName(' . ')).toBe('_')
  })

  it('hold for any text: no name that Windows refuses, none twice, none too long', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        '<',
        '>',
        ':',
        '"',
        '/',
        '\\',
        '|',
        '?',
        '*',
        '.',
        ' ',
        'я',
        'N',
        'U',
        'L',
        '🙂',
        '\u0007',
      ),
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(nasty, nasty), { maxLength: 20 }), (texts) => {
        const name = createFileNames()
        const names = texts.map(([title, buyer]) =>
          name({ number: null, date: null, title, buyer: { name: buyer.repeat(20) } }),
        )
        for (const one of names) {
          expect(one).not.toMatch(/[<>:"/\\|?*\u0000-\u001F]|[. ]\.pdf$|^(?:nul|con)\./i)
          expect(Buffer.byteLength(one)).toBeLessThan(255)
          // No half of a character is left.
          expect(() => encodeURIComponent(one)).not.toThrow()
        }
        expect(new Set(names.map((one) => one.toLowerCase())).size).toBe(names.length)
      }),
    )
  })
})

describe('the file of a batch', () => {
  const invoices = [
    'Счет на оплату №7 от 18.09.2025',
    'Счет на оплату №8 от 19.09.2025',
    'Счет на оплату №7 от 18.09.2025',
  ]

  it('zip: a PDF for each, the same as alone, whole for an ordinary unpacker, equal bytes for equal input', async () => {
    const files = await Promise.all(
      ['a.zip', 'b.zip'].map(async (name) => {
        const file = join(folder, name)
        const batch = openBatchFile(file, 'zip', () => {})
        for (const title of invoices) batch.add(printed(title))
        expect(batch.finish()).toEqual({ bytes: (await stat(file)).size, undrawable: [] })
        return file
      }),
    )
    await run('unzip', ['-tq', files[0]!])
    const bytes = await readFile(files[0]!)
    expect(bytes.equals(await readFile(files[1]!))).toBe(true)
    const entries = unzipSync(bytes)
    expect(Object.keys(entries)).toEqual([
      '№ 7 от 18.09.2025 ИП Таранова Елизавета Павловна.pdf',
      '№ 8 от 19.09.2025 ИП Таранова Елизавета Павловна.pdf',
      '№ 7 от 18.09.2025 ИП Таранова Елизавета Павловна (2).pdf',
    ])
    const [first] = Object.values(entries)
    expect(Buffer.from(first!).equals(Buffer.from(invoicesPdf([printed(invoices[0]!)])))).toBe(true)
  })

  it('pdf: all of them in one, in order, told of one by one', async () => {
    const file = join(folder, 'all.pdf')
    const seen: number[] = []
    const batch = openBatchFile(file, 'pdf', (done) => seen.push(done))
    for (const title of invoices) batch.add(printed(title))
    expect(batch.finish()).toEqual({ bytes: (await stat(file)).size, undrawable: [] })
    expect(seen).toEqual([1, 2, 3])
    const { stdout } = await run('pdftotext', ['-layout', file, '-'])
    expect([...stdout.matchAll(/Счет на оплату № (\d) от/g)].map((found) => found[1])).toEqual([
      '7',
      '8',
      '7',
    ])
    expect(strFromU8((await readFile(file)).subarray(0, 5))).toBe('%PDF-')
  })

  const broken = () => {
    const good = printed(invoices[0]!)
    return { ...good, invoice: { ...good.invoice, model: { ...good.invoice.model, lines: null as never } } }
  }

  it('zip: goes on without an invoice that cannot be printed', async () => {
    const file = join(folder, 'some.zip')
    const batch = openBatchFile(file, 'zip', () => {})
    expect(() => batch.add(broken())).toThrow(Unprintable)
    batch.add(printed(invoices[0]!))
    batch.finish()
    expect(Object.keys(unzipSync(await readFile(file)))).toHaveLength(1)
  })

  it.each(['first', 'in the middle', 'last'])(
    'pdf: the same as without it, when it stands %s',
    async (where) => {
      const file = join(folder, 'some.pdf')
      const seen: number[] = []
      const batch = openBatchFile(file, 'pdf', (done) => seen.push(done))
      const good = [printed(invoices[0]!), printed(invoices[1]!)]
      const at = { first: 0, 'in the middle': 1, last: 2 }[where]!
      for (const one of good.toSpliced(at, 0, broken())) batch.add(one)
      const { bytes, undrawable } = batch.finish()
      expect(undrawable).toEqual([{ at, reason: expect.any(String) as string }])
      expect(seen).toEqual([1, 2])
      const whole = await readFile(file)
      expect(whole).toHaveLength(bytes)
      expect(whole.equals(Buffer.from(invoicesPdf(good)))).toBe(true)
    },
  )

  it('pdf: nothing is written when not one can be drawn', () => {
    const batch = openBatchFile(join(folder, 'empty.pdf'), 'pdf', () => {})
    batch.add(broken())
    expect(batch.finish()).toMatchObject({ bytes: 0, undrawable: [{ at: 0 }] })
  })

  it('leaves nothing when it is given up', async () => {
    const file = join(folder, 'none.zip')
    const batch = openBatchFile(file, 'zip', () => {})
    batch.add(printed(invoices[0]!))
    batch.abandon()
    await expect(stat(file)).rejects.toThrow('ENOENT')
  })
})
