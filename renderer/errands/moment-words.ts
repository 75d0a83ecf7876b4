import { dateTime, displayZone } from '../format/time.ts'
import { currentLocale } from '../i18n/index.ts'

/** A moment with its weekday: `пн 30.11.2026 09:00:00`. */
export function momentWords(iso: string): string {
  const weekday = new Intl.DateTimeFormat(currentLocale(), { weekday: 'short', timeZone: displayZone.value })
  return `${weekday.format(new Date(iso))} ${dateTime(iso)}`
}
