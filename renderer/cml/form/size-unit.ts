/** Units of a size in a form. 1C and the sites count KB and MB by 1024 (commerceml section 3.1: `file_limit=204800`). */
export const units = ['b', 'kb', 'mb'] as const
export type SizeUnit = (typeof units)[number]

export const factors: Record<SizeUnit, number> = { b: 1, kb: 1024, mb: 1024 * 1024 }

/** The largest unit that shows the bytes as a whole number; KB for nothing. */
export function unitOf(bytes: number): SizeUnit {
  if (bytes === 0) return 'kb'
  return units.findLast((unit) => bytes % factors[unit] === 0)!
}
