import { shallowReactive } from 'vue'
import type { CompareSource } from './types.ts'

/** Files and texts that a person gave, until the window closes: an address names them by a number. */
const held = shallowReactive(new Map<string, CompareSource>())
let last = 0

/** @returns the part of an address that stands for the source */
export function hold(source: CompareSource): string {
  last += 1
  const address = `held:${last}`
  held.set(address, source)
  return address
}

export const heldSource = (address: unknown): CompareSource | null =>
  typeof address === 'string' ? (held.get(address) ?? null) : null
