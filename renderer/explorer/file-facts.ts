import type { Text } from '../../server/contracts/text.ts'
import type { OpenedFile, OpenedPart } from './types.ts'

/** What a file says of itself: from its summary, or from its first kilobytes while it is being read. */
export interface PartFacts {
  version: string
  namespace: string
  generated: string
  encoding: string
  producer: Text | null
}

export function factsOf({ summary, head }: OpenedPart): PartFacts | null {
  const known = summary ?? head
  if (!known) return null
  const { version, namespace, generated, encoding, bom } = known
  return {
    version,
    namespace,
    generated,
    encoding: `${encoding === 'utf-8' ? 'UTF-8' : encoding}${bom ? ' + BOM' : ''}`,
    producer: summary?.producer ?? null,
  }
}

/** Different values of the parts, in their order. */
export function valuesOf(
  parts: readonly OpenedPart[],
  fact: 'version' | 'namespace' | 'generated' | 'encoding',
) {
  return distinct(parts.flatMap((part) => factsOf(part)?.[fact] ?? []))
}

export function producersOf(parts: readonly OpenedPart[]): Text[] {
  const texts = parts.flatMap((part) => factsOf(part)?.producer ?? [])
  return texts.filter(({ ru }, at) => texts.findIndex((other) => other.ru === ru) === at)
}

const distinct = (values: string[]) => [...new Set(values.filter((value) => value !== ''))]

/** From 0 to 100; a file whose size is not known yet is at the beginning. */
export function percentOf({ progress: { bytes, totalBytes } }: OpenedFile): number {
  return totalBytes === 0 ? 0 : Math.min(100, Math.round((bytes / totalBytes) * 100))
}

export const countNames = [
  'groups',
  'items',
  'offers',
  'documents',
  'counterparties',
  'properties',
  'priceTypes',
  'warehouses',
  'units',
] as const
