import type { Part, Scenario } from '../../scenarios/language.ts'
import type { RunRecord, ScenarioProblem, ScenarioRow } from '../../scenarios/model.ts'
import { runScenario, Stopped } from '../../scenarios/run.ts'
import type { World } from '../../scenarios/world.ts'
import type { Changes } from '../../storage/changes.ts'
import { Refusal } from '../../storage/refusal.ts'
import { partsOf, type Library } from './library.ts'

export interface StartInput {
  ids: readonly string[]
  sources: readonly { id: string; text: string; parts: Readonly<Record<string, string>> }[]
  paused: boolean
  patienceMs?: number | undefined
}

export type ControlState = 'idle' | 'running' | 'paused'

export interface Scenarios {
  library: Library
  list(): Promise<ScenarioRow[]>
  /** Puts runs in the queue. @throws Refusal `SCENARIO-UNKNOWN`, `SCENARIO-PROBLEMS` before anything runs */
  start(input: StartInput): Promise<RunRecord[]>
  /** Newest first. */
  runs(limit: number): RunRecord[]
  /** @throws Refusal `SCENARIO-RUN-UNKNOWN` */
  run(id: number): RunRecord
  control(action: 'pause' | 'resume' | 'step' | 'stop'): ControlState
  /** @throws Refusal `SCENARIO-RUN-UNKNOWN`, `SCENARIO-NO-WAY-BACK` for a run whose bases were not kept */
  again(run: number, step: number): Promise<RunRecord>
  /** Puts back the bases of before the first run since. @returns whether there were any */
  bringBack(): Promise<boolean>
  /** Ends what runs. */
  close(): Promise<void>
}

export interface ScenariosDeps {
  library: Library
  world: World
  changes: Changes
}

interface Source {
  id: string
  scenario: Scenario
  lineOf(place: readonly (string | number)[]): number
  parts: ReadonlyMap<string, Part>
}

/** What a run can go on from. */
interface Kept {
  snapshot: string
  variables: Record<string, unknown>
}

interface Waiting {
  record: RunRecord
  source: Source
  patienceMs: number | undefined
  from?: Kept & { step: number }
}

/** Runs that are remembered, with all their steps. */
const MOST_RUNS = 500
/** A fast scenario tells of itself so often at most, ms. */
const TELL_EVERY_MS = 60

const problemsRefused = (id: string, problems: readonly ScenarioProblem[]): Refusal => {
  const told = (language: 'ru' | 'en'): string =>
    problems.map(({ line, column, message }) => `${line}:${column} ${message[language]}`).join('; ')
  return new Refusal('SCENARIO-PROBLEMS', {
    ru: `Сценарий «${id}» нельзя выполнить: ${told('ru')}`,
    en: `The scenario "${id}" cannot be run: ${told('en')}`,
  })
}

const unknownRun = (id: number): Refusal =>
  new Refusal('SCENARIO-RUN-UNKNOWN', {
    ru: `Прогона ${id} нет: он был до запуска программы или вытеснен новыми.`,
    en: `There is no run ${id}: it was before the program started, or newer ones took its place.`,
  })

const waitingRecord = (id: number, { id: scenario, scenario: { scenario: title } }: Source): RunRecord => ({
  id,
  scenario,
  title,
  state: 'waiting',
  at: new Date().toISOString(),
  ms: 0,
  afterEntry: 0,
  lastEntry: 0,
  steps: [],
  failure: null,
  variables: {},
})

/** The queue of runs on this bench: one at a time, because all of them work with its bases. */
export function createScenarios({ library, world, changes }: ScenariosDeps): Scenarios {
  const records = new Map<number, RunRecord>()
  const sources = new Map<number, Source>()
  /** Bases before each step of the file, of runs that a person watches; names of snapshots. */
  const kept = new Map<number, Map<number, Kept>>()
  const queue: Waiting[] = []
  let last = 0
  let working: Promise<void> | null = null
  let state: ControlState = 'idle'
  let stopping = false
  /** Lets the step that waits go on. */
  let release: (() => void) | null = null
  let singleStep = false
  let before: string | null = null
  /** Snapshots between steps, until the next run that a person watches. */
  let between: string[] = []

  function remember(record: RunRecord): void {
    records.set(record.id, record)
    for (const id of records.keys()) {
      if (records.size <= MOST_RUNS) break
      records.delete(id)
      sources.delete(id)
      kept.delete(id)
    }
  }
  let toldAt = 0
  function tell(record: RunRecord, always = false): void {
    remember(record)
    if (!always && performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    changes.publish({ area: 'scenarios', id: record.id })
  }

  async function sourceOf(id: string, text: string, parts: ReadonlyMap<string, Part>): Promise<Source> {
    const { scenario, problems, lineOf } = library.read(text)
    if (!scenario) throw problemsRefused(id, problems)
    return { id, scenario, lineOf, parts }
  }

  async function gate(): Promise<void> {
    if (stopping) throw new Stopped()
    if (state === 'paused' && !singleStep) await new Promise<void>((resolve) => (release = resolve))
    if (stopping) throw new Stopped()
    singleStep = false
  }

  /** Bases that a person can come back to; `null` while the bench cannot keep any. */
  async function snapshot(name: string): Promise<string | null> {
    const saved = await world.call('snapshots.save', { body: { name, replace: true } })
    const id = saved.status < 400 ? (saved.body as { id?: string }).id : undefined
    return id ?? null
  }

  async function play({ record, source, patienceMs, from }: Waiting, watched: boolean): Promise<void> {
    const keeps = new Map<number, Kept>()
    let step = from?.step ?? 0
    const outdated = between
    if (watched) between = from ? [from.snapshot] : []
    if (from) await world.call('snapshots.restore', { body: { id: from.snapshot, keepPresent: false } })
    const ended = await runScenario({
      scenario: source.scenario,
      id: source.id,
      run: record.id,
      lineOf: source.lineOf,
      sharedPart: (name) => source.parts.get(name) ?? null,
      world,
      changed: tell,
      ...(patienceMs === undefined ? {} : { patienceMs }),
      ...(from ? { from } : {}),
      async before(_step, variables) {
        await gate()
        if (!watched) return
        const id = await snapshot(`${source.id}: перед шагом ${step + 1} (прогон ${record.id})`)
        if (id) {
          between.push(id)
          keeps.set(step, { snapshot: id, variables: Object.fromEntries(variables) })
        }
        step += 1
      },
    })
    if (watched) {
      kept.clear()
      kept.set(record.id, keeps)
      const ids = outdated.filter((id) => id !== from?.snapshot)
      if (ids.length > 0) await world.call('snapshots.remove', { body: { ids } })
    }
    tell(ended, true)
  }

  async function work(watched: boolean): Promise<void> {
    before ??= await snapshot('до сценариев')
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (stopping) {
        next.record.state = 'stopped'
        tell(next.record, true)
        continue
      }
      await play(next, watched)
    }
    state = 'idle'
    stopping = false
    working = null
    changes.publish({ area: 'scenarios' })
  }

  function enqueue(list: readonly Omit<Waiting, 'record'>[], paused: boolean): RunRecord[] {
    const made = list.map((one) => {
      last += 1
      const record = waitingRecord(last, one.source)
      sources.set(last, one.source)
      remember(record)
      queue.push({ ...one, record })
      return record
    })
    if (!working) {
      state = paused ? 'paused' : 'running'
      stopping = false
      working = work(paused)
    }
    changes.publish({ area: 'scenarios' })
    return made
  }

  return {
    library,
    async list() {
      const newest = [...records.values()].reverse()
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
      const list: Source[] = []
      for (const id of ids) {
        const file = await library.file(id)
        if (!file)
          throw new Refusal('SCENARIO-UNKNOWN', {
            ru: `Сценария «${id}» нет ни среди поставленных, ни в папке scenarios.`,
            en: `There is no scenario "${id}", neither a shipped one nor one of the folder scenarios.`,
          })
        list.push(await sourceOf(id, file.text, shared))
      }
      for (const { id, text, parts } of given)
        list.push(await sourceOf(id, text, new Map([...shared, ...partsOf(Object.entries(parts))])))
      return enqueue(
        list.map((source) => ({ source, patienceMs })),
        paused,
      )
    },
    runs: (limit) => [...records.values()].reverse().slice(0, limit),
    run(id) {
      const record = records.get(id)
      if (!record) throw unknownRun(id)
      return record
    },
    control(action) {
      if (!working) return state
      if (action === 'stop') stopping = true
      else if (action === 'step') singleStep = true
      else state = action === 'pause' ? 'paused' : 'running'
      if (action !== 'pause') {
        release?.()
        release = null
      }
      changes.publish({ area: 'scenarios' })
      return state
    },
    async again(run, step) {
      const source = sources.get(run)
      const from = kept.get(run)?.get(step)
      if (!source) throw unknownRun(run)
      if (!from)
        throw new Refusal('SCENARIO-NO-WAY-BACK', {
          ru: 'Базы перед этим шагом не сохранялись: так делается при пошаговом прогоне. Запустите сценарий с паузой.',
          en: 'The bases before this step were not kept: that is done by a run step by step. Start it with a pause.',
        })
      return enqueue([{ source, patienceMs: undefined, from: { step, ...from } }], true)[0]!
    },
    async bringBack() {
      if (before === null) return false
      const restored = await world.call('snapshots.restore', { body: { id: before, keepPresent: false } })
      before = null
      return restored.status < 400
    },
    async close() {
      stopping = true
      release?.()
      await working
    },
  }
}
