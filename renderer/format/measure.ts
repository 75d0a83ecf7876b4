import { currentLocale } from '../i18n/index.ts'

const unit = (name: string, digits = 0) =>
  new Intl.NumberFormat(currentLocale(), {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  })

/** Bytes with a unit: `812 байт`, `1,2 кБ`. */
export function size(bytes: number): string {
  if (bytes < 1000) return unit('byte').format(bytes)
  if (bytes < 1_000_000) return unit('kilobyte', 1).format(bytes / 1000)
  return unit('megabyte', 1).format(bytes / 1_000_000)
}

/** Milliseconds with a unit: `35 мс`, `1,2 с`. */
export function duration(ms: number): string {
  return ms < 1000 ? unit('millisecond').format(ms) : unit('second', 1).format(ms / 1000)
}

/** Integer with groups. */
export function count(n: number): string {
  return new Intl.NumberFormat(currentLocale()).format(n)
}
