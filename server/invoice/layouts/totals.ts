import { moneyText } from '../../contracts/decimal.ts'
import type { InvoiceModel } from '../model.ts'
import { printable, putLines, textWidth } from '../pdf-paper.ts'
import { paragraph, stack, type Block, type Sheet } from './sheet.ts'

/** «Итого», VAT by rate and «Всего к оплате», then the same in words. */
export function totalsBlock(sheet: Sheet, model: InvoiceModel): Block {
  const { strong, plain } = sheet.styles
  const { lines, to_pay } = model.totals
  return stack([
    sums(sheet, model),
    ...paragraph(sheet, `Всего наименований ${lines}, на сумму ${moneyText(to_pay)} руб.`, plain, 3),
    ...paragraph(sheet, model.words, strong, 0.5),
  ])
}

function sums({ doc, page, styles }: Sheet, model: InvoiceModel): Block {
  const rows = sumRows(model)
  const { strong } = styles
  const rowHeight = 4.8 * (strong.size / 9)
  const style = { ...strong, align: 'right' } as const
  const values = Math.max(24, ...rows.map(([, value]) => textWidth(doc, value, strong) + 4))
  return {
    height: 2 + rows.length * rowHeight,
    draw(y) {
      for (const [i, [label, value]] of rows.entries()) {
        const top = y + 2 + i * rowHeight
        putLines(doc, [printable(doc, label)], page.right - values, top, style)
        putLines(doc, [value], page.right - 1.2, top, style)
      }
    },
  }
}

/** One line a rate; «Без налога» only when no line has VAT. */
function sumRows({ totals, vat_mode }: InvoiceModel): [label: string, value: string][] {
  const label = vat_mode === 'on_top' ? 'Сумма НДС' : 'В том числе НДС'
  const taxed = totals.vat.filter((rate): rate is { rate: string; amount: number } => rate.amount !== null)
  const vat: [string, string][] =
    taxed.length === 0
      ? [['Без налога (НДС)', '–']]
      : taxed.map(({ rate, amount }) => [`${label} (${rate}):`, moneyText(amount)])
  return [['Итого:', moneyText(totals.total)], ...vat, ['Всего к оплате:', moneyText(totals.to_pay)]]
}
