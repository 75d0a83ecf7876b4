import { moneyText } from '../../../server/contracts/decimal.ts'
import type { InvoiceCheck, InvoiceModel } from '../../api/types.ts'

/** A figure of a line that is printed as the document states it, though it does not follow from the line's terms. Kopecks. */
export interface LineDifference {
  number: number
  name: string
  figure: 'sum' | 'vatOf'
  printed: number
  computed: number
}

export function differingLines({ lines }: Pick<InvoiceModel, 'lines'>): LineDifference[] {
  return lines.flatMap(({ number, name, sum, vat, computed }): LineDifference[] => [
    ...(sum === computed.sum
      ? []
      : [{ number, name, figure: 'sum' as const, printed: sum, computed: computed.sum }]),
    ...(computed.vat === null || vat === computed.vat
      ? []
      : [{ number, name, figure: 'vatOf' as const, printed: vat, computed: computed.vat }]),
  ])
}

/** What is said of the sums of the whole document. */
export const totalsChecks = (checks: readonly InvoiceCheck[]): InvoiceCheck[] =>
  checks.filter(({ field, severity }) => field.startsWith('totals') && severity !== 'ok')

/** `+0,01` */
export const signed = (kopecks: number): string => `${kopecks > 0 ? '+' : ''}${moneyText(kopecks)}`
