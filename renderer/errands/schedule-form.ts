import { fromLocalTime, toLocalTime } from '../../server/contracts/time.ts'
import type { ErrandKind, ErrandRow, ErrandValue, ErrandWhen, ScheduleBody } from './types.ts'

/** A schedule as a person fills it in: every kind of «когда» keeps what was typed. */
export interface ScheduleForm extends Omit<ScheduleBody, 'id' | 'when' | 'params'> {
  /** `null`: a new one. */
  id: string | null
  params: Record<string, ErrandValue>
  kind: ErrandWhen['kind']
  expression: string
  zone: string
  minutes: number
  /** Local time in the zone, `yyyy-MM-ddTHH:mm:ss`. */
  at: string
}

const HOUR_MS = 3600_000

/** The defaults of a kind, with what was known of the parameters before. */
export function paramsOf(kind: ErrandKind | undefined, known: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    (kind?.params ?? []).map(({ name, default: byDefault }) => [
      name,
      (known[name] ?? byDefault) as ErrandValue,
    ]),
  )
}

/** @param now the clock of the bench, ISO 8601 */
export function newForm(kind: ErrandKind, zone: string, now: string, params = {}): ScheduleForm {
  const nextHour = new Date(Math.ceil((Date.parse(now) + 1) / HOUR_MS) * HOUR_MS)
  return {
    id: null,
    errand: kind.id,
    name: '',
    params: paramsOf(kind, params),
    kind: 'every',
    expression: '*/5 9-17 * * 1-5',
    zone,
    minutes: 5,
    at: toLocalTime(nextHour, zone),
    enabled: true,
    missed: 'skip',
    overlap: 'skip',
    limitMinutes: 60,
  }
}

export function formOf(
  stored: ScheduleBody,
  kind: ErrandKind | undefined,
  zone: string,
  now: string,
): ScheduleForm {
  const { id, errand, name, params, when, enabled, missed, overlap, limitMinutes } = stored
  const nameless = { ru: '', en: '' }
  const fresh = newForm({ id: errand, title: nameless, description: nameless, params: [] }, zone, now)
  return {
    ...fresh,
    ...{ id, name, enabled, missed, overlap, limitMinutes },
    params: kind ? paramsOf(kind, params) : { ...params },
    kind: when.kind,
    ...(when.kind === 'cron' ? { expression: when.expression, zone: when.zone } : {}),
    ...(when.kind === 'every' ? { minutes: when.minutes } : {}),
    ...(when.kind === 'once' ? { zone: when.zone, at: toLocalTime(new Date(when.at), when.zone) } : {}),
  }
}

export function whenOf({ kind, expression, zone, minutes, at }: ScheduleForm): ErrandWhen {
  if (kind === 'cron') return { kind, expression, zone }
  if (kind === 'every') return { kind, minutes }
  return { kind, at: fromLocalTime(at, zone).toISOString(), zone }
}

export function bodyOf(form: ScheduleForm): Omit<ScheduleBody, 'id'> {
  const { errand, name, params, enabled, missed, overlap, limitMinutes } = form
  return { errand, name: name.trim(), params, when: whenOf(form), enabled, missed, overlap, limitMinutes }
}

/** What is stored of a row: to bring it back, or to copy it. */
export function storedOf(row: ErrandRow): ScheduleBody {
  const { id, errand, name, params, when, enabled, missed, overlap, limitMinutes } = row
  return { id, errand, name, params, when, enabled, missed, overlap, limitMinutes }
}
