import { z } from 'zod'
import type { Text } from '../contracts/text.ts'
import type { RowUse, UsedIn, UseExchange } from '../journal/uses/model.ts'
import type { Outcome, Verdict } from '../journal/replay/model.ts'
import type { TableStep } from '../mappings/delta.ts'
import type { MappingRowView, UnmappedValue } from '../mappings/model.ts'
import { get, post } from './endpoint.ts'

/** Evidence of the mapping tables: where rows were used, which exchanges a value broke, and those repeated once it is bound. */

/** A value without a row with the exchanges that it broke, newest first. Entries that the journal no longer has are not named. */
export interface BrokenValue extends UnmappedValue {
  exchanges: UseExchange[]
  /** How many there are; `exchanges` names the newest of them. */
  exchangesTotal: number
}

/** What came of one exchange that the value had broken. */
export interface RepeatedExchange {
  entry: number
  /**
   * `replay`: the recorded request was sent again. `cycle`: 1C of the bench asked the site anew, since an answer that nobody takes
   * in would help no order. `same`: a newer exchange with the same request was repeated in its place. `gone`: it is not in the
   * journal any more.
   */
  by: 'replay' | 'cycle' | 'same' | 'gone'
  /** The entry that holds the new exchange. */
  result: number | null
  then: Outcome | null
  now: Outcome | null
  /** Of a replay; `null` while it waits. */
  verdict: Verdict | null
  note: Text | null
}

const text = z.string().max(10_000).default('')

/** The other side of the value. */
export const BindTarget = z.union([
  z.strictObject({ ref_1c: text, code_1c: text, name_1c: text }),
  z.strictObject({ site_id: text, site_name: text }),
])
export type BindTarget = z.infer<typeof BindTarget>

const broken = {
  kind: z.string().min(1),
  direction: z.enum(['site_to_1c', 'onec_to_site']),
  value: z.string().min(1).max(10_000),
  /** Which of the broken exchanges; without it, the newest of each request. `[]`: none. */
  entries: z.array(z.number().int().positive()).max(50).optional(),
}
export const RepeatOrder = z.strictObject(broken)
export type RepeatOrder = z.infer<typeof RepeatOrder>

export const BindOrder = z
  .strictObject({
    ...broken,
    /** A row whose other side is the partner: one that waits for it, or one of several that may share it. */
    row: z.string().min(1).optional(),
    target: BindTarget.optional(),
    /** The plan that a person has seen, and that they agree to calling a real system. */
    hash: z.string().optional(),
    confirm: z.boolean().optional(),
  })
  .refine(
    ({ row, target }) => (row === undefined) !== (target === undefined),
    'нужно одно из двух: row или target',
  )
export type BindOrder = z.infer<typeof BindOrder>

/** What a repetition would do. */
export interface RepeatPlan {
  exchanges: (UseExchange & Pick<RepeatedExchange, 'by'>)[]
  /** 1C of the bench will ask the site for orders. */
  asksSite: boolean
  /** Hosts that are called and are not this machine: they have to be agreed to. */
  realHosts: string[]
  warnings: Text[]
  /** The settings do not let it start. */
  forbidden: boolean
  /** Names this very plan. */
  hash: string
}

export interface BoundAndRepeated {
  /** The row that answers for the value now. */
  row: MappingRowView
  change: TableStep
  /** Number of the replay that was started. */
  run: number | null
  exchanges: RepeatedExchange[]
  /** What 1C of the bench came to with the orders that waited. */
  orders: { order_id: string; result: string; codes: string[] }[]
}

export const mappingUsageApi = {
  /** `behind`: entries whose use is not counted yet. */
  'mappings.usage': get<{ uses: RowUse[]; behind: number }>()('/mappings/:kind/usage'),
  /** Exchanges that asked for a row, newest first. */
  'mappings.usageOf': get<{ times: number; held: number; exchanges: UsedIn[] }>()(
    '/mappings/:kind/usage/:row',
    z.object({ limit: z.coerce.number().int().min(1).max(50).default(20) }),
  ),
  /** A dry run of the next: nothing is sent or changed. */
  'mappings.repeatPlan': post<RepeatPlan>()('/mappings-unmapped/plan', RepeatOrder),
  /**
   * «Сопоставить и повторить»: fills the row of a value that is not mapped, as one change, and repeats the exchanges that it broke.
   * `REPLAY-CONFIRM` and nothing done when they go to a real system and a person has not agreed to that very plan;
   * `MAPPING-BIND` when the row would not answer, `MAPPING-VALUE-UNKNOWN` when the value is not listed (any more).
   */
  'mappings.bindAndRepeat': post<BoundAndRepeated>()('/mappings-unmapped/bind', BindOrder),
} as const
