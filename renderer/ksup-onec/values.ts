import { itemKinds, orderStatuses, orderTypes } from '../../server/contracts/ksup/conditions/words.ts'
import { t } from '../i18n/index.ts'

/** The words that the base holds, in the language of the page. */

type Option = {
  value: string
  label: string
}

/** The choices of a field; a value that the base has and the list has not stays a choice. */
const withOwn = (options: Option[], own: string): Option[] =>
  own === '' || options.some(({ value }) => value === own)
    ? options
    : [{ value: own, label: own }, ...options]

export const orderTypeOptions = (own: string): Option[] =>
  withOwn(
    (['normal', 'marketing'] as const).map((key) => ({
      value: orderTypes[key],
      label: t(`ksupOnec.value.orderType.${key}`),
    })),
    own,
  )

export const orderStatusOptions = (own: string): Option[] =>
  withOwn(
    (['agreeing', 'executing', 'closed'] as const).map((key) => ({
      value: orderStatuses[key],
      label: t(`ksupOnec.value.orderStatus.${key}`),
    })),
    own,
  )

export const itemKindOptions = (own: string): Option[] =>
  withOwn(
    (['goods', 'service', 'set', 'packaging'] as const).map((key) => ({
      value: itemKinds[key],
      label: t(`ksupOnec.value.itemKind.${key}`),
    })),
    own,
  )

/** A word of the base in the language of the page, itself when it is not one of the list. */
export function valueLabel(options: (own: string) => Option[], value: string): string {
  return options(value).find((option) => option.value === value)?.label ?? value
}
