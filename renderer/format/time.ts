import { shallowRef } from 'vue'
import { isLocalTime, toLocalTime } from '../../server/contracts/time.ts'
import { currentLocale } from '../i18n/index.ts'

/**
 * IANA zone that times are shown in: that of the exchange, so that a screen and a body tell the same time (AD-14).
 * Until the settings are known it is the zone of the browser.
 */
export const displayZone = shallowRef(Intl.DateTimeFormat().resolvedOptions().timeZone)

/** `21.11.2026 14:05:09` in Russian, `2026-11-21 14:05:09` in English; `''` for no date. */
export function dateTime(iso: string | null | undefined): string {
  const day = date(iso)
  return day && `${day} ${time(iso)}`
}

export function date(iso: string | null | undefined): string {
  const day = local(iso).slice(0, 10)
  return currentLocale() === 'ru' ? day.split('-').reverse().join('.') : day
}

/** `14:05:09`. */
export function time(iso: string | null | undefined): string {
  return local(iso).slice(11, 19)
}

/** `14:05:09.123`, for lists where seconds are too coarse. */
export function timeMs(iso: string): string {
  return `${time(iso)}.${String(new Date(iso).getMilliseconds()).padStart(3, '0')}`
}

/** Local time of an instant; a time of the wire, which has no zone, is local already. */
function local(iso: string | null | undefined): string {
  if (!iso) return ''
  if (isLocalTime(iso)) return iso
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? '' : toLocalTime(at, displayZone.value)
}
