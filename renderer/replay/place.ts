import { t } from '../i18n/index.ts'

const parts = ['header', 'body', 'query', 'path', 'status', 'code'] as const

/** `header Cookie`, `body /order_id`, `status`: the first word is said in the language of the page, a pointer stays. */
export function placeText(place: string): string {
  const [where = '', ...what] = place.split(' ')
  const part = parts.find((one) => one === where)
  return part ? [t(`replay.at.${part}`), ...what].join(' ') : place
}
