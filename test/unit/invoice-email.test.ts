import { expect, it } from 'vitest'
import { buildInvoice } from '../../server/invoice/build.ts'
import { emailDraft, invoiceLetter } from '../../server/invoice/email.ts'
import { orderDraft } from '../../server/invoice/sources/order.ts'
import { anOrder, damaged, someLines } from './invoice-orders.ts'

const plain = (text: string) => text.replaceAll('\u00A0', ' ')
const at = new Date('2025-09-18T12:00:00Z')
const { model } = buildInvoice(orderDraft(anOrder(someLines(3))))

it('the letter says what, how much, for whom and who sends it', () => {
  const { subject, text } = invoiceLetter(model)
  const sum = plain(`${(model.totals.to_pay / 100).toFixed(2).replace('.', ',')} руб.`)
  expect(subject).toBe(`Счет на оплату № 21488 от 18.09.2025 на ${sum}`)
  expect(plain(text)).toContain(
    `счет на оплату № 21488 от 18 сентября 2025 г. на сумму ${sum} (в том числе НДС `,
  )
  expect(text).toContain('Основание: Заказ клиента № 21488 от 18.09.2025.')
  expect(text).toContain('по QR-коду')
  expect(text.trimEnd().split('\n').slice(-2)).toEqual(['С уважением,', model.seller.name])

  const bare = damaged(anOrder(someLines(1, { nds_s: 'Без НДС' })), (order) => {
    order.order_QRCode = ''
    order.order_number_payment = 'Договор поставки'
  })
  const other = invoiceLetter(buildInvoice(orderDraft(bare)).model)
  expect(other.subject).toMatch(/^Договор поставки на /)
  expect(other.text).toContain('(без НДС)')
  expect(other.text).toContain('Счет во вложении.')
})

it('the draft opens unsent, with Cyrillic whole and the very bytes of the PDF', async () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251)
  const name = 'Счет на оплату № 21488 от 18.09.2025 ООО «Очень длинное наименование покупателя».pdf'
  const eml = Buffer.from(
    await emailDraft({
      to: 'buyer@wind.example.ru',
      ...invoiceLetter(model),
      attachment: { name, bytes },
      at,
    }),
  ).toString('latin1')
  const [head = '', ...parts] = eml.split(/\r\n--[^\r]*\r\n/)
  expect(head).toMatch(/^X-Unsent: 1\r$/m)
  expect(head).toMatch(/^To: buyer@wind\.example\.ru\r$/m)
  expect(head).not.toMatch(/^(?:From|Bcc):/m)
  expect(unfolded(head, 'Subject')).toBe(plain(invoiceLetter(model).subject))

  const [text = '', pdf = ''] = parts
  expect(text).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m)
  const body = text.split('\r\n\r\n').slice(1).join('\r\n\r\n')
  const read = /base64/i.test(text) ? Buffer.from(body, 'base64').toString() : fromQuoted(body)
  expect(read.replaceAll('\r\n', '\n').trimEnd()).toBe(invoiceLetter(model).text.trimEnd())

  const [headers = '', content = ''] = pdf.split('\r\n\r\n')
  expect(headers).toMatch(/^Content-Type: application\/pdf/m)
  const pieces = [...headers.matchAll(/filename\*\d+\*=(?:utf-8'')?([^;\r]*)/g)].map(([, piece]) => piece)
  expect(decodeURIComponent(pieces.join(''))).toBe(name)
  expect(Buffer.from(content, 'base64').equals(Buffer.from(bytes))).toBe(true)
})

it('nothing of a document becomes a header of its own', async () => {
  const letter = { subject: 'Счет\r\nBcc: spy@example.ru', text: 'x\n' }
  const eml = Buffer.from(
    await emailDraft({ ...letter, attachment: { name: 'a"\r\nX: 1.pdf', bytes: new Uint8Array() }, at }),
  )
  expect(eml.toString('latin1')).not.toMatch(/^(?:Bcc|X|To):/m)
})

/** A header of RFC 2047 words. */
function unfolded(head: string, name: string): string {
  const [, value = ''] = new RegExp(`^${name}: ((?:.*\\r\\n[ \\t])*.*)\\r$`, 'm').exec(head) ?? []
  return value
    .replace(/\r\n\s+/g, '')
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, form: string, word: string) =>
      form.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString()
        : fromQuoted(word.replaceAll('_', ' ')),
    )
}

const fromQuoted = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString()
