import { createI18n } from 'vue-i18n'
import type { Text } from '../../server/contracts/text.ts'
import { en } from './en.ts'
import { ru, type Messages } from './ru.ts'

export const locales = ['ru', 'en'] as const
export type Locale = (typeof locales)[number]

/** `1 запись | 2 записи | 5 записей`: the three forms of Russian. */
function russianForm(count: number): number {
  const tens = Math.abs(count) % 100
  const ones = tens % 10
  if (tens > 10 && tens < 20) return 2
  if (ones === 1) return 0
  return ones >= 2 && ones <= 4 ? 1 : 2
}

export const i18n = createI18n({
  legacy: false,
  globalInjection: false,
  locale: 'ru',
  fallbackLocale: 'ru',
  messages: { ru, en },
  pluralRules: { ru: russianForm },
})

type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T &
  string]

/** Every key there is: a key that does not exist does not compile, also when a part of it is computed. */
export type MessageKey = Leaves<Messages>

/** The sentence of a key in the language of the page. */
export function t(key: MessageKey, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, values)
}

/** The form of a sentence that fits a number; the sentence may use `{n}`. */
export function plural(key: MessageKey, n: number, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, { n, ...values }, n)
}

/** A sentence that the server sent in both languages. */
export function text(both: Text | null | undefined): string {
  return both ? both[currentLocale()] : ''
}

export function currentLocale(): Locale {
  return i18n.global.locale.value
}

export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
}
