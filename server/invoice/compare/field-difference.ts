import type { Text } from '../../contracts/text.ts'
import type { FieldDifference } from './model.ts'

/** A field of two invoices: nothing when it is the same. */
export function difference(
  field: string,
  label: Text,
  before: Text | null,
  after: Text | null,
): FieldDifference[] {
  return before?.ru === after?.ru ? [] : [{ field, label, before, after }]
}

const untranslated = (text: string | null): Text | null => (text ? { ru: text, en: text } : null)

/** A text that is the same in every language; an empty one is none. */
export const textField = (
  field: string,
  label: Text,
  before: string | null,
  after: string | null,
): FieldDifference[] => difference(field, label, untranslated(before), untranslated(after))

/** An amount as it is printed, and by how much it differs. */
export function amountField(
  field: string,
  label: Text,
  before: number | null,
  after: number | null,
  printed: (amount: number) => string,
): FieldDifference[] {
  const text = (amount: number | null) => (amount === null ? null : printed(amount))
  const found = textField(field, label, text(before), text(after))
  if (before === null || after === null) return found
  const by = `${after > before ? '+' : ''}${printed(after - before)}`
  return found.map((one) => ({ ...one, by }))
}
