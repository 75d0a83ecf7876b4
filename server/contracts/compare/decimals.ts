import { moneyText, onecNumberText, toMinorUnits } from '../decimal.ts'
import type { ScalarSort } from './node.ts'

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/
/** Beyond it a number is compared as it is spelled. */
const EXPONENT_LIMIT = 400

/** The plain text of a JSON number without needless zeros: `1.50e1` → `15`. `null` when it is no number, or an absurd one. */
export function plainDecimal(raw: string): string | null {
  const match = DECIMAL.exec(raw)
  if (!match) return null
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = Number(exponent)
  if (Math.abs(shift) > EXPONENT_LIMIT) return null
  const digits = whole + fraction
  const point = whole.length + shift
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 0)
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  const decimals = padded.slice(at).replace(/0+$/, '')
  const plain = decimals === '' ? integer : `${integer}.${decimals}`
  return sign === '-' && plain !== '0' ? `-${plain}` : plain
}

/** Right minus left of two plain decimals, exactly. */
function difference(left: string, right: string): string {
  const scaleOf = (text: string): number =>
    text.length - 1 - (text.includes('.') ? text.indexOf('.') : text.length - 1)
  const scale = Math.max(scaleOf(left), scaleOf(right))
  const units = (text: string): bigint => BigInt(text.replace('.', '') + '0'.repeat(scale - scaleOf(text)))
  const result = units(right) - units(left)
  const digits = String(result < 0n ? -result : result).padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return `${result < 0n ? '-' : ''}${text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')}`
}

/** How much a number changed, printed: money with kopecks, anything else with the digits it has. Always with a sign. */
export function deltaText(left: string, right: string, sort: ScalarSort): string {
  const plain = difference(left, right)
  const kopecks = sort === 'money' ? toMinorUnits(plain, 2) : null
  const printed = kopecks === null ? onecNumberText(plain) : moneyText(kopecks)
  return printed.startsWith('-') ? printed : `+${printed}`
}
