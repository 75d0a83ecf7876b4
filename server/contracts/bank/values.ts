import { readNumberText, toMinorUnits } from '../decimal.ts'
import { isLocalTime } from '../time.ts'
import type { Note } from '../wire/notes.ts'
import type { PlacedField } from './statement.ts'

/** Takes a note about a field of a section. `broken` also leaves the section out. */
export interface FieldNotes {
  warn(field: PlacedField, note: Note): void
  broken(field: PlacedField, note: Note): void
}

const PLAIN_AMOUNT = /^-?\d+(?:\.\d{1,2})?$/

/**
 * Kopecks of an amount, exactly. A decimal comma or spaces between digits are read with the warning `BANK-COMMA`; anything
 * else, a third digit after the point included, breaks the section with `BANK-AMOUNT` and gives `null`.
 */
export function readAmount(field: PlacedField, notes: FieldNotes): number | null {
  const text = field.value.trim()
  const plain = PLAIN_AMOUNT.test(text)
  const decimal = plain ? text : readNumberText(text)
  const kopecks = decimal === null ? null : toMinorUnits(decimal, 2)
  if (kopecks === null) {
    notes.broken(field, {
      code: 'BANK-AMOUNT',
      value: text,
      expected: '5943.60',
      message: {
        ru: `«${field.key}» не является суммой в рублях и копейках: исправьте файл (5943.60) или получите его в банке заново`,
        en: `"${field.key}" is not an amount in roubles and kopecks: correct the file (5943.60) or get it from the bank again`,
      },
    })
  } else if (!plain) {
    notes.warn(field, {
      code: 'BANK-COMMA',
      value: text,
      expected: decimal!,
      message: {
        ru: `«${field.key}» записано не с точкой, а с запятой или пробелами: прочитано как ${decimal}`,
        en: `"${field.key}" is written with a comma or spaces where the format has a point: read as ${decimal}`,
      },
    })
  }
  return kopecks
}

/** `yyyy-MM-dd` of a `dd.MM.yyyy` that is a real date, `null` otherwise. */
export function isoDate(text: string): string | null {
  const match = /^(\d\d)\.(\d\d)\.(\d{4})$/.exec(text.trim())
  if (!match) return null
  const date = `${match[3]}-${match[2]}-${match[1]}`
  return isLocalTime(`${date}T00:00:00`) ? date : null
}

/** The note on a date that is none: `BANK-DATE`. */
export function badDate(field: PlacedField): Note {
  return {
    code: 'BANK-DATE',
    value: field.value.trim(),
    expected: '18.09.2025',
    message: {
      ru: `«${field.key}» не является датой вида ДД.ММ.ГГГГ: исправьте файл или получите его в банке заново`,
      en: `"${field.key}" is not a date dd.MM.yyyy: correct the file or get it from the bank again`,
    },
  }
}

/** The text without any spaces: account numbers and ИНН come with them from some banks. */
export const withoutSpaces = (text: string): string => text.replace(/\s/g, '')
