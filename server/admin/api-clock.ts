import { z } from 'zod'
import { get, post } from './endpoint.ts'

/** The clock of the bench. Part of the table in `api.ts`. It goes with the machine again when the program is started anew. */

export interface ClockView {
  /** ISO 8601, by the bench's clock. */
  now: string
  /** The machine's own time at the same moment. */
  machine: string
  /** The zone that screens show times in. */
  zone: string
  /** It stands until it is moved or let go. */
  frozen: boolean
  /** How far it is from the machine's, ms; `null` while it is frozen. */
  aheadMs: number | null
  /** When the bench does something by itself next, `null`: nothing is due. */
  next: string | null
}

export interface ClockMoved extends ClockView {
  /** Alarms that rang on the way: expiries, retries, schedules. */
  rang: number
}

const at = z.iso.datetime({ offset: true })

/**
 * `move` goes to a moment or by so many ms (back: less than 0), `next` to the next moment at which something is due; both
 * answer when what rang is done.
 */
export const ClockChange = z.discriminatedUnion('action', [
  z.object({ action: z.literal('freeze'), at: at.optional() }),
  z.object({ action: z.literal('go') }),
  z
    .object({ action: z.literal('move'), at: at.optional(), byMs: z.number().int().optional() })
    .refine(({ at, byMs }) => (at === undefined) !== (byMs === undefined), {
      message: 'нужно одно из двух: at или byMs',
    }),
  z.object({ action: z.literal('next') }),
  z.object({ action: z.literal('reset') }),
])

export const clockApi = {
  'clock.read': get<ClockView>()('/clock'),
  'clock.set': post<ClockMoved>()('/clock', ClockChange),
} as const
