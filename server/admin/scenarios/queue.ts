import type { Text } from '../../contracts/text.ts'
import type { Part, Scenario } from '../../scenarios/language.ts'
import { isOver, type QueueView, type RunRecord, type RunState, type RunView } from '../../scenarios/model.ts'
import { runScenario } from '../../scenarios/run.ts'
import { Stopped } from '../../scenarios/step-failure.ts'
import type { World } from '../../scenarios/world.ts'
import type { Changes } from '../../storage/changes.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { KeptBases } from './kept-bases.ts'

/** A scenario that can be played. */
export interface Source {
  id: string
  scenario: Scenario
  lineOf(place: readonly (string | number)[]): number
  parts: ReadonlyMap<string, Part>
}

/** Runs that belong together; the bases of before come back after the last of them. */
export interface Batch {
  /** Takes hold of the bases before the first run. @returns why that failed */
  begin(): Promise<Text | null>
  /** Lets go of them after the last one. */
  end(): Promise<void>
}

export interface RunOrder {
  source: Source
  /** How long a look is repeated when its step does not say, ms. */
  patienceMs?: number | undefined
  /** A pause before this step of the file, counted from 0. */
  pauseAt?: number | undefined
  /** Id of the run of an errand that wants it. */
  errand?: number
}

export type ControlAction = 'pause' | 'resume' | 'step' | 'stop'

/** Runs on this bench: one at a time, because all of them work with its bases. */
export interface RunQueue {
  view(): QueueView
  add(orders: readonly RunOrder[], batch?: Batch): RunView[]
  control(action: ControlAction): QueueView['state']
  /** Ends these runs, and none besides. */
  stop(ids: readonly number[]): void
  /** Newest first. */
  runs(fits: { limit: number; errand?: number | undefined }): RunView[]
  /** @throws Refusal `SCENARIO-RUN-UNKNOWN` */
  run(id: number): RunView
  /** What a run was played from. @throws Refusal `SCENARIO-RUN-UNKNOWN` */
  sourceOf(run: number): Source
  /** Resolves with the runs when all of them are over. */
  ended(ids: readonly number[]): Promise<RunView[]>
  close(): Promise<void>
}

interface Entry {
  order: RunOrder
  record: RunRecord
  batch: { of: Batch; left: number; begun: boolean; refused: Text | null } | null
  stopped: boolean
  over: Promise<void>
  end(): void
}

/** Runs that are remembered, with all their steps. */
const MOST_RUNS = 500
/** A fast scenario tells of itself so often at most, ms. */
const TELL_EVERY_MS = 60

const unknownRun = (id: number): Refusal =>
  new Refusal('SCENARIO-RUN-UNKNOWN', {
    ru: `Прогона ${id} нет: он был до запуска программы или вытеснен новыми.`,
    en: `There is no run ${id}: it was before the program started, or newer ones took its place.`,
  })

const notOver: Text = {
  ru: 'Прогон ещё не закончился. Дождитесь конца или остановите его.',
  en: 'The run is not over. Wait for its end or stop it.',
}
const basesGone: Text = {
  ru: 'Сценарий начинается с баз «как есть» (bases: as-is), а после прогона они уже другие. Выполните его с начала.',
  en: 'The scenario begins with the bases as they are (bases: as-is), and after the run they are others. Run it from its start.',
}

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

export function createRunQueue({
  world,
  bases,
  changes,
  still,
}: {
  world: World
  bases: KeptBases
  changes: Changes
  /** Resolves when the clock is not being moved: a scenario would put other bases below what rings on the way. */
  still(): Promise<void>
}): RunQueue {
  const entries = new Map<number, Entry>()
  const queue: Entry[] = []
  let last = 0
  let current: Entry | null = null
  let working: Promise<void> | null = null
  let paused = false
  let closed = false
  let singleStep = false
  /** Lets the step that waits go on. */
  let release: (() => void) | null = null
  let toldAt = 0

  /** A run is over when settings, clock and bases are back, a little after its last step. */
  function stateOf(entry: Entry): RunState {
    const { state } = entry.record
    if (entry !== current) return state
    return isOver(state) ? 'running' : paused ? 'paused' : state
  }

  function viewOf(entry: Entry): RunView {
    const { order, record } = entry
    const state = stateOf(entry)
    const asIs = order.source.scenario.given.bases === 'as-is'
    return {
      ...record,
      state,
      errand: order.errand ?? null,
      noWayBack: isOver(state) ? (asIs ? basesGone : null) : notOver,
    }
  }

  function found(id: number): Entry {
    const entry = entries.get(id)
    if (!entry) throw unknownRun(id)
    return entry
  }

  /** Runs that are not over. */
  const left = (): Entry[] => [...(current ? [current] : []), ...queue]

  const tell = (id?: number): void =>
    changes.publish({ area: 'scenarios', ...(id === undefined ? {} : { id }) })

  function put(entry: Entry, record: RunRecord): void {
    entry.record = record
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    tell(record.id)
  }

  function forgetOld(): void {
    for (const [id, { record }] of entries) {
      if (entries.size <= MOST_RUNS) break
      if (isOver(record.state)) entries.delete(id)
    }
  }

  async function gate(entry: Entry, step: number): Promise<void> {
    if (entry.order.pauseAt === step) {
      paused = true
      tell(entry.record.id)
    }
    if (entry.stopped) throw new Stopped()
    if (paused && !singleStep) await new Promise<void>((resolve) => (release = resolve))
    if (entry.stopped) throw new Stopped()
    singleStep = false
  }

  function letGo(): void {
    release?.()
    release = null
  }

  async function play(entry: Entry): Promise<RunRecord> {
    const { source, patienceMs } = entry.order
    let step = 0
    return runScenario({
      scenario: source.scenario,
      id: source.id,
      run: entry.record.id,
      lineOf: source.lineOf,
      sharedPart: (name) => source.parts.get(name) ?? null,
      world,
      changed: (record) => put(entry, record),
      ...(patienceMs === undefined ? {} : { patienceMs }),
      before: async () => {
        await gate(entry, step)
        step += 1
      },
    })
  }

  /** @returns why the run cannot begin */
  async function prepared({ batch }: Entry): Promise<Text | null> {
    await still()
    if (!batch) await bases.keep()
    else if (!batch.begun) {
      batch.begun = true
      batch.refused = await batch.of.begin()
    }
    return batch?.refused ?? null
  }

  /** Plays a run, unless it was stopped before its turn. */
  async function take(entry: Entry): Promise<void> {
    const { batch, record } = entry
    try {
      const refused = entry.stopped ? null : await prepared(entry)
      entry.record =
        entry.stopped || refused ? { ...record, state: 'stopped', failure: refused } : await play(entry)
    } finally {
      // Whatever became of the run: the bases of before come back after the last one.
      if (batch) batch.left -= 1
      if (batch?.left === 0 && batch.begun) await batch.of.end()
    }
  }

  /** The bench itself did not answer: it is ending, or has a defect. The others go on. */
  function failed(entry: Entry, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    entry.record = { ...entry.record, state: 'failed', failure: { ru: why, en: why } }
  }

  async function work(): Promise<void> {
    for (current = queue.shift() ?? null; current; current = queue.shift() ?? null) {
      await take(current).catch((error: unknown) => failed(current!, error))
      current.end()
      // A pause is of its run: the next one is not held by it.
      paused = false
      singleStep = false
      tell(current.record.id)
    }
    working = null
    tell()
  }

  return {
    view: () => ({
      state: working === null ? 'idle' : paused ? 'paused' : 'running',
      runs: left().map(({ record }) => record.id),
      basesLeft: bases.left(),
    }),
    add(orders, batch) {
      const shared = batch ? { of: batch, left: orders.length, begun: false, refused: null } : null
      const made = orders.map((order): Entry => {
        last += 1
        let end = (): void => {}
        const over = new Promise<void>((resolve) => (end = resolve))
        const record = waitingRecord(last, order.source)
        const entry: Entry = { order, record, batch: shared, stopped: closed, over, end }
        entries.set(last, entry)
        queue.push(entry)
        return entry
      })
      forgetOld()
      working ??= work()
      tell()
      return made.map(viewOf)
    },
    control(action) {
      if (!working) return 'idle'
      if (action === 'stop') for (const entry of left()) entry.stopped = true
      else if (action === 'step') singleStep = true
      else paused = action === 'pause'
      if (action !== 'pause') letGo()
      tell()
      return paused ? 'paused' : 'running'
    },
    stop(ids) {
      for (const entry of left()) if (ids.includes(entry.record.id)) entry.stopped = true
      if (current && ids.includes(current.record.id)) letGo()
    },
    runs: ({ limit, errand }) =>
      [...entries.values()]
        .filter(({ order }) => errand === undefined || order.errand === errand)
        .reverse()
        .slice(0, limit)
        .map(viewOf),
    run: (id) => viewOf(found(id)),
    sourceOf: (id) => found(id).order.source,
    async ended(ids) {
      const list = ids.map(found)
      await Promise.all(list.map(({ over }) => over))
      return list.map(viewOf)
    },
    async close() {
      closed = true
      for (const entry of left()) entry.stopped = true
      letGo()
      await working
    },
  }
}
