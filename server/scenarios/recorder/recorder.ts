import type { Operation } from '../../contracts/operation.ts'
import type { JournalEntry, JournalRow } from '../../journal/model.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { Changes } from '../../storage/changes.ts'
import { createQueue } from '../../storage/queue.ts'
import type { RunRecord } from '../model.ts'
import type { Outcome } from '../world.ts'
import { deedTitle, isDeed, withoutSecrets } from './deeds.ts'
import { draftOf } from './draft.ts'
import { looksAfter } from './looks.ts'
import type { Beginning, DeedInput, Exchange, RecordedScenario, RecorderView } from './model.ts'
import { accountOf, exchangeOf, sendOf } from './sends.ts'
import { settle } from './settle.ts'
import { storyOf, titleOf, unrecordedOf, type Begun } from './story.ts'
import { settingsOver } from './settings.ts'
import type { Tap } from './tap.ts'

export interface RecorderDeps {
  tap: Tap
  operations: readonly Operation[]
  changes: Changes
  /** Exchanges as they are stored. */
  journal(): {
    lastId(): Promise<number>
    entry(id: number): Promise<JournalEntry | null>
    page(query: { after: number; limit: number }): Promise<{ rows: JournalRow[] }>
  }
  /** Resolves when no exchange has been under way for a moment. */
  settled(): Promise<void>
  time(): { now: Date; frozen: boolean }
  document(): object
  initialDocument(): object
  /** What the object of a call is called: `order`. */
  nounOf(call: string): string
  /** How an error of a call is answered. */
  refusalOf(error: unknown): { status: number; code: string | null }
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

interface Session {
  beginning: Omit<Beginning, 'title'>
  after: number
  deeds: Begun[]
  /** Newest entry that has been looked at for requests from outside. */
  seen: number
}

/** Exchanges of one recording; so many are read at once. */
const MOST_ENTRIES = 20_000
const PAGE = 500

const idle = (): Refusal =>
  new Refusal('RECORDER-IDLE', {
    ru: 'Сейчас ничего не записывается. Начните запись.',
    en: 'Nothing is being recorded. Start a recording.',
  })

const stamp = (at: Date): string => at.toISOString().slice(0, 16).replace(/[T:]/g, '-')

const answered = (status: number, body: unknown, code: string | null): Outcome => ({
  status,
  headers: {},
  body,
  code,
  entry: null,
  failure: null,
})

/** Writes down what people and programs do with the bench, and makes a scenario of it. */
export function createRecorder(deps: RecorderDeps): Recorder {
  const { tap, changes } = deps
  const { world } = tap
  const operations = new Map(deps.operations.map((operation) => [operation.id, operation]))
  /** Entries that both ends of this bench had. */
  const own = new Set<number>()
  const inTurn = createQueue()
  let session: Session | null = null
  let trying = false
  /** The newest entry after the last reset, `null` as soon as anything was changed. */
  let untouched: number | null = null
  /** Deeds that are being carried out: what comes meanwhile follows of them, as a rule. */
  let underWay = 0
  /** Looks after the last deed; the next one waits for them. */
  let looking: Promise<unknown> = Promise.resolve()
  tap.refuse(() => session !== null && !trying)

  const tell = (): void => changes.publish({ area: 'scenarios' })

  async function rowsAfter(after: number): Promise<JournalRow[]> {
    const found: JournalRow[] = []
    for (let last = after; found.length < MOST_ENTRIES; last = found.at(-1)!.id) {
      const { rows } = await deps.journal().page({ after: last, limit: PAGE })
      const newer = rows.filter(({ id }) => id > last).sort((a, b) => a.id - b.id)
      if (newer.length === 0) break
      found.push(...newer)
    }
    return found
  }

  /** A row that another program's request made. */
  const isOutside = ({ id, direction, source, operation }: JournalRow): boolean =>
    direction === 'in' && source === 'live' && operation !== null && !own.has(id)

  async function lookAround(deed: Begun, exchanges: readonly Exchange[]): Promise<void> {
    const looks = looksAfter(deed.kind === 'do' ? deed.name : null, deed.input, exchanges)
    for (const { title, ...look } of looks) {
      const outcome = await world.call(look.read, look)
      if (outcome.status < 400) deed.looks.push({ ...look, title, outcome })
    }
  }

  const exchangesOf = (rows: readonly JournalRow[]): Exchange[] =>
    rows.flatMap((row) => exchangeOf(row, operations) ?? [])

  /** Takes requests that came from outside since the last look, each as a deed of its own. */
  async function takeOutside(current: Session): Promise<void> {
    const rows = await rowsAfter(current.seen)
    current.seen = Math.max(current.seen, ...rows.map(({ id }) => id))
    for (const row of rows.filter(isOutside)) {
      const entry = await deps.journal().entry(row.id)
      const operation = operations.get(row.operation!)
      const sent = entry && operation ? sendOf(entry, operation) : null
      if (!sent || !entry) continue
      const account = accountOf(entry)
      const deed: Begun = { ...sent, ...(account ? { auth: account } : {}), after: row.id - 1, looks: [] }
      current.deeds.push(deed)
      const exchange = exchangeOf(entry, operations)
      await lookAround(
        deed,
        exchange && (entry.status ?? 500) < 400 && operation!.method !== 'GET' ? [exchange] : [],
      )
      tell()
    }
  }

  /** What is done after a deed: the sides come to rest, and the objects are looked at. */
  const afterwards = (work: () => Promise<void>): void => {
    looking = inTurn(async () => {
      await deps.settled()
      await work()
    }).catch((error: unknown) => console.error(error))
  }

  changes.subscribe(({ area, id }) => {
    const current = session
    if (
      area !== 'journal' ||
      !current ||
      trying ||
      underWay > 0 ||
      id === undefined ||
      Number(id) <= current.seen
    )
      return
    afterwards(async () => {
      if (session === current && !trying && underWay === 0) await takeOutside(current)
    })
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
    session = {
      beginning: {
        bases: await keptBases(now),
        clock: now.toISOString(),
        frozen,
        settings: settingsOver(deps.initialDocument(), deps.document()),
      },
      after,
      deeds: [],
      seen: after,
    }
    own.clear()
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
    own: (entry) => void (session && own.add(entry)),
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
      const current = session
      if (!current || trying) return work()
      await looking
      const deed: Begun = {
        kind: 'do',
        name: call,
        title: deedTitle(call),
        input: withoutSecrets(structuredClone(input)) as DeedInput,
        outcome: answered(200, null, null),
        after: await deps.journal().lastId(),
        looks: [],
      }
      current.deeds.push(deed)
      underWay += 1
      try {
        const result = await work()
        deed.outcome = answered(200, JSON.parse(JSON.stringify(result ?? {})), null)
        return result
      } catch (error) {
        const { status, code } = deps.refusalOf(error)
        deed.outcome = answered(status, null, code)
        throw error
      } finally {
        underWay -= 1
        tell()
        afterwards(async () => {
          if (session !== current) return
          await takeOutside(current)
          await lookAround(deed, exchangesOf((await rowsAfter(deed.after)).filter((row) => !isOutside(row))))
        })
      }
    },
    async stop(title) {
      const current = session
      if (!current || trying) throw idle()
      await looking
      afterwards(() => takeOutside(current))
      await looking
      if (current.deeds.length === 0)
        throw new Refusal('RECORDER-EMPTY', {
          ru: 'Записывать пока нечего: никто ничего не менял. Проделайте историю или отмените запись.',
          en: 'There is nothing to write yet: nobody has changed anything. Go through a story, or cancel the recording.',
        })
      trying = true
      tell()
      try {
        const seen = { deeds: current.deeds, rows: await rowsAfter(current.after), isOutside, exchangesOf }
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
