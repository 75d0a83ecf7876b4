import { toLocalTime } from '../contracts/time.ts'
import type { FaultSchedule } from './model.ts'

/** Whether a schedule includes a moment; no schedule includes all of them. Pure. */
export function inForce(schedule: FaultSchedule | null, now: Date): boolean {
  if (!schedule) return true
  if (schedule.form === 'period')
    return now.getTime() >= Date.parse(schedule.from) && now.getTime() < Date.parse(schedule.until)
  const { from, until, weekdays, zone } = schedule
  const [date = '', time = ''] = toLocalTime(now, zone).split('T')
  const today = new Date(`${date}T00:00:00Z`).getUTCDay() || 7
  const yesterday = today === 1 ? 7 : today - 1
  const minute = time.slice(0, 5)
  if (from === until) return weekdays.includes(today)
  if (from < until) return weekdays.includes(today) && minute >= from && minute < until
  return (weekdays.includes(today) && minute >= from) || (weekdays.includes(yesterday) && minute < until)
}
