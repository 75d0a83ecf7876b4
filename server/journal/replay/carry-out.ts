import { STRUCTURAL_LIMIT_BYTES } from '../../contracts/compare/compare.ts'
import type { Operation } from '../../contracts/operation.ts'
import type { Text } from '../../contracts/text.ts'
import type { Timers } from '../../storage/timers.ts'
import { sha256Of } from '../body-view.ts'
import type { Journal } from '../journal.ts'
import type { JournalEntry } from '../model.ts'
import { basicAuthorization } from '../transport.ts'
import { endOfChain, fasterNote, isProgress, slowerNote } from './chain.ts'
import { differences, verdictOf, type Compared } from './difference.ts'
import { sendAgain, type ExchangeDeps } from './exchange.ts'
import { partsOf } from './file-terms.ts'
import type { Outcome, ReplayInput } from './model.ts'
import {
  finalAnswerOf,
  followedNote,
  isQueueQuestion,
  queuedNote,
  questionUrl,
  requestIdOf,
  stillQueuedNote,
  unknownThen,
} from './queued.ts'
import { learn, newState, type ReplayState } from './state.ts'
import { sendStep, type Source } from './step.ts'
import type { ReplayStore, StepResult, StoredStep } from './store.ts'

/** Carries out a run: its steps one after another, each stored before the next begins. */

export interface CarryOutDeps extends ExchangeDeps {
  store: ReplayStore
  timers: Timers
  operations: readonly Operation[]
  source(entry: number, input: ReplayInput): Promise<Source>
  uuid(): string
  changed(): void
}

/** A site that answers progress for ever is left alone at last. */
const PROGRESS_LIMIT = 500
/** Between requests that ask the same again, as 1C does not hurry either. */
const PROGRESS_PAUSE_MS = 50

/** The queue is asked about one write for a minute. */
const QUESTIONS_LIMIT = 240
const QUESTION_PAUSE_MS = 250

const NO_BYTES: Uint8Array = new Uint8Array()

/** An answer as it is compared; of a queued write the one that the queue gave in the end. */
async function answerOf(journal: Journal, entry: JournalEntry): Promise<Compared> {
  const { id, status, code, durationMs, response, responseBytes } = entry
  const final = await finalAnswerOf(journal, entry)
  if (final) {
    const bytes = Buffer.from(final.text)
    return {
      outcome: final.outcome,
      body: { bytes, contentType: 'application/json' },
      sha256: sha256Of(bytes),
      bytes: bytes.length,
    }
  }
  // The code of CommerceML is known to the site alone: from outside there is none to compare.
  const isForeign = entry.contract?.startsWith('commerceml') ?? false
  return {
    outcome: { status, code: isForeign ? null : code, durationMs },
    body: responseBytes > STRUCTURAL_LIMIT_BYTES ? null : await journal.body(id, 'response'),
    sha256: response?.sha256 ?? null,
    bytes: responseBytes,
  }
}

function noteOf(times: number, queued: boolean, { status }: Outcome): Text | null {
  if (queued) return status === null || status === 202 ? stillQueuedNote : queuedNote(status)
  return times > 1 ? slowerNote(times) : null
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '')

function pause(ms: number, timers: Timers, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      timers.clear(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = timers.set(end, ms)
    signal.addEventListener('abort', end)
  })
}

/** Sends the requests that wait; returns when all are done or `signal` has ended it. */
export async function exchangeRun(deps: CarryOutDeps, id: number, signal: AbortSignal): Promise<void> {
  const { store, journal, clock, timers } = deps
  const { input, lastTurns } = await store.run(id)
  const steps = await store.steps(id)
  const off = new Set(input.off)
  const parts = partsOf(steps)
  const state: ReplayState = newState(
    steps.flatMap(({ made }) => made),
    lastTurns,
  )

  /** One request and the entry that holds it. */
  async function ask(source: Source): Promise<{ now: JournalEntry; made: StepResult['made'] }> {
    const { result, made } = await sendStep(deps, state, source, { off, now: clock(), uuid: deps.uuid })
    const now = (await journal.entry(result))!
    await learnFrom(source.entry, now)
    return { now, made }
  }

  /** What the answers then and now give for the requests after them; a queued one gives it in the end. */
  async function learnFrom(then: JournalEntry, now: JournalEntry): Promise<void> {
    learn(state, then, then.response?.text ?? null, now.response?.text ?? null)
    const finals = [await finalAnswerOf(journal, then), await finalAnswerOf(journal, now)]
    if (finals.every((final) => final === null)) return
    const [before, after] = [then, now].map(({ response }, at) => finals[at]?.text ?? response?.text ?? null)
    learn(state, then, before!, after!)
  }

  async function judged(
    { entry: then, zone }: Pick<Source, 'entry' | 'zone'>,
    now: JournalEntry,
  ): Promise<Pick<StepResult, 'differences' | 'verdict'> & { now: Outcome }> {
    const before = await answerOf(journal, then)
    const after = await answerOf(journal, now)
    if (requestIdOf(then) !== null && before.outcome.status === 202 && (after.outcome.status ?? 500) < 300) {
      const was = { place: 'status', then: '202', now: String(after.outcome.status) }
      const differences = [{ ...was, expected: true, reason: unknownThen }]
      return { differences, verdict: 'explained', now: after.outcome }
    }
    const found = differences(before, after, {
      operation: then.operation,
      contract: then.contract,
      known: state.known,
      origins: { then: originOf(then.url), now: originOf(now.url) },
      zone,
      parts,
    })
    return {
      differences: found,
      verdict: verdictOf(before.outcome, after.outcome, found),
      now: after.outcome,
    }
  }

  async function settle(step: StoredStep, result: StepResult): Promise<void> {
    await store.settle(id, step.position, result)
    Object.assign(step, result)
    deps.changed()
  }

  const skip = (step: StoredStep, note: Text): Promise<void> =>
    settle(step, {
      state: 'skipped',
      verdict: null,
      now: null,
      result: null,
      differences: [],
      note,
      made: [],
    })

  /** What the run had learnt before it was stopped. */
  async function relearn(step: StoredStep): Promise<void> {
    if (step.result === null) return
    const [then, now] = [await journal.entry(step.entry), await journal.entry(step.result)]
    if (then && now) await learnFrom(then, now)
  }

  /** Asks the queue about a write until it tells the outcome. */
  async function follow(source: Source, write: JournalEntry, requestId: string): Promise<void> {
    const operation = deps.operations.find((known) => isQueueQuestion(known.id)) ?? null
    const account = source.account && !off.has('account') ? source.account : null
    const request = {
      method: 'GET',
      url: questionUrl(write, requestId),
      headers: account ? [['Authorization', basicAuthorization(account)] as [string, string]] : [],
      body: NO_BYTES,
      subject: requestId,
      repeats: null,
    }
    for (let asked = 0; asked < QUESTIONS_LIMIT && !signal.aborted; asked += 1) {
      if (asked > 0) await pause(QUESTION_PAUSE_MS, timers, signal)
      const answer = (await journal.entry(await sendAgain(deps, source.entry, operation, request)))!
      if ((answer.status ?? 500) >= 400 || (await finalAnswerOf(journal, write))) break
    }
    await learnFrom(source.entry, write)
  }

  /** The questions of the recording about a queued write are answered with it. */
  async function skipQuestions(after: number, requestId: string): Promise<void> {
    for (const step of steps.slice(after + 1)) {
      if (step.state !== 'waiting' || !isQueueQuestion(step.operation)) continue
      if ((await journal.entry(step.entry))?.subject === requestId) await skip(step, followedNote)
    }
  }

  async function carryOut(at: number): Promise<void> {
    const step = steps[at]!
    const source = await deps.source(step.entry, input)
    let { now, made } = await ask(source)
    const end = endOfChain(steps, at)
    const last = steps[end]!
    let times = 1
    if (at === end && !isProgress(source.entry.response?.text ?? null))
      while (isProgress(now.response?.text ?? null) && times < PROGRESS_LIMIT && !signal.aborted) {
        await pause(PROGRESS_PAUSE_MS, timers, signal)
        ;({ now, made } = await ask(source))
        times += 1
      }
    const [thenQueued, nowQueued] = [requestIdOf(source.entry), requestIdOf(now)]
    if (nowQueued !== null) await follow(source, now, nowQueued)
    if (thenQueued !== null) await skipQuestions(at, thenQueued)
    const result = { state: 'done', result: now.id, made } as const
    if (at < end && !isProgress(now.response?.text ?? null)) {
      for (const early of steps.slice(at, end)) await skip(early, fasterNote)
      const answered = (await journal.entry(last.entry)) ?? source.entry
      await settle(last, { ...result, ...(await judged({ ...source, entry: answered }, now)), note: null })
      return
    }
    const outcome = await judged(source, now)
    await settle(step, { ...result, ...outcome, note: noteOf(times, nowQueued !== null, outcome.now) })
  }

  let began = -Infinity
  for (const [at, step] of steps.entries()) {
    if (step.state !== 'waiting') {
      await relearn(step)
      continue
    }
    if (signal.aborted) break
    if (input.rate !== null) await pause(began + 1000 / input.rate - performance.now(), timers, signal)
    if (signal.aborted) break
    began = performance.now()
    await carryOut(at)
  }
  const stopped = steps.some(({ state: one }) => one === 'waiting')
  await store.setState(id, stopped ? 'stopped' : 'done', clock())
}
