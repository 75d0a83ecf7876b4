import { t } from '../i18n/index.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

/** How long it is until an instant: «через 12 с», «через 5 мин», «сейчас»; empty for no instant. */
export function untilText(iso: string | null, now: Date): string {
  if (iso === null) return ''
  const seconds = Math.ceil((Date.parse(iso) - now.getTime()) / 1000)
  if (seconds <= 0) return t('ksupExchange.due.now')
  if (seconds < MINUTE) return t('ksupExchange.due.seconds', { n: seconds })
  return seconds < HOUR
    ? t('ksupExchange.due.minutes', { n: Math.round(seconds / MINUTE) })
    : t('ksupExchange.due.hours', { n: Math.round(seconds / HOUR) })
}
