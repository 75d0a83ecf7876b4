import { currentLocale, i18n } from '../../i18n/index.ts'

/** How fields of the payment string are called; a key that the standard does not have is its own name. */

const sentence = (key: string, part: 'name' | 'note'): string | null => {
  const path = `qrFields.${key}.${part}`
  return i18n.global.te(path, currentLocale()) ? i18n.global.t(path) : null
}

export const fieldName = (key: string): string => sentence(key, 'name') ?? key

export const fieldNote = (key: string): string => sentence(key, 'note') ?? ''
