import { readNumberText } from '../decimal.ts'
import { GUID, normalisePhone } from '../requisites.ts'
import { readTimeText } from '../time.ts'

/** Lenient readings of scalars that contracts share: the canonical value behind an untidy spelling. */

/** Spelling of a scalar as it stood: text, number (as it was written) or boolean. */
export type Spelling = string | boolean

/** The canonical value, `null` when the meaning is not certain. `zone` is the IANA zone of the connection. */
export type ScalarReader = (spelling: Spelling, zone: string) => string | number | null

/** A number written as text. `null` also for one that a JSON number cannot hold exactly. */
export const readNumber: ScalarReader = (spelling) => {
  const decimal = typeof spelling === 'string' ? readNumberText(spelling) : null
  if (decimal === null) return null
  const value = Number(decimal)
  return String(value) === decimal ? value : null
}

/** A date and time that is not an ISO local time: printed as 1C does, or with a zone. */
export const readTime: ScalarReader = (spelling, zone) =>
  typeof spelling === 'string' ? readTimeText(spelling.trim(), zone) : null

/** A GUID in upper case or in braces. */
export const readGuid: ScalarReader = (spelling) => {
  const value = String(spelling)
    .trim()
    .replace(/^\{(.*)\}$/, '$1')
    .toLowerCase()
  return GUID.test(value) ? value : null
}

/** A phone in any usual spelling. */
export const readPhone: ScalarReader = (spelling) =>
  typeof spelling === 'boolean' ? null : normalisePhone(spelling.trim())
