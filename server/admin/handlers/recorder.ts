import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

export function recorderHandlers({ recorder }: Pick<BenchParts, 'recorder'>) {
  return {
    'recorder.state': () => recorder.view(),
    'recorder.start': () => recorder.start(),
    'recorder.stop': ({ body }) => recorder.stop(body.title),
    'recorder.cancel': () => recorder.cancel(),
  } satisfies Partial<AdminHandlers>
}
