import { Refusal } from '../../storage/refusal.ts'
import type { Outcome, World } from '../world.ts'
import type { DraftStep } from './model.ts'

/** What a step asked of the bench. */
interface Asked {
  name: string
  /** The same question again has the same key. */
  key: string
  outcome: Outcome
}

/** Stands between scenarios and the bench: what is played again is seen, and a story that is recorded is not disturbed. */
export interface Tap {
  world: World
  /** A scenario would put other bases below the story: none is begun while this says so. */
  refuse(recording: () => boolean): void
  /** Keeps what is asked from now on. */
  listen(): void
  /** What each step came to since `listen`, as far as they got. */
  outcomes(steps: readonly DraftStep[]): Outcome[]
}

const nameOf = ({ kind, members }: DraftStep): string =>
  kind === 'journal' ? 'journal.page' : kind === 'clock' ? 'clock.set' : String(members[kind])

export function createTap(world: World): Tap {
  let isRecording = (): boolean => false
  let asked: Asked[] | null = null
  const noted = async (name: string, input: object, answer: Promise<Outcome>): Promise<Outcome> => {
    const outcome = await answer
    asked?.push({ name, key: JSON.stringify([name, input]), outcome })
    return outcome
  }
  return {
    world: {
      ...world,
      async begin(given) {
        if (isRecording())
          throw new Refusal('SCENARIO-RECORDING', {
            ru: 'Идёт запись сценария: прогон поставил бы под неё другие базы. Остановите запись и запустите снова.',
            en: 'A scenario is being recorded: a run would put other bases below it. Stop the recording and start again.',
          })
        await world.begin(given)
        // What came before the first step is not the story.
        if (asked) asked = []
      },
      call: (name, input) =>
        name.startsWith('snapshots.') ? world.call(name, input) : noted(name, input, world.call(name, input)),
      send: (operation, input) => noted(operation, input, world.send(operation, input)),
    },
    refuse(recording) {
      isRecording = recording
    },
    listen() {
      asked = []
    },
    outcomes(steps) {
      const list = asked ?? []
      asked = null
      const outcomes: Outcome[] = []
      let at = 0
      for (const step of steps) {
        const first = list[at]
        if (first?.name !== nameOf(step)) break
        // What is repeated until it shows what is expected: the last one counts.
        const isRepeated = step.kind === 'read' || step.kind === 'journal' || 'within' in step.members
        while (isRepeated && list[at + 1]?.key === first.key) at += 1
        outcomes.push(list[at]!.outcome)
        at += 1
      }
      return outcomes
    },
  }
}
