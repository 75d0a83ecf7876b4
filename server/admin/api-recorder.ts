import { z } from 'zod'
import type { RecordedScenario, RecorderView } from '../scenarios/recorder/model.ts'
import { get, post } from './endpoint.ts'

/** Calls about the recorder of scenarios. Part of the table in `api.ts`. */

export const recorderApi = {
  'recorder.state': get<RecorderView>()('/recorder'),
  /** Keeps the bases as they are, so that the story can be played again on them. */
  'recorder.start': post<RecorderView>()('/recorder/start'),
  /** Plays the story once more, so that nothing is expected that would not hold, and keeps it as a scenario. */
  'recorder.stop': post<RecordedScenario>()(
    '/recorder/stop',
    z.object({ /** Empty: after its first and last deed. */ title: z.string().trim().max(150).default('') }),
  ),
  'recorder.cancel': post<RecorderView>()('/recorder/cancel'),
} as const
