import { z } from 'zod'
import type { DictionaryKind } from './dictionaries.ts'

/**
 * How a scalar is read leniently and spelled by the writers. The schema registers its scalars here, so a field is
 * described once; the reader and the writers look the kind up.
 */
export type WireKind =
  'text' | 'money' | 'quantity' | 'integer' | 'time' | 'guid' | 'phone' | 'yes-no' | 'vat-rate' | 'boolean'

export interface WireTraits {
  kind: WireKind
  /** Identifier of a dictionary element, where LA-12 may find a name instead. */
  dictionary?: DictionaryKind
}

export const wire = z.registry<WireTraits>()
