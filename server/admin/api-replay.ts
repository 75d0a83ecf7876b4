import { z } from 'zod'
import {
  refreshKinds,
  type RefreshKind,
  type ReplayDetails,
  type ReplayPlan,
  type ReplayRun,
} from '../journal/replay/model.ts'
import type { Text } from '../contracts/text.ts'
import type { StoredBody } from '../storage/bodies.ts'
import { get, post } from './endpoint.ts'

/** Recorded requests sent again: a plan, a run after it, its result beside what was answered then. */

const account = z.object({ user: z.string().max(200), password: z.string().max(1000) })

const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('same') }),
  z.object({ kind: z.literal('own') }),
  z.object({ kind: z.literal('address'), base: z.string().min(1).max(1000) }),
])

const order = {
  selection: z.union([
    z.object({ ids: z.array(z.number().int().positive()).min(1).max(5000) }),
    z.object({ q: z.string().max(1000) }),
    z.object({ session: z.string().min(1).max(300) }),
  ]),
  target: target.default({ kind: 'same' }),
  /** `given`: `account` of the body; for this run only, it is not kept. */
  accountFrom: z.enum(['workspace', 'given', 'none']).default('workspace'),
  account: account.optional(),
  /** What is not made anew. */
  off: z.array(z.enum(refreshKinds)).default([]),
  /** In place of the body of an entry, by its number: a text, or what `replay.keep` has kept. */
  edits: z
    .record(
      z.string().regex(/^\d+$/),
      z.union([
        z.string().max(1024 * 1024),
        z.strictObject({ sha256: z.string().regex(/^[\da-f]{64}$/), bytes: z.number().int().nonnegative() }),
      ]),
    )
    .default({}),
  rate: z.number().positive().max(1000).nullable().default(null),
}
export const ReplayOrder = z.object(order)
export type ReplayOrder = z.infer<typeof ReplayOrder>

const consent = { hash: z.string().optional(), confirm: z.boolean().optional() }

export const replayApi = {
  /** What can be made anew, for the switches of the form. */
  'replay.refreshes': get<{ kind: RefreshKind; title: Text; reason: Text }[]>()('/replay-refreshes'),
  /** Keeps a file that was uploaded (`fileAddresses.interchangeUpload`), of any size, to go in place of a recorded body. */
  'replay.keep': post<StoredBody>()('/replay/bodies', z.object({ upload: z.string().min(1).max(100) })),
  /** A dry run: nothing is sent. */
  'replay.plan': post<ReplayPlan>()('/replay/plan', ReplayOrder),
  'replay.start': post<ReplayRun>()('/replay', z.object({ ...order, ...consent })),
  'replay.runs': get<ReplayRun[]>()('/replay'),
  'replay.run': get<ReplayDetails>()('/replay/:run'),
  'replay.stop': post<ReplayRun>()('/replay/:run/stop'),
  'replay.resume': post<ReplayRun>()(
    '/replay/:run/resume',
    z.object({
      only: z.enum(['waiting', 'failed']).default('waiting'),
      account: account.optional(),
      confirm: z.boolean().optional(),
    }),
  ),
} as const
