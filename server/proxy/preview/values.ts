import type { MappingKind, Replacement } from '../../mappings/model.ts'
import type { Resolver } from '../../mappings/resolve.ts'

/** Values of messages that pass by, and what the mapping tables would do with them. Pure. */

export type PreviewTables = Pick<Resolver, 'toOnec' | 'toSite' | 'inUse'>
export type Part = Replacement['part']

export interface PassingValue {
  kind: MappingKind
  pointer: string
  value: string | null | undefined
  name?: string | undefined
}

/** Both messages of an exchange as they were read. */
export interface PassingMessages {
  /** The value that was read of the body, `null` when none was. */
  request: unknown
  response: unknown
  /** Parameters of the address as they stand in it. */
  query: Readonly<Record<string, string | string[]>>
  /** Bodies of a contract that has no messages, as they are. */
  bytes: { request: Uint8Array | null; response: Uint8Array | null }
}

const isThere = (value: PassingValue): value is PassingValue & { value: string } => Boolean(value.value)

export function asOnecNames(
  values: readonly PassingValue[],
  part: Part,
  { toOnec: resolve }: Pick<PreviewTables, 'toOnec'>,
): Replacement[] {
  return values.filter(isThere).map(({ kind, pointer, value, name }) => {
    const { outcome, value: to, row } = resolve(kind, value, name)
    return { kind, pointer, part, direction: 'site_to_1c', from: value, to, outcome, row: row?.id ?? null }
  })
}

/**
 * 1C writes the site's own values once its mappings are right, so a value that a row has on the side of the site stands for
 * itself; one that a row has on the side of 1C would become the site's.
 */
export function asSiteNames(
  values: readonly PassingValue[],
  part: Part,
  tables: Pick<PreviewTables, 'toOnec' | 'toSite'>,
): Replacement[] {
  return values.filter(isThere).map(({ kind, pointer, value }) => {
    const own = tables.toOnec(kind, value)
    const foreign = own.outcome === 'mapped' ? null : tables.toSite(kind, value)
    const { outcome, row } = foreign ?? own
    const to = foreign ? foreign.value : own.viaName ? own.siteId : value
    return { kind, pointer, part, direction: 'onec_to_site', from: value, to, outcome, row: row?.id ?? null }
  })
}

/** Each value once: a full stock names a warehouse ten thousand times. */
export function onlyFirst(values: readonly PassingValue[]): PassingValue[] {
  const seen = new Set<string>()
  return values.filter(({ kind, value }) => {
    const key = `${kind} ${value}`
    return !seen.has(key) && seen.add(key)
  })
}
