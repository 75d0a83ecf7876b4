import { z } from 'zod'
import type { QueueView, RunView, ScenarioProblem, ScenarioRow } from '../scenarios/model.ts'
import { get, post, put } from './endpoint.ts'

/** Calls about scenarios and their runs. One run works at a time, the others wait in their order. */

const id = z.string().regex(/^[\p{L}\d][\p{L}\d_.-]{0,99}$/u, 'letters, digits, dot, dash and _')

export const scenariosApi = {
  'scenarios.list': get<ScenarioRow[]>()('/scenarios'),
  /** Text of a file, and what is wrong in it. */
  'scenarios.text': get<{ text: string; origin: ScenarioRow['origin']; problems: ScenarioProblem[] }>()(
    '/scenarios/:id',
  ),
  /** Writes a file of the workspace; one with problems is written too. */
  'scenarios.save': put<{ problems: ScenarioProblem[] }>()(
    '/scenarios/:id',
    z.object({ text: z.string().max(1_000_000) }),
  ),
  /** Takes a file of the workspace away; a shipped one of that name is seen again. Gives its text, for the way back. */
  'scenarios.remove': post<{ text: string }>()('/scenarios/:id/remove'),
  'scenarios.check': post<{ problems: ScenarioProblem[] }>()(
    '/scenario-check',
    z.object({ text: z.string().max(1_000_000) }),
  ),
  /** JSON Schema of a file, for editors. */
  'scenarios.schema': get<object>()('/scenario-schema'),
  /** Puts runs in the queue. */
  'scenarios.start': post<RunView[]>()(
    '/scenario-runs',
    z.object({
      ids: z.array(id).max(1000).default([]),
      /** Files that are not in the workspace. */
      sources: z
        .array(
          z.object({
            id,
            text: z.string().max(1_000_000),
            parts: z.record(z.string(), z.string()).default({}),
          }),
        )
        .max(1000)
        .default([]),
      /** Stops before the first step, to go on one by one. */
      paused: z.boolean().default(false),
      /** How long a look is repeated when its step does not say, ms. */
      patienceMs: z.number().int().min(0).max(600_000).optional(),
    }),
  ),
  /** What runs now, what waits, and whether there are bases to bring back. */
  'scenarios.queue': get<QueueView>()('/scenario-queue'),
  /** Newest first. */
  'scenarios.runs': get<RunView[]>()(
    '/scenario-runs',
    z.object({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      /** Those that this run of an errand wanted. */
      errand: z.coerce.number().int().positive().optional(),
    }),
  ),
  'scenarios.run': get<RunView>()('/scenario-runs/:run'),
  /** `stop` also empties the queue. */
  'scenarios.control': post<{ state: QueueView['state'] }>()(
    '/scenario-control',
    z.object({ action: z.enum(['pause', 'resume', 'step', 'stop']) }),
  ),
  /** Plays a run that is over once more, and pauses before one of the steps of the file, counted from 0. */
  'scenarios.again': post<RunView>()(
    '/scenario-runs/:run/again',
    z.object({ step: z.number().int().min(0) }),
  ),
  /** Puts back the bases that were there before the first run since. */
  'scenarios.bringBack': post<{ done: boolean }>()('/scenario-runs-back'),
}
