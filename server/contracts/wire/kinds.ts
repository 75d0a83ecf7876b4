import { z } from 'zod'

/**
 * How a scalar is read leniently and spelled by the writers. A schema registers its scalars here, so a field is described
 * once; readers and writers look the kind up.
 */
export type WireKind =
  | 'text'
  | 'money'
  | 'quantity'
  | 'integer'
  | 'time'
  | 'guid'
  | 'phone'
  | 'yes-no'
  | 'vat-rate'
  | 'boolean'
  /** Unit of measure of regate: кг, л, шт. */
  | 'unit'
  /** Order status or payment code of regate: an integer that some write as text. */
  | 'code'

/** Kinds whose canonical value is a number. */
export const NUMERIC: readonly WireKind[] = ['money', 'quantity', 'integer', 'code']

export interface WireTraits {
  kind: WireKind
  /** Identifier of a dictionary element, where a reader may find a name instead (LA-12). */
  dictionary?: string
}

export const wire = z.registry<WireTraits>()
