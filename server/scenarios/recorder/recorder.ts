import type { Operation } from '../../contracts/operation.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { Changes } from '../../storage/changes.ts'
import type { RunRecord } from '../model.ts'
import { isDeed } from './deeds.ts'
import { draftOf } from './draft.ts'
import type { DeedInput, RecordedScenario, RecorderView } from './model.ts'
import { createSession, type Session, type SessionDeps } from './session.ts'
import { settingsOver } from './settings.ts'
import { settle } from './settle.ts'
import { storyOf, titleOf, unrecordedOf } from './story.ts'
import type { Tap } from './tap.ts'

export interface RecorderDeps extends Pick<SessionDeps, 'journal' | 'settled' | 'refusalOf'> {
  tap: Tap
  operations: readonly Operation[]
  changes: Changes
  time(): { now: Date; frozen: boolean }
  document(): object
  initialDocument(): object
  /** What the object of a call is called: `order`. */
  nounOf(call: string): string
  /** Plays a text and waits for its end. */
  play(id: string, text: string): Promise<RunRecord>
  /** Keeps a file of the workspace. */
  save(id: string, text: string): Promise<void>
}

export interface CallSeen {
  call: string
  /** It changes something, and a viewer may not make it. */
  changes: boolean
  input: DeedInput
}

export interface Recorder {
  view(): RecorderView
  /** @throws Refusal `RECORDER-BUSY`, `RECORDER-BASES` when the bases cannot be kept */
  start(): Promise<RecorderView>
  /** Makes a scenario of the recording, plays it and keeps it. @throws Refusal `RECORDER-IDLE`, `RECORDER-EMPTY` */
  stop(title: string): Promise<RecordedScenario>
  /** Forgets the recording. */
  cancel(): RecorderView
  /** Carries a call of the admin API out; one that is a part of the story is remembered. */
  watch<Result>(seen: CallSeen, work: () => Promise<Result>): Promise<Result>
  /** The bench had this exchange with itself. */
  own(entry: number): void
}

const idle = (): Refusal =>
  new Refusal('RECORDER-IDLE', {
    ru: 'Сейчас ничего не записывается. Начните запись.',
    en: 'Nothing is being recorded. Start a recording.',
  })

const stamp = (at: Date): string => at.toISOString().slice(0, 16).replace(/[T:]/g, '-')

/** Writes down what people and programs do with the bench, and makes a scenario of it. */
export function createRecorder(deps: RecorderDeps): Recorder {
  const { tap, changes } = deps
  const { world } = tap
  const operations = new Map(deps.operations.map((operation) => [operation.id, operation]))
  let session: Session | null = null
  let trying = false
  /** The newest entry after the last reset, `null` as soon as anything was changed. */
  let untouched: number | null = null
  tap.refuse(() => session !== null && !trying)

  const tell = (): void => changes.publish({ area: 'scenarios' })

  changes.subscribe(({ area, id }) => {
    if (area === 'journal' && id !== undefined && !trying) session?.noticed(Number(id))
  })

  async function keptBases(at: Date): Promise<string> {
    if (untouched !== null && untouched === (await deps.journal().lastId())) return 'demo'
    const name = `Запись ${stamp(at)}`
    const saved = await world.call('snapshots.save', { body: { name, replace: true } })
    if (saved.status >= 400)
      throw new Refusal('RECORDER-BASES', {
        ru: `Запись не начата: снимок баз не сделан (${saved.code ?? saved.status}). Верните демонстрационные данные и начните снова.`,
        en: `The recording is not started: the bases cannot be kept (${saved.code ?? saved.status}). Put the demo data back and start again.`,
      })
    return name
  }

  async function begin(): Promise<void> {
    const { now, frozen } = deps.time()
    const after = await deps.journal().lastId()
    const begun = createSession({
      beginning: {
        bases: await keptBases(now),
        clock: now.toISOString(),
        frozen,
        settings: settingsOver(deps.initialDocument(), deps.document()),
      },
      after,
      operations,
      world,
      journal: deps.journal,
      settled: deps.settled,
      refusalOf: deps.refusalOf,
      isOn: () => session === begun && !trying,
      tell,
    })
    session = begun
  }

  const view = (): RecorderView => ({
    state: trying ? 'trying' : session ? 'recording' : 'idle',
    since: session?.beginning.clock ?? null,
    bases: session?.beginning.bases ?? null,
    deeds: (session?.deeds ?? []).map(({ kind, title, outcome }) => ({
      kind,
      title,
      ok: outcome.status < 400 && outcome.failure === null,
    })),
  })

  return {
    view,
    own: (entry) => session?.own(entry),
    async start() {
      if (session)
        throw new Refusal('RECORDER-BUSY', {
          ru: 'Запись уже идёт. Остановите её или отмените.',
          en: 'A recording is going on already. Stop it or cancel it.',
        })
      await begin()
      tell()
      return view()
    },
    cancel() {
      if (trying) return view()
      session = null
      tell()
      return view()
    },
    async watch({ call, changes: isChange, input }, work) {
      if (call === 'workspace.reset') {
        const result = await work()
        untouched = await deps.journal().lastId()
        // The story begins anew on the demo data.
        if (session && !trying) await begin()
        tell()
        return result
      }
      if (!isDeed(call, isChange)) return work()
      untouched = null
      return session && !trying ? session.carriedOut({ call, input }, work) : work()
    },
    async stop(title) {
      const current = session
      if (!current || trying) throw idle()
      await current.rest()
      if (current.deeds.length === 0)
        throw new Refusal('RECORDER-EMPTY', {
          ru: 'Записывать пока нечего: никто ничего не менял. Проделайте историю или отмените запись.',
          en: 'There is nothing to write yet: nobody has changed anything. Go through a story, or cancel the recording.',
        })
      trying = true
      tell()
      try {
        const seen = await current.seen()
        const deeds = storyOf(seen)
        const id = `запись-${stamp(new Date(current.beginning.clock))}`
        const scenario = await settle(
          { ...current.beginning, title: title || titleOf(deeds) },
          draftOf(deeds),
          {
            unrecorded: unrecordedOf(seen),
            nounOf: ({ kind, members }) => deps.nounOf(String(members[kind] ?? '')),
            match: { offset: world.offset() },
            async play(text, steps) {
              tap.listen()
              const record = await deps.play(id, text)
              return { record, outcomes: tap.outcomes(steps) }
            },
          },
        )
        await deps.save(id, scenario.text)
        session = null
        return { ...scenario, id }
      } finally {
        trying = false
        tell()
      }
    },
  }
}
