import type { Text } from '../../contracts/text.ts'
import type { MappingKind } from '../model.ts'

/** What suggestions are made of and what they look like (site-orders section 10: values without a row). Pure. */

/** Where a value without a partner was found. */
export type ValueOrigin = 'row' | 'dictionary' | 'traffic'

/** A value that the site knows; in `ksup_warehouse` КСУП stands in the place of the site. */
export interface SiteValue {
  id: string
  name: string
  /** The row that waits for a partner, `null` when the value has none. */
  row: string | null
  origin: ValueOrigin
  /** Other identifiers of the same thing: the article of a product, a code of 1C that the site keeps. */
  codes: readonly string[]
  /** It has a partner already and may have more: products, which are sold as several 1C items (AD-26). */
  bound: boolean
}

export interface OnecValue {
  ref: string
  code: string
  name: string
  row: string | null
  origin: ValueOrigin
  codes: readonly string[]
  /** The identifier of the site that was typed into 1C by hand. */
  siteId: string
  /** It has a partner already and may have more: N:1 kinds. */
  bound: boolean
}

/** Why two values are taken for one. */
export const reasonCodes = [
  'attribute',
  'identifier',
  'same',
  'folded',
  'noise',
  'order',
  'joined',
  'lookalike',
  'abbreviation',
  'ending',
  'alias',
  'translit',
  'layout',
  'typo',
  'part',
] as const
export type ReasonCode = (typeof reasonCodes)[number]

export interface Suggestion {
  /** Names the pair, whatever the order of the lists: the two ends as JSON. */
  id: string
  kind: MappingKind
  site: SiteValue
  onec: OnecValue
  /** 0…1, two digits. A pair with an equal rival never reaches `DEFAULT_THRESHOLD`. */
  confidence: number
  reason: { code: ReasonCode; text: Text }
  /** The next best partner of either end, when it comes near. */
  rival: { side: 'site' | 'onec'; name: string; confidence: number } | null
}

/** Suggestions from here on are offered to be accepted together; precision of the labelled set is held at it. */
export const DEFAULT_THRESHOLD = 0.8

/** What is less certain than this is not worth showing. */
export const LOWEST_CONFIDENCE = 0.4
