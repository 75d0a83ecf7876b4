import { z } from 'zod'
import {
  ErrandSchedule,
  ErrandWhen,
  runOutcomes,
  type ErrandKindInfo,
  type ErrandList,
  type ErrandRun,
  type RunPage,
  type WhenPreview,
} from '../errands/model.ts'
import { get, post } from './endpoint.ts'

/** «Регламентные задания»: what sides start by themselves, on schedules. */
export const errandsApi = {
  /** What there is to put on a schedule. */
  'errands.kinds': get<ErrandKindInfo[]>()('/errands/kinds'),
  'errands.list': get<ErrandList>()('/errands'),
  /** A schedule in words with its next moments, before it is saved. */
  'errands.preview': post<WhenPreview>()('/errands/preview', z.object({ when: ErrandWhen })),
  /** Adds a schedule, or changes the one with the id. Saving a removed one brings it back. */
  'errands.save': post<{ id: string; list: ErrandList }>()(
    '/errands',
    ErrandSchedule.extend({ /** Absent: a new one. */ id: ErrandSchedule.shape.id.optional() }),
  ),
  'errands.switch': post<ErrandList>()('/errands/:id/switch', z.object({ enabled: z.boolean() })),
  /** Its history stays. */
  'errands.remove': post<ErrandList>()('/errands/:id/remove'),
  /** «Выполнить сейчас»: begins the run and does not wait for its end. */
  'errands.run': post<ErrandRun>()('/errands/:id/run'),
  'errands.runOf': get<ErrandRun>()('/errands/runs/:run'),
  /** A run that has ended already stays as it is. */
  'errands.stop': post<ErrandRun>()('/errands/runs/:run/stop'),
  'errands.history': get<RunPage>()(
    '/errands/history',
    z.object({
      schedule: z.string().optional(),
      errand: z.string().optional(),
      outcome: z.enum(runOutcomes).optional(),
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  ),
} as const
