import { shallowReactive } from 'vue'
import type { InvoiceRef } from './types.ts'

/** Texts and files that a person gave, until the window closes: an address names them by a number. */
const PREFIX = 'held:'
const held = shallowReactive(new Map<string, InvoiceRef>())
let last = 0

/** @returns the part of an address that stands for the document */
export function hold(document: InvoiceRef): string {
  last += 1
  const address = `${PREFIX}${last}`
  held.set(address, document)
  return address
}

export const isHeldAddress = (address: string): boolean => address.startsWith(PREFIX)

export const heldDocument = (address: string): InvoiceRef | null => held.get(address) ?? null
