import { refKey } from '../tables.ts'
import type { OnecValue, SiteValue } from './model.ts'
import type { Likeness } from './compare.ts'
import { lookKey } from './spelling.ts'

/** Values that carry the same identifier. Pure. */

export const siteIdentifiers = ({ id, codes }: SiteValue): string[] => identifiers([id, ...codes])
export const onecIdentifiers = ({ ref, code, codes, siteId }: OnecValue): string[] =>
  identifiers([ref, code, siteId, ...codes])

const identifiers = (values: readonly string[]): string[] => [
  ...new Set(values.map((value) => lookKey(refKey(value))).filter((value) => value !== '')),
]

/** «1», «007»: every list counts from one, so an equal number alone says nothing. */
const isCounter = (identifier: string): boolean => identifier.length < 3 || /^0*\d{1,4}$/.test(identifier)

/**
 * What equal identifiers say, beside what the names say.
 * @param site with its `siteIdentifiers`, @param onec with its `onecIdentifiers`
 * @param names likeness of the names, `null` when one of the values has none or they are unlike
 * @param named have both values a name that could agree?
 * @returns `null` when they say nothing
 */
export function compareIdentifiers(
  site: { value: SiteValue; identifiers: readonly string[] },
  onec: { value: OnecValue; identifiers: readonly string[] },
  names: Likeness | null,
  named: boolean,
): Likeness | null {
  const shared = onec.identifiers.filter((identifier) => site.identifiers.includes(identifier))
  if (shared.length === 0) return null
  const { siteId } = onec.value
  if (siteId !== '' && site.value.id !== '' && lookKey(site.value.id) === lookKey(siteId))
    return { confidence: 1, reason: 'attribute', typos: 0 }
  const said = (confidence: number): Likeness => ({ confidence, reason: 'identifier', typos: 0 })
  const agreement = names?.confidence ?? 0
  if (shared.every(isCounter)) {
    if (named) return agreement >= 0.8 ? said(1) : null
    return said(0.6)
  }
  if (!named) return said(0.95)
  return said(agreement >= 0.5 ? 1 : 0.7)
}
