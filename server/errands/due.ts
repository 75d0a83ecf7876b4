import { momentsOf } from './moments.ts'
import type { ErrandWhen, MissedPolicy } from './model.ts'

/** What is to be done about the moments of a schedule that have come. Pure. */

/** A moment that is noticed so late was missed: the program was off, or the computer slept. */
const LATE_MS = 60_000
/** Runs that are caught up at most by the policy «все». */
export const MOST_CAUGHT_UP = 20
/** Moments that are looked at one by one; of more, the number is not told exactly. */
const MOST_MOMENTS = 1000

export interface Due {
  /** Moments to run for, in their order. */
  run: { planned: Date; trigger: 'schedule' | 'catch-up' }[]
  /** Moments that nothing runs for. */
  missed: { count: number; first: Date; last: Date; more: boolean } | null
  /** Up to here everything is dealt with. */
  through: Date
}

/** @param through up to where moments were dealt with before */
export function dueOf(
  { when, missed: policy }: { when: ErrandWhen; missed: MissedPolicy },
  { through, now, anchor }: { through: Date; now: Date; anchor: Date },
): Due {
  const moments = momentsOf(when, { after: through, until: now, anchor, limit: MOST_MOMENTS })
  const more = moments.length === MOST_MOMENTS
  const last = moments.at(-1)
  const onTime = !more && last !== undefined && now.getTime() - last.getTime() <= LATE_MS ? last : null
  const late = onTime ? moments.slice(0, -1) : moments
  const wanted = { skip: 0, once: onTime ? 0 : 1, all: MOST_CAUGHT_UP }[policy]
  const caught = late.slice(Math.max(late.length - wanted, 0))
  const left = late.slice(0, late.length - caught.length)
  return {
    run: [
      ...caught.map((planned) => ({ planned, trigger: 'catch-up' as const })),
      ...(onTime ? [{ planned: onTime, trigger: 'schedule' as const }] : []),
    ],
    missed: left.length > 0 ? { count: left.length, first: left[0]!, last: left.at(-1)!, more } : null,
    through: now,
  }
}
