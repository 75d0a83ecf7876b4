import { shallowRef } from 'vue'
import { admin } from '../api/client.ts'
import type { MappingKind, MappingKindSummary } from '../api/types.ts'
import { currentLocale, t } from '../i18n/index.ts'

/** What kinds and the systems on their two sides are called. Own kinds are known once a screen has read them. */

type OwnKind = NonNullable<MappingKindSummary['own']>
export type OwnKindId = Extract<MappingKind, `own_${string}`>
type BuiltInKind = Exclude<MappingKind, OwnKindId>

const ownKinds = shallowRef<ReadonlyMap<MappingKind, OwnKind>>(new Map())
let asked = false

export const isOwn = (kind: MappingKind): kind is OwnKindId => kind.startsWith('own_')

/** Takes over what a screen has read. */
export function knowKinds(kinds: readonly MappingKindSummary[]): void {
  asked = true
  ownKinds.value = new Map(kinds.flatMap(({ kind, own }) => (own ? [[kind, own] as const] : [])))
}

function ownOf(kind: MappingKind): OwnKind | null {
  if (!asked) {
    asked = true
    // Until it is known, and when it cannot be, the id stands for the name.
    admin.call('mappings.kinds').then(knowKinds, () => (asked = false))
  }
  return ownKinds.value.get(kind) ?? null
}

export function kindTitle(kind: MappingKind): string {
  if (!isOwn(kind)) return t(`mappings.kind.${kind as BuiltInKind}`)
  const title = ownOf(kind)?.title
  return title ? (currentLocale() === 'en' && title.en) || title.ru : kind
}

export const kindGroups = ['site', 'cml', 'regate', 'ksup', 'own'] as const
export type KindGroup = (typeof kindGroups)[number]

/** Whose contract the kind is of. */
export const groupOf = (kind: MappingKind): KindGroup =>
  kindGroups.find((group) => group !== 'site' && kind.startsWith(`${group}_`)) ?? 'site'

/** The systems on both sides; `null` where they are the site and 1C, as columns say anyway. */
export function sidesOf(kind: MappingKind): { site: string; onec: string } | null {
  if (isOwn(kind)) return ownOf(kind)?.sides ?? { site: t('common.side.site'), onec: t('common.side.onec') }
  const other = { ksup: 'ksup', regate: 'restore', cml: null, site: null, own: null } as const
  const side = other[groupOf(kind)]
  return side && { site: t(`common.side.${side}`), onec: t('common.side.onec') }
}
