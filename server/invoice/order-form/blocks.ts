import type { jsPDF } from 'jspdf'
import { moneyText } from '../../contracts/decimal.ts'
import { longDate } from '../header.ts'
import type { PrintedOrder } from './model.ts'
import { page, printable, putLines, putRule, textHeight, textWidth, wrap } from '../pdf-paper.ts'
import type { TextStyle } from '../pdf-paper.ts'
import { amountInWords } from '../words.ts'

/** The blocks of «Заказ клиента» around its table, top to bottom. Each is drawn below `y` and returns where it ends; all in mm. */

const THICK = 0.6
const WIDTH = page.right - page.left

const small = { size: 7 }
const plain = { size: 9 }
const strong = { size: 9, face: 'bold' } as const

/** `Заказ клиента № 0000-021502 от 18 сентября 2025 г.`: the number whole, as the message tells it (D-51). */
export const titleOf = ({ number, date }: PrintedOrder): string =>
  `Заказ клиента № ${number} от ${longDate(date.slice(0, 10))}`

export function drawTitle(doc: jsPDF, y: number, order: PrintedOrder): number {
  const style = { size: 14, face: 'bold' } as const
  const end = putLines(doc, wrap(doc, titleOf(order), WIDTH, style), page.left, y, style)
  putRule(doc, end + 1.5, THICK)
  return end + 5
}

export function drawParties(doc: jsPDF, y: number, order: PrintedOrder): number {
  const { name, inn, phone, email } = order.customer
  const customer = [
    name,
    ...(inn === null ? [] : [`ИНН ${inn}`]),
    ...(phone === null ? [] : [`тел. ${phone}`]),
    ...(email === null ? [] : [email]),
  ]
  const rows: [label: string, text: string][] = [
    ['Исполнитель:', order.organization],
    ['Заказчик:', customer.join(', ')],
    ...(order.deal_number === null
      ? []
      : ([['№ сделки в КСУП:', String(order.deal_number)]] satisfies [string, string][])),
  ]
  const indent = 31
  for (const [label, text] of rows) {
    putLines(doc, [label], page.left, y, plain)
    const lines = wrap(doc, text, WIDTH - indent, strong)
    y = putLines(doc, lines, page.left + indent, y, strong) + 2
  }
  return y + 1.5
}

interface Part {
  height: number
  draw(y: number): void
}

/**
 * The total, the amount in words, the comment and the signatures, which never fall apart between pages: their height, and the
 * drawing of them below `y`.
 */
export function closingBlock(doc: jsPDF, order: PrintedOrder): { height: number; draw(y: number): void } {
  const total = order.rows.reduce((sum, { amount }) => sum + amount, 0)
  const text = (content: string, style: TextStyle, gap: number): Part => {
    const lines = wrap(doc, content, WIDTH, style)
    return {
      height: gap + textHeight(style.size, lines.length),
      draw: (y) => putLines(doc, lines, page.left, y + gap, style),
    }
  }
  const parts: Part[] = [
    totalPart(doc, total),
    text(`Всего наименований ${order.rows.length}, на сумму ${moneyText(total)} руб.`, plain, 3),
    text(amountInWords(total), strong, 0.5),
    ...(order.comment === '' ? [] : [text(`Комментарий: ${order.comment}`, plain, 3)]),
    { height: 12, draw: (y) => putRule(doc, y + 3, THICK) },
    signatures(doc, order),
  ]
  return {
    height: parts.reduce((sum, { height }) => sum + height, 0),
    draw(y) {
      for (const part of parts) {
        part.draw(y)
        y += part.height
      }
    },
  }
}

function totalPart(doc: jsPDF, total: number): Part {
  const style = { ...strong, align: 'right' } as const
  const value = moneyText(total)
  const column = Math.max(26, textWidth(doc, value, strong) + 4)
  return {
    height: 7,
    draw(y) {
      putLines(doc, ['Итого:'], page.right - column, y + 2, style)
      putLines(doc, [value], page.right - 1.2, y + 2, style)
    },
  }
}

/** Who signs, with a line for the signature; the manager is known by name. */
function signatures(doc: jsPDF, { manager }: PrintedOrder): Part {
  const half = WIDTH / 2
  const name = { ...small, align: 'center' } as const
  const manages = wrap(doc, manager, half - 30, name)
  const put = (role: string, x: number, y: number): void => {
    const left = x + textWidth(doc, role, strong) + 2
    putLines(doc, [role], x, y, strong)
    doc.setLineWidth(0.2)
    doc.line(left, y + 3.6, x + half - 6, y + 3.6)
  }
  return {
    height: 6 + textHeight(small.size, manages.length),
    draw(y) {
      put('Менеджер', page.left, y)
      put('Заказчик', page.left + half, y)
      const start = page.left + textWidth(doc, 'Менеджер', strong) + 2
      if (manager !== '') putLines(doc, manages, (start + page.left + half - 6) / 2, y + 4.2, name)
    },
  }
}

export function drawFooters(doc: jsPDF, { number }: PrintedOrder): void {
  const pages = doc.getNumberOfPages()
  for (let at = 1; at <= pages; at++) {
    doc.setPage(at).setTextColor(110)
    putLines(doc, [printable(doc, `Заказ клиента № ${number}`)], page.left, 285, small)
    putLines(doc, [`Страница ${at} из ${pages}`], page.right, 285, { ...small, align: 'right' })
  }
  doc.setTextColor(0)
}
