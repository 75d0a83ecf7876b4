import type { CoveredObject } from './types.ts'

/** Kinds of objects that have conditions; a record, so that none of them can be forgotten. */
const all: Readonly<Record<CoveredObject, true>> = {
  counterparty: true,
  item: true,
  order: true,
  payment: true,
  shipment: true,
  receipt: true,
}

export const coveredObjects = Object.keys(all) as CoveredObject[]
