import type { Inspection } from '../message/inspection.ts'
import { carriesComposition } from './deals.ts'
import type { Income, OrderMessage, Retail, Row, Shipment, UnassignedIncome } from './deals.ts'
import { refusalCodes, warningCodes } from './errors.ts'
import { inspectFile } from './file.ts'
import { exactRow, holdsAmount } from './rows.ts'
import { rules } from './rules.ts'

/** Checks of content whose form is right: some refuse in strict mode and only warn in lenient mode. */

function inspectRows(rows: readonly Row[], pointer: string, { mode, report }: Inspection): void {
  rows.forEach((row, index) => {
    if (holdsAmount(exactRow(row))) return
    const { ru, en } = rules['row-amount']
    report(`${pointer}/${index}/amount`, {
      severity: mode === 'strict' ? 'error' : 'warning',
      code: mode === 'strict' ? refusalCodes['KS-ROW-AMOUNT'].code : warningCodes['W-ROW-AMOUNT'].code,
      message: { ru, en },
      value: String(row.amount),
    })
  })
}

/** Section 5.2: incomes, shipments and receipts name their document; a message in the shape of the seed cannot (DD-40). */
function inspectSource({ meta }: { meta: { source_ref?: string } }, { mode, report }: Inspection): void {
  if (meta.source_ref !== undefined) return
  if (mode === 'strict')
    report('/meta/source_ref', { severity: 'error', code: 'KS-VALIDATION', message: rules.required })
  else
    report('/meta', {
      severity: 'warning',
      code: 'W-NO-SOURCE-REF',
      message: warningCodes['W-NO-SOURCE-REF'].meaning,
    })
}

/** Members that do not go with the type: an error in strict mode (section 6.4), kept with a warning otherwise. */
function inspectExtra(value: object, names: readonly string[], { mode, report }: Inspection): void {
  const present = new Set(Object.keys(value))
  for (const name of names.filter((member) => present.has(member)))
    report(`/${name}`, {
      severity: mode === 'strict' ? 'error' : 'warning',
      code: mode === 'strict' ? 'KS-VALIDATION' : 'LD-09',
      message: { ru: rules.extra.ru, en: rules.extra.en },
      value: name,
    })
}

export function inspectOrder(order: OrderMessage, inspection: Inspection): void {
  if (!carriesComposition(order.type)) return inspectExtra(order, ['file', 'rows'], inspection)
  inspectRows(order.rows ?? [], '/rows', inspection)
  if (order.file) inspectFile(order.file, '/file', inspection)
}

export const inspectIncome = (income: Income | UnassignedIncome, inspection: Inspection): void =>
  inspectSource(income, inspection)

export function inspectShipment(shipment: Shipment, inspection: Inspection): void {
  inspectSource(shipment, inspection)
  inspectRows(shipment.rows, '/rows', inspection)
}

export function inspectRetail(receipt: Retail, inspection: Inspection): void {
  inspectSource(receipt, inspection)
  if (receipt.type === 'roznica') inspectRows(receipt.rows ?? [], '/rows', inspection)
  else inspectExtra(receipt, ['code_1c', 'date', 'rows'], inspection)
}
