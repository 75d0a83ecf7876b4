import type { SelectOption } from 'naive-ui'
import type { MappingKind, MappingKindSummary } from '../api/types.ts'
import { t } from '../i18n/index.ts'
import { kindTitle, sidesOf } from './kind-words.ts'

/** The sides of kinds, to be chosen one of. */

type SideOfKind = NonNullable<NonNullable<NonNullable<MappingKindSummary['own']>['same']>['site']>

export const sideText = (chosen: SideOfKind | undefined): string | null =>
  chosen ? `${chosen.kind} ${chosen.side}` : null

export function sideOfText(text: string): SideOfKind {
  const [kind, side] = text.split(' ')
  return { kind: kind as MappingKind, side: side as SideOfKind['side'] }
}

export const sideOptions = (kinds: readonly MappingKindSummary[]): SelectOption[] =>
  kinds.flatMap(({ kind }) => {
    const titles = sidesOf(kind) ?? { site: t('common.side.site'), onec: t('common.side.onec') }
    return (['site', 'onec'] as const).map((side) => ({
      value: `${kind} ${side}`,
      label: `${kindTitle(kind)}: ${titles[side]}`,
    }))
  })
