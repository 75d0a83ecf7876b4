import { moneyText } from '../../contracts/decimal.ts'
import type { Text } from '../../contracts/text.ts'
import type { InvoiceComparison, LineDifference } from './model.ts'

/** The comparison in a few words: money first, then lines, then what else. */
export function summaryOf(found: Omit<InvoiceComparison, 'summary'>): Text {
  if (found.same) return { ru: 'Счета одинаковы.', en: 'The invoices are the same.' }
  const sentences = [moneyOf(found), ...linesOf(found.lines), ...orderOf(found.reordered), ...restOf(found)]
  return { ru: sentences.map(({ ru }) => ru).join(' '), en: sentences.map(({ en }) => en).join(' ') }
}

function moneyOf({ before, after }: Pick<InvoiceComparison, 'before' | 'after'>): Text {
  const by = after.to_pay - before.to_pay
  if (by === 0) return { ru: 'К оплате столько же.', en: 'The same to pay.' }
  const amount = moneyText(Math.abs(by))
  return by > 0
    ? { ru: `К оплате на ${amount} больше.`, en: `${amount} more to pay.` }
    : { ru: `К оплате на ${amount} меньше.`, en: `${amount} less to pay.` }
}

const kinds: Readonly<Record<LineDifference['kind'], Text>> = {
  changed: { ru: 'изменено', en: 'changed' },
  added: { ru: 'добавлено', en: 'added' },
  removed: { ru: 'убрано', en: 'removed' },
}

function linesOf(lines: readonly LineDifference[]): Text[] {
  const counted = (Object.keys(kinds) as LineDifference['kind'][]).flatMap((kind) => {
    const count = lines.filter((line) => line.kind === kind).length
    return count === 0 ? [] : [{ ru: `${kinds[kind].ru}: ${count}`, en: `${kinds[kind].en}: ${count}` }]
  })
  if (counted.length === 0) return []
  return [
    {
      ru: `Строк ${counted.map(({ ru }) => ru).join(', ')}.`,
      en: `Lines ${counted.map(({ en }) => en).join(', ')}.`,
    },
  ]
}

const orderOf = (reordered: boolean): Text[] =>
  reordered ? [{ ru: 'Порядок строк другой.', en: 'The lines stand in another order.' }] : []

function restOf({ sections }: Pick<InvoiceComparison, 'sections'>): Text[] {
  const titles = sections.filter(({ section }) => section !== 'totals').map(({ title }) => title)
  if (titles.length === 0) return []
  return [
    {
      ru: `Различаются: ${titles.map(({ ru }) => ru).join(', ')}.`,
      en: `Different: ${titles.map(({ en }) => en).join(', ')}.`,
    },
  ]
}
