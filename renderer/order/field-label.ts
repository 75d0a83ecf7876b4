import { rules } from '../../server/contracts/site-orders/rules.ts'
import { currentLocale, i18n, t, text } from '../i18n/index.ts'

/** Names of fields live under these keys of the dictionary, by the words of the contract. */
const homes = [
  'order.line',
  'order.passport',
  'order.requisites',
  'order.client',
  'order.delivery',
  'order.header',
]

function label(block: string | undefined, field: string): string | null {
  const keys = [`order.${block}.${field}`, ...homes.map((home) => `${home}.${field}`)]
  const key = keys.find((one) => i18n.global.te(one, currentLocale()))
  return key === undefined ? null : i18n.global.t(key)
}

/** What a form calls the field of a pointer (`/requisites/inn`, `/lines/0/quantity`); the pointer when it has no name. */
export function fieldLabel(pointer: string): string {
  const parts = pointer.split('/').filter(Boolean)
  const field = parts.at(-1)
  const name = field === undefined ? null : label(parts.at(-2), field)
  if (name === null) return pointer
  const line = parts[0] === 'lines' ? Number(parts[1]) : Number.NaN
  return Number.isInteger(line) ? t('order.inLine', { n: line + 1, field: name }) : name
}

/** What a rule of the contract demands, in words; a sentence of another origin as it is. */
export function ruleText(rule: string): string {
  return Object.hasOwn(rules, rule) ? text(rules[rule as keyof typeof rules]) : rule
}
