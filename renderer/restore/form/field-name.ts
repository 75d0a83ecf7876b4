import { currentLocale, i18n } from '../../i18n/index.ts'

/** What a form calls a member of the contract; the member's own name when there is no word for it. */
export function fieldName(member: string): string {
  const key = `restore.field.${member}`
  return i18n.global.te(key, currentLocale()) ? i18n.global.t(key) : member
}

/** What a form calls a value of a choice (`pickup`); the value itself when there is no word for it. */
export function choiceName(value: string | number): string {
  const key = `restore.choice.${value}`
  return i18n.global.te(key, currentLocale()) ? i18n.global.t(key) : String(value)
}
