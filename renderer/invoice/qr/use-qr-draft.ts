import { useLocalStorage } from '@vueuse/core'
import { computed } from 'vue'
import { optionalQrKeys, usualFields, type QrMaking } from '../../../server/invoice/qr/options.ts'
import { qrFieldRule } from '../../../server/invoice/qr/fields.ts'
import type { ReadQrCode } from './types.ts'

/** A code as it is being filled in. */
export interface QrDraft {
  /** Values by standard key. */
  fields: Record<string, string>
  /** Fields beside the mandatory five, in the order of the form. */
  optional: string[]
  format: QrMaking['format']
  separator: QrMaking['separator']
  level: QrMaking['level']
  /** Millimetres; `null` is automatic. */
  size: number | null
}

export const emptyQrDraft = (): QrDraft => ({
  fields: {},
  optional: Object.keys(usualFields),
  format: 'ST00012',
  separator: 'auto',
  level: 'auto',
  size: null,
})

type Payment = NonNullable<ReadQrCode['payment']>

/** Fields of a string in the form: keys as the standard spells them, those that it does not have as they came. */
export function draftOfFields(fields: Payment['fields'], from: QrDraft): QrDraft {
  const values: Record<string, string> = {}
  for (const { key, value } of fields) {
    const name = qrFieldRule(key)?.key ?? key
    // What no form could name is left in the string that it came from.
    if (!/^\w{1,40}$/.test(name)) continue
    // A duplicate key: the first value counts (I-13).
    values[name] ??= value
  }
  const optional = Object.keys(values).filter((key) => !qrFieldRule(key)?.mandatory)
  const known = optionalQrKeys.filter((key) => optional.includes(key))
  return {
    ...from,
    fields: values,
    optional: [...known, ...optional.filter((key) => !known.includes(key))],
  }
}

/** The draft of the desk: it stays when the tab or the program is left. */
export function useQrDraft() {
  const draft = useLocalStorage('obmen.qr.draft', emptyQrDraft(), { mergeDefaults: true })

  const filled = computed(() =>
    Object.fromEntries(Object.entries(draft.value.fields).filter(([, value]) => value.trim() !== '')),
  )
  const picture = computed(() => ({ size: draft.value.size ?? ('auto' as const), level: draft.value.level }))
  /** What the server makes a code of; `null` while nothing is filled in. */
  const making = computed(() =>
    Object.keys(filled.value).length === 0
      ? null
      : {
          fields: filled.value,
          options: { ...picture.value, format: draft.value.format, separator: draft.value.separator },
        },
  )

  return { draft, making, picture }
}
