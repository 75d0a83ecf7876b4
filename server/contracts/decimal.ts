/**
 * Exact decimals. Money is an integer number of kopecks (scale 2), a quantity an integer number of thousandths
 * (scale 3); JSON decimals and printed numbers exist only at the edges (AD-13).
 */

const MONEY_SCALE = 2
const QUANTITY_SCALE = 3

/** U+00A0, the group separator that 1C prints. U+202F is not used: PDF fonts lack it. */
const NBSP = '\u00A0'

const JSON_NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** Longest number text worth looking at; everything longer is refused before any arithmetic. */
const MAX_DIGITS = 40

/**
 * Minor units of a decimal text such as `1050.28`, `-5.5`, `1e2`.
 * `null` when the text is not a JSON number, has more than `scale` significant fraction digits, or leaves the safe integers.
 */
export function toMinorUnits(text: string, scale: number): number | null {
  const match = JSON_NUMBER.exec(text)
  if (!match || text.length > MAX_DIGITS) return null
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = Number(exponent) + scale - fraction.length
  if (Math.abs(shift) > MAX_DIGITS) return BigInt(whole + fraction) === 0n ? 0 : null
  const digits = BigInt(whole + fraction)
  const divisor = shift < 0 ? 10n ** BigInt(-shift) : 1n
  if (digits % divisor !== 0n) return null
  const units = shift < 0 ? digits / divisor : digits * 10n ** BigInt(shift)
  if (units > BigInt(Number.MAX_SAFE_INTEGER)) return null
  return units === 0n ? 0 : Number(sign === '-' ? -units : units)
}

/** Significant digits and exponent of a JSON number: equal for equal values, however they are spelled. */
function significant(text: string): string | null {
  const match = JSON_NUMBER.exec(text)
  if (!match || text.length > MAX_DIGITS) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = (whole + fraction).replace(/^0+/, '')
  const shortest = digits.replace(/0+$/, '')
  if (shortest === '') return '0'
  return `${sign}${shortest}e${Number(exponent) - fraction.length + digits.length - shortest.length}`
}

/** `true` when the JSON number of a source text is held exactly by a number of the language. */
export function isExactNumber(text: string): boolean {
  const written = significant(text)
  return written !== null && written === significant(String(Number(text)))
}

/** The shortest plain decimal text of `units / 10^scale`: `105028, 2` -> `1050.28`, `4816000, 3` -> `4816`. */
export function fromMinorUnits(units: number, scale: number): string {
  if (!Number.isSafeInteger(units)) throw new RangeError(`${units} is not a safe integer`)
  const digits = String(Math.abs(units)).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${units < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

function minorUnitsOf(n: number, scale: number): number {
  const units = toMinorUnits(String(n), scale)
  if (units === null) throw new RangeError(`${n} is not a decimal with at most ${scale} fraction digits`)
  return units
}

/** Kopecks of a JSON decimal in roubles. Throws a `RangeError` when it has more than two fraction digits. */
export function kopecks(roubles: number): number {
  return minorUnitsOf(roubles, MONEY_SCALE)
}

/** Thousandths of a JSON decimal. Throws a `RangeError` when it has more than three fraction digits. */
export function thousandths(n: number): number {
  return minorUnitsOf(n, QUANTITY_SCALE)
}

/** The JSON decimal in roubles of a number of kopecks. */
export function fromKopecks(units: number): number {
  return Number(fromMinorUnits(units, MONEY_SCALE))
}

/** The JSON decimal of a number of thousandths. */
export function fromThousandths(units: number): number {
  return Number(fromMinorUnits(units, QUANTITY_SCALE))
}

/** `true` when the number is an exact decimal with at most `scale` fraction digits and its minor units are safe integers. */
export function isDecimal(n: number, scale: number): boolean {
  return toMinorUnits(String(n), scale) !== null
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, NBSP)
}

/** Printed money: comma, two decimals, groups of three by U+00A0: `5373950` -> `53 739,50`. */
export function moneyText(units: number): string {
  const [whole = '0', fraction = ''] = fromMinorUnits(Math.abs(units), MONEY_SCALE).split('.')
  return `${units < 0 ? '-' : ''}${grouped(whole)},${fraction.padEnd(MONEY_SCALE, '0')}`
}

/** Printed quantity: up to three decimals, no trailing zeros: `1500` -> `1,5`. */
export function quantityText(units: number): string {
  return onecNumberText(fromMinorUnits(units, QUANTITY_SCALE))
}

/** A decimal text as 1C prints it in the seed's samples: `1050.28` -> `1 050,28`, `481.6` -> `481,6` (A-94). */
export function onecNumberText(decimal: string): string {
  const [whole = '0', fraction] = decimal.split('.')
  const sign = whole.startsWith('-') ? '-' : ''
  return `${sign}${grouped(whole.replace('-', ''))}${fraction === undefined ? '' : `,${fraction}`}`
}

const SPACES = '[ \\u00A0\\u2009\\u202F]'
const EDGE_SPACES = new RegExp(`^${SPACES}+|${SPACES}+$`, 'g')
/** Digits whole, or in groups of three behind one space character. */
const WHOLE = `(\\d+|\\d{1,3}(?:${SPACES}\\d{3})+)`
const PLAIN = new RegExp(`^([-−]?)${SPACES}?${WHOLE}(?:[.,](\\d+))?$`)
const COMMA_GROUPS = /^([-−]?)(\d{1,3}(?:,\d{3})+)\.(\d+)$/
const POINT_GROUPS = /^([-−]?)(\d{1,3}(?:\.\d{3})+),(\d+)$/

/**
 * Reads a printed number by LA-06: a decimal comma or point, groups by space, U+00A0, U+2009, U+202F, or by the other
 * sign when both occur (`1,234.56`, `1.234,56`); a single comma is always the decimal sign.
 * Returns the plain decimal text without needless zeros, `null` when the meaning is not certain.
 */
export function readNumberText(text: string): string | null {
  if (text.length > MAX_DIGITS) return null
  const bare = text.replace(EDGE_SPACES, '')
  const match = PLAIN.exec(bare) ?? COMMA_GROUPS.exec(bare) ?? POINT_GROUPS.exec(bare)
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '')
  const decimals = fraction.replace(/0+$/, '')
  const zero = digits === '0' && decimals === ''
  return `${sign === '' || zero ? '' : '-'}${digits}${decimals === '' ? '' : `.${decimals}`}`
}
