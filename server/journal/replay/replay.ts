import { randomUUID } from 'node:crypto'
import type { Operation } from '../../contracts/operation.ts'
import type { Bodies, StoredBody } from '../../storage/bodies.ts'
import type { Changes } from '../../storage/changes.ts'
import type { Database } from '../../storage/database.ts'
import { Refusal, WrongInput } from '../../storage/refusal.ts'
import type { Timers } from '../../storage/timers.ts'
import { entryUnknown } from '../journal.ts'
import type { JournalEntry } from '../model.ts'
import { checkedBase, realHostsOf, type Reach } from './address.ts'
import { textOfBody } from './body-text.ts'
import { exchangeRun } from './carry-out.ts'
import type { ExchangeDeps } from './exchange.ts'
import { noteLastTurn } from './last-turns.ts'
import type {
  Account,
  Outcome,
  PlannedStep,
  ReplayDetails,
  ReplayInput,
  ReplayPlan,
  ReplayRun,
} from './model.ts'
import { createPlanner } from './plan.ts'
import type { Source } from './step.ts'
import { createReplayStore } from './store.ts'

export interface ReplayDeps extends ExchangeDeps {
  db: Database
  changes: Changes
  timers: Timers
  operations: readonly Operation[]
  /** The account of today for a recorded request, `null` when its address belongs to no side of the workspace. */
  accountOf(entry: JournalEntry): Promise<Account | null>
  bodies: Pick<Bodies, 'get' | 'sink' | 'stream'>
  /** IANA zone of the local times of an entry. */
  zoneOf(entry: JournalEntry): string
  /** Where this bench plays the side that was called, and the account there. */
  ownSide(entry: JournalEntry): Promise<{ base: string; account: Account } | null>
  reach: Reach
  /** Requests to a system that is not on this machine. */
  realTargets(): 'ask' | 'forbid'
}

export interface StartOptions {
  /** The plan that a person has seen. */
  hash?: string | undefined
  /** A person agrees to calling a real system. */
  confirm?: boolean | undefined
  /** For this run only; not kept. */
  account?: Account | undefined
}

export interface Replay {
  /** What a run would do. Sends nothing. @throws Refusal */
  plan(input: ReplayInput, account?: Account): Promise<ReplayPlan>
  /**
   * For what sends requests of its own along with a run: whether all of it may be sent.
   * @param hosts those that are called and are not this machine
   * @param agreed a person has seen that they are called and agrees
   * @throws Refusal `REPLAY-FORBIDDEN`, `REPLAY-CONFIRM`
   */
  admit(hosts: readonly string[], agreed: boolean): void
  /**
   * @throws Refusal `REPLAY-FORBIDDEN`, `REPLAY-CONFIRM` (a real target that was not agreed to, or not with this very plan),
   *   `REPLAY-ACCOUNT`
   */
  start(input: ReplayInput, options: StartOptions): Promise<ReplayRun>
  /** Newest first. */
  runs(): Promise<ReplayRun[]>
  run(id: number): Promise<ReplayDetails>
  /** Ends the run after the request that is on its way. */
  stop(id: number): Promise<ReplayRun>
  /**
   * Goes on with what waits; with `failed` what went wrong is sent again too.
   * @throws Refusal as `start`, `REPLAY-RUNNING`, `REPLAY-RUN-UNKNOWN`
   */
  resume(id: number, only: 'waiting' | 'failed', options: StartOptions): Promise<ReplayRun>
  /** The end of a run that goes on now. */
  finished(id: number): Promise<void>
  /**
   * Keeps a body that is to go in place of a recorded one; it is in memory at no time as a whole.
   * @throws WrongInput `REPLAY-EDIT-LARGE`
   */
  keep(body: AsyncIterable<Uint8Array>): Promise<StoredBody>
  /** Numbers of entries that a query of the journal finds. */
  select(q: string): Promise<number[]>
  /** Stops everything; runs can be resumed by the next program. */
  close(): Promise<void>
}

/** More requests than this are no replay but a load. */
export const STEPS_LIMIT = 5000

/** Larger bodies are sent as they are. */
const TEXT_LIMIT = 1024 * 1024

/** A body in place of a recorded one may have so much. */
export const EDIT_LIMIT_BYTES = 200 * 1024 * 1024

const refusals = {
  forbidden: () =>
    new Refusal('REPLAY-FORBIDDEN', {
      ru: 'Повтор на настоящую систему запрещён настройками журнала. Разрешить можно там же.',
      en: 'The settings of the journal forbid sending to a real system. They can allow it.',
    }),
  confirm: (hosts: readonly string[]) =>
    new Refusal('REPLAY-CONFIRM', {
      ru: `Адресат ${hosts.join(', ')} — не этот компьютер: сначала посмотрите план, затем подтвердите именно его.`,
      en: `The target ${hosts.join(', ')} is not this machine: look at the plan first, then confirm that very plan.`,
    }),
  account: () =>
    new Refusal('REPLAY-ACCOUNT', {
      ru: 'Имя и пароль этого повтора не хранятся: укажите их снова.',
      en: 'Name and password of this replay are not kept: give them again.',
    }),
  running: (id: number) =>
    new Refusal('REPLAY-RUNNING', {
      ru: `Повтор ${id} уже выполняется.`,
      en: `Replay ${id} is running already.`,
    }),
}

/** Makes the replay; runs of a program that ended in the middle are stopped, to be resumed by a person. */
export async function createReplay(deps: ReplayDeps): Promise<Replay> {
  const { journal, clock, changes } = deps
  const store = createReplayStore(deps.db)
  await store.stopAll(clock())
  const running = new Map<number, { stop: AbortController; done: Promise<void> }>()
  const changed = (): void => changes.publish({ area: 'journal' })

  async function textOf(entry: JournalEntry): Promise<string | null> {
    if (!entry.request || entry.requestBytes > TEXT_LIMIT) return null
    const body = await journal.body(entry.id, 'request')
    return body && textOfBody(body.bytes, entry.request.encoding)
  }

  /** A small one is a text like one that was typed: its ids and dates are made anew. */
  async function editOf(entry: JournalEntry, { edits }: ReplayInput): Promise<Source['edit']> {
    const edit = edits[String(entry.id)] ?? null
    if (edit === null || typeof edit === 'string') return edit
    const { sha256, bytes } = edit
    if (bytes <= TEXT_LIMIT) {
      const text = textOfBody(await deps.bodies.get(sha256), entry.request?.encoding ?? 'utf-8')
      if (text !== null) return text
    }
    return { sha256, bytes, open: () => deps.bodies.stream(sha256) }
  }

  async function sourceOf(id: number, input: ReplayInput, account: Account | undefined): Promise<Source> {
    const entry = await journal.entry(id)
    if (!entry) throw entryUnknown(id)
    const { target } = input
    const own = target.kind === 'own' ? await deps.ownSide(entry) : null
    if (target.kind === 'own' && !own)
      throw new WrongInput('REPLAY-OWN-SIDE', {
        ru: `Запись ${id}: стенд не играет сторону, к которой был этот запрос. Укажите адрес.`,
        en: `Entry ${id}: the bench does not play the side that was called. Give an address.`,
      })
    const workspace = () => own?.account ?? deps.accountOf(entry)
    return {
      entry,
      operation: deps.operations.find((known) => known.id === entry.operation) ?? null,
      text: await textOf(entry),
      edit: await editOf(entry, input),
      zone: deps.zoneOf(entry),
      base: target.kind === 'address' ? checkedBase(target.base) : (own?.base ?? null),
      account:
        input.account === 'workspace'
          ? await workspace()
          : input.account === 'given'
            ? (account ?? null)
            : null,
    }
  }

  /** One by one: thousands of bodies would not fit into memory together. */
  async function* sourcesOf(input: ReplayInput, account: Account | undefined): AsyncGenerator<Source> {
    const ids = [...new Set(input.entries)].sort((one, other) => one - other)
    if (ids.length === 0 || ids.length > STEPS_LIMIT)
      throw new WrongInput('REPLAY-SELECTION', {
        ru: `Для повтора нужны от 1 до ${STEPS_LIMIT} записей, выбрано ${ids.length}.`,
        en: `A replay takes 1 to ${STEPS_LIMIT} entries, ${ids.length} were chosen.`,
      })
    for (const id of ids) {
      const source = await sourceOf(id, input, account)
      // A text is written in the encoding of the recorded body, which bytes of another kind have not.
      if (
        typeof input.edits[String(id)] === 'string' &&
        source.text === null &&
        source.entry.requestBytes > 0
      )
        throw new WrongInput('REPLAY-EDIT', {
          ru: `Тело записи ${id} не изменить здесь: это не текст, или он больше 1 МиБ. Замените его файлом.`,
          en: `The body of entry ${id} cannot be edited here: it is no text, or more than 1 MiB. Give a file in its place.`,
        })
      yield source
    }
  }

  async function planned(input: ReplayInput, account: Account | undefined) {
    if (input.account === 'given' && !account) throw refusals.account()
    const lastTurns = new Map<string, number>()
    const forbidden = deps.realTargets() === 'forbid'
    const planner = createPlanner(input, { now: clock(), lastTurns, forbidden, reach: deps.reach })
    const steps: { planned: PlannedStep; then: Outcome }[] = []
    for await (const source of sourcesOf(input, account)) {
      if (input.target.kind !== 'address') await noteLastTurn(journal, source, lastTurns)
      const { status, code, durationMs } = source.entry
      steps.push({ planned: planner.add(source), then: { status, code, durationMs } })
    }
    return { steps, lastTurns, plan: planner.plan() }
  }

  function admit(realHosts: readonly string[], agreed: boolean): void {
    if (realHosts.length === 0) return
    if (deps.realTargets() === 'forbid') throw refusals.forbidden()
    if (!agreed) throw refusals.confirm(realHosts)
  }

  function carryOut(id: number, account: Account | undefined): void {
    const stop = new AbortController()
    const source = (entry: number, input: ReplayInput) => sourceOf(entry, input, account)
    const done = exchangeRun({ ...deps, store, source, uuid: randomUUID, changed }, id, stop.signal).finally(
      () => {
        running.delete(id)
        changed()
      },
    )
    // Whoever waits for the end is told of a defect; the steps say what happened meanwhile.
    done.catch(() => undefined)
    running.set(id, { stop, done })
    changed()
  }

  return {
    plan: async (input, account) => (await planned(input, account)).plan,
    admit,
    async start(input, options) {
      const { steps, lastTurns, plan } = await planned(input, options.account)
      admit(plan.realHosts, options.confirm === true && options.hash === plan.hash)
      const [first] = plan.steps
      const more = plan.steps.length - 1
      const id = await store.add(input, {
        at: clock(),
        title: {
          ru: more > 0 ? `${first!.title.ru} и ещё ${more}` : first!.title.ru,
          en: more > 0 ? `${first!.title.en} and ${more} more` : first!.title.en,
        },
        lastTurns,
        steps,
      })
      carryOut(id, options.account)
      return (await store.run(id)).run
    },
    runs: () => store.runs(),
    async run(id) {
      const { run } = await store.run(id)
      // What was made anew is of the run alone.
      const list = (await store.steps(id)).map(({ made: _made, ...step }) => step)
      return { ...run, list, realHosts: realHostsOf(list, deps.reach) }
    },
    async stop(id) {
      const going = running.get(id)
      going?.stop.abort()
      await going?.done
      return (await store.run(id)).run
    },
    async resume(id, only, options) {
      if (running.has(id)) throw refusals.running(id)
      const { input } = await store.run(id)
      if (input.account === 'given' && !options.account) throw refusals.account()
      // Its plan was seen when it began.
      admit(realHostsOf(await store.steps(id), deps.reach), options.confirm === true)
      if (only === 'failed') await store.waitAgain(id)
      await store.setState(id, 'running', null)
      carryOut(id, options.account)
      return (await store.run(id)).run
    },
    finished: async (id) => running.get(id)?.done,
    async keep(body) {
      const sink = await deps.bodies.sink()
      let size = 0
      try {
        for await (const chunk of body) {
          size += chunk.length
          if (size > EDIT_LIMIT_BYTES)
            throw new WrongInput('REPLAY-EDIT-LARGE', {
              ru: `Тело больше ${EDIT_LIMIT_BYTES / 1024 / 1024} МиБ.`,
              en: `The body is over ${EDIT_LIMIT_BYTES / 1024 / 1024} MiB.`,
            })
          await sink.write(chunk)
        }
        return await sink.end()
      } catch (error) {
        await sink.abort()
        throw error
      }
    },
    select: (q) => journal.find(q, STEPS_LIMIT),
    async close() {
      const all = [...running.values()]
      for (const { stop } of all) stop.abort()
      await Promise.allSettled(all.map(({ done }) => done))
    },
  }
}
