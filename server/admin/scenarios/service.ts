import type { Text } from '../../contracts/text.ts'
import type { Part } from '../../scenarios/language.ts'
import type { QueueView, RunView, ScenarioProblem, ScenarioRow } from '../../scenarios/model.ts'
import type { World } from '../../scenarios/world.ts'
import type { Changes } from '../../storage/changes.ts'
import { Refusal, WrongInput } from '../../storage/refusal.ts'
import { createKeptBases } from './kept-bases.ts'
import { partsOf, type Library } from './library.ts'
import { createRunQueue, type ControlAction, type Source } from './queue.ts'

export interface StartInput {
  ids: readonly string[]
  sources: readonly { id: string; text: string; parts: Readonly<Record<string, string>> }[]
  paused: boolean
  patienceMs?: number | undefined
}

/** What came of scenarios that an errand played. */
export interface Played {
  runs: RunView[]
  /** Why the bases could not be kept before the first one or put back after the last one. */
  basesRefused: Text | null
}

export interface Scenarios {
  library: Library
  list(): Promise<ScenarioRow[]>
  /** Puts runs in the queue. @throws Refusal `SCENARIO-UNKNOWN`, `SCENARIO-PROBLEMS` before anything runs */
  start(input: StartInput): Promise<RunView[]>
  /**
   * Plays scenarios for an errand, to the last one or until `signal`.
   * @returns `null` while other runs are in the queue
   * @throws Refusal as `start`
   */
  play(
    ids: readonly string[],
    how: { errand: number; bringBack: boolean; signal: AbortSignal },
  ): Promise<Played | null>
  queue(): QueueView
  /** Newest first. */
  runs(fits: { limit: number; errand?: number | undefined }): RunView[]
  /** @throws Refusal `SCENARIO-RUN-UNKNOWN` */
  run(id: number): RunView
  /** Resolves with the run when it is over. @throws Refusal `SCENARIO-RUN-UNKNOWN` */
  ended(id: number): Promise<RunView>
  control(action: ControlAction): QueueView['state']
  /**
   * Plays what a run played once more and pauses before one of the steps of the file.
   * @throws Refusal `SCENARIO-RUN-UNKNOWN`, `SCENARIO-NO-WAY-BACK`; WrongInput `SCENARIO-NO-STEP`
   */
  again(run: number, step: number): RunView
  /**
   * Puts back the bases of before the first run since. @returns whether there were any
   * @throws Refusal `SCENARIO-BUSY` while scenarios run, `SCENARIO-BASES` when they cannot be put back now
   */
  bringBack(): Promise<boolean>
  /** Ends what runs. */
  close(): Promise<void>
}

export interface ScenariosDeps {
  library: Library
  world: World
  changes: Changes
  /** Resolves when the clock is not being moved. */
  still(): Promise<void>
}

const problemsRefused = (id: string, problems: readonly ScenarioProblem[]): Refusal => {
  const told = (language: 'ru' | 'en'): string =>
    problems.map(({ line, column, message }) => `${line}:${column} ${message[language]}`).join('; ')
  return new Refusal('SCENARIO-PROBLEMS', {
    ru: `Сценарий «${id}» нельзя выполнить: ${told('ru')}`,
    en: `The scenario "${id}" cannot be run: ${told('en')}`,
  })
}

const unknown = (id: string): Refusal =>
  new Refusal('SCENARIO-UNKNOWN', {
    ru: `Сценария «${id}» нет ни среди поставленных, ни в папке scenarios.`,
    en: `There is no scenario "${id}", neither a shipped one nor one of the folder scenarios.`,
  })

const busy = (): Refusal =>
  new Refusal('SCENARIO-BUSY', {
    ru: 'Сейчас выполняются сценарии. Дождитесь конца или остановите их.',
    en: 'Scenarios are running now. Wait for the end or stop them.',
  })

/** Scenarios of this bench and what is played of them. */
export function createScenarios({ library, world, changes, still }: ScenariosDeps): Scenarios {
  const bases = createKeptBases(world)
  const queue = createRunQueue({ world, bases, changes, still })

  function sourceOf(id: string, text: string, parts: ReadonlyMap<string, Part>): Source {
    const { scenario, problems, lineOf } = library.read(text)
    if (!scenario) throw problemsRefused(id, problems)
    return { id, scenario, lineOf, parts }
  }

  async function sourcesOf(ids: readonly string[]): Promise<Source[]> {
    const shared = await library.parts()
    const files = new Map((await library.files()).map((file) => [file.id, file]))
    return ids.map((id) => {
      const file = files.get(id)
      if (!file) throw unknown(id)
      return sourceOf(id, file.text, shared)
    })
  }

  return {
    library,
    async list() {
      const newest = queue.runs({ limit: Number.MAX_SAFE_INTEGER })
      return (await library.files()).map(({ id, origin, text }): ScenarioRow => {
        const { scenario, problems } = library.read(text)
        const run = newest.find((record) => record.scenario === id)
        return {
          id,
          title: scenario?.scenario ?? id,
          about: scenario?.about ?? '',
          origin,
          proves: scenario?.proves ?? [],
          tags: scenario?.tags ?? [],
          steps: scenario?.steps.length ?? 0,
          problems,
          last: run ? { run: run.id, state: run.state, at: run.at, ms: run.ms } : null,
        }
      })
    },
    async start({ ids, sources: given, paused, patienceMs }) {
      const shared = await library.parts()
      const sources = [
        ...(await sourcesOf(ids)),
        ...given.map(({ id, text, parts }) =>
          sourceOf(id, text, new Map([...shared, ...partsOf(Object.entries(parts))])),
        ),
      ]
      return queue.add(
        sources.map((source, at) => ({ source, patienceMs, ...(paused && at === 0 ? { pauseAt: 0 } : {}) })),
      )
    },
    async play(ids, { errand, bringBack, signal }) {
      const sources = await sourcesOf(ids)
      if (queue.view().state !== 'idle') return null
      let basesRefused: Text | null = null
      let giveBack = async (): Promise<Text | null> => null
      const batch = {
        async begin() {
          const held = await bases.hold()
          giveBack = held.giveBack
          return (basesRefused = held.refused)
        },
        async end() {
          basesRefused ??= await giveBack()
        },
      }
      const orders = sources.map((source) => ({ source, errand }))
      const runs = queue.add(orders, bringBack ? batch : undefined).map(({ id }) => id)
      const stop = (): void => queue.stop(runs)
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
      const played = await queue.ended(runs)
      return { runs: played, basesRefused }
    },
    queue: queue.view,
    runs: queue.runs,
    run: queue.run,
    async ended(id) {
      const [run] = await queue.ended([id])
      return run!
    },
    control: queue.control,
    again(run, step) {
      const { noWayBack } = queue.run(run)
      if (noWayBack) throw new Refusal('SCENARIO-NO-WAY-BACK', noWayBack)
      const source = queue.sourceOf(run)
      const count = source.scenario.steps.length
      if (step >= count)
        throw new WrongInput('SCENARIO-NO-STEP', {
          ru: `Шага ${step + 1} в сценарии нет: шагов ${count}.`,
          en: `The scenario has no step ${step + 1}: there are ${count}.`,
        })
      return queue.add([{ source, pauseAt: step }])[0]!
    },
    async bringBack() {
      if (queue.view().state !== 'idle') throw busy()
      const done = await bases.bringBack()
      changes.publish({ area: 'scenarios' })
      return done
    },
    close: queue.close,
  }
}
