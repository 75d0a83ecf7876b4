import { Refusal } from '../storage/refusal.ts'
import { ContractError } from '../http/errors.ts'
import type { Changes } from '../storage/changes.ts'
import type { RunRecord } from '../scenarios/model.ts'
import { createRecorder, type Recorder } from '../scenarios/recorder/recorder.ts'
import type { Tap } from '../scenarios/recorder/tap.ts'
import { adminApi, type AdminCall } from './api.ts'
import type { BenchParts } from './deps.ts'
import { statusOf } from './problem.ts'
import { allOperations } from './scenarios/known-names.ts'
import type { Scenarios } from './scenarios/service.ts'

export interface RecordingDeps {
  tap: Tap
  scenarios: Scenarios
  changes: Changes
  /** The parts as they are now: others take their place when bases are restored. */
  parts(): BenchParts
  settled(): Promise<void>
  initialDocument(): object
}

/** The last word before the first parameter of an address names the object: `/site/orders/:id` is about an order. */
export function nounOf(call: string): string {
  const path = Object.hasOwn(adminApi, call) ? adminApi[call as AdminCall].path : `/${call.split('.').at(-1)}`
  const words = path
    .replace(/\/:enterprise/, '')
    .split('/')
    .filter(Boolean)
  const parameter = words.findIndex((word) => word.startsWith(':'))
  const word = words[parameter > 0 ? parameter - 1 : words.length - 1] ?? 'object'
  return word.replace(/ies$/, 'y').replace(/s$/, '').replace(/\W+/g, '_')
}

/** The recorder of this bench. */
export function createRecording(deps: RecordingDeps): Recorder {
  const { tap, scenarios, changes, parts, settled, initialDocument } = deps

  async function play(id: string, text: string): Promise<RunRecord> {
    const [run] = await scenarios.start({ ids: [], sources: [{ id, text, parts: {} }], paused: false })
    return scenarios.ended(run!.id)
  }

  return createRecorder({
    tap,
    operations: allOperations,
    changes,
    journal: () => parts().journal,
    settled,
    time() {
      const { now, frozen } = parts().time.state()
      return { now, frozen }
    },
    document: () => parts().workspace.document.value,
    initialDocument,
    nounOf,
    refusalOf: (error) => ({
      status: statusOf(error),
      code: error instanceof Refusal || error instanceof ContractError ? error.code : null,
    }),
    play,
    save: (id, text) => scenarios.library.save(id, text),
  })
}
