/** When a VAT rate existed (section 4.3). The list of rates on the wire is open (AD-45); this one is for hints only. */
const periods: readonly { percent: number; from: string; until?: string }[] = [
  { percent: 0, from: '2004-01-01' },
  { percent: 10, from: '2004-01-01' },
  { percent: 18, from: '2004-01-01', until: '2018-12-31' },
  { percent: 20, from: '2019-01-01', until: '2025-12-31' },
  { percent: 5, from: '2025-01-01' },
  { percent: 7, from: '2025-01-01' },
  { percent: 22, from: '2026-01-01' },
]

export function isKnownVatPercent(percent: number): boolean {
  return periods.some((period) => period.percent === percent)
}

/** Whether the rate existed on a day `YYYY-MM-DD`. */
export function vatPercentHeldOn(percent: number, date: string): boolean {
  return periods.some(
    (period) => period.percent === percent && period.from <= date && date <= (period.until ?? '9999-12-31'),
  )
}

/** The main rate of a day, as 1C writes it: `20%` from 2019, `22%` from 2026 and where there is no date. */
export function mainVatRate(date: string | null): string {
  const main = date === null ? undefined : [18, 20].find((percent) => vatPercentHeldOn(percent, date))
  return `${main ?? 22}%`
}
