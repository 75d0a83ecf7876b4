import { date } from '../../format/time.ts'
import { t } from '../../i18n/index.ts'

/** `01.09.2025 – 31.12.2025`, `с 01.09.2025` without an end. */
export const periodText = ({ from, to }: { from: string; to: string | null }): string =>
  to === null
    ? t('ksupOnec.period.from', { from: date(from) })
    : t('ksupOnec.period.both', { from: date(from), to: date(to) })
