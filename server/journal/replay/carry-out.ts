import type { Timers } from '../../storage/timers.ts'
import type { JournalEntry } from '../model.ts'
import { addressAt } from './address.ts'
import { bytesOfBody } from './body-text.ts'
import { endOfChain, fasterNote, isProgress, slowerNote } from './chain.ts'
import { differences, verdictOf, type Compared } from './difference.ts'
import { sendAgain, type ExchangeDeps } from './exchange.ts'
import type { Outcome, ReplayInput } from './model.ts'
import type { Source } from './plan.ts'
import { prepare } from './prepare.ts'
import { learn, newState, type ReplayState } from './state.ts'
import type { ReplayStore, StepResult, StoredStep } from './store.ts'

/** Carries out a run: its steps one after another, each stored before the next begins. */

export interface CarryOutDeps extends ExchangeDeps {
  store: ReplayStore
  timers: Timers
  source(entry: number, input: ReplayInput): Promise<Source>
  uuid(): string
  changed(): void
}

/** A site that answers progress for ever is left alone at last. */
const PROGRESS_LIMIT = 500
/** Between requests that ask the same again, as 1C does not hurry either. */
const PROGRESS_PAUSE_MS = 50

const outcomeOf = ({ status, code, durationMs }: JournalEntry): Outcome => ({ status, code, durationMs })

/** The code of CommerceML is known to the site alone: from outside there is none to compare. */
function comparedOf(entry: JournalEntry, foreign: boolean): Compared {
  const { response, responseBytes } = entry
  const outcome = outcomeOf(entry)
  return {
    outcome: foreign ? { ...outcome, code: null } : outcome,
    text: response === null ? '' : response.truncated ? null : response.text,
    sha256: response?.sha256 ?? null,
    bytes: responseBytes,
  }
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
  const state: ReplayState = newState(
    steps.flatMap(({ made }) => made),
    lastTurns,
  )

  /** One request; `result` is the entry that holds it. */
  async function ask(
    source: Source,
  ): Promise<{ then: JournalEntry; now: JournalEntry; made: StepResult['made'] }> {
    const { entry, operation, text, base, account } = source
    const prepared = prepare(state, {
      entry,
      url: addressAt(entry, operation, base),
      text,
      edit: input.edits[String(entry.id)] ?? null,
      off,
      account,
      now: clock(),
      uuid: deps.uuid,
    })
    const { method, url, headers, made } = prepared
    const encoding = entry.request?.encoding ?? 'utf-8'
    const result = await sendAgain(deps, entry, operation, {
      method,
      url,
      headers,
      body: prepared.text === null ? null : bytesOfBody(prepared.text, encoding),
    })
    const now = (await journal.entry(result))!
    learn(state, entry, entry.response?.text ?? null, now.response?.text ?? null)
    return { then: entry, now, made }
  }

  const judged = (
    step: StoredStep,
    then: JournalEntry,
    now: JournalEntry,
  ): Pick<StepResult, 'differences' | 'verdict'> => {
    const foreign = then.contract?.startsWith('commerceml') ?? false
    const [before, after] = [comparedOf(then, foreign), comparedOf(now, foreign)]
    const origins = { then: originOf(then.url), now: originOf(now.url) }
    const found = differences(before, after, { operation: step.operation, known: state.known, origins })
    return { differences: found, verdict: verdictOf(before.outcome, after.outcome, found) }
  }

  async function settle(step: StoredStep, result: StepResult): Promise<void> {
    await store.settle(id, step.position, result)
    Object.assign(step, result)
    deps.changed()
  }

  /** What the run had learnt before it was stopped. */
  async function relearn(step: StoredStep): Promise<void> {
    if (step.result === null) return
    const [then, now] = [await journal.entry(step.entry), await journal.entry(step.result)]
    learn(
      state,
      { operation: step.operation, url: step.url },
      then?.response?.text ?? null,
      now?.response?.text ?? null,
    )
  }

  async function carryOut(at: number): Promise<void> {
    const step = steps[at]!
    const source = await deps.source(step.entry, input)
    let { then, now, made } = await ask(source)
    const end = endOfChain(steps, at)
    const last = steps[end]!
    let times = 1
    if (at === end && !isProgress(then.response?.text ?? null))
      while (isProgress(now.response?.text ?? null) && times < PROGRESS_LIMIT && !signal.aborted) {
        await pause(PROGRESS_PAUSE_MS, timers, signal)
        ;({ then, now, made } = await ask(source))
        times += 1
      }
    const result = { state: 'done', now: outcomeOf(now), result: now.id, made } as const
    if (at < end && !isProgress(now.response?.text ?? null)) {
      for (const early of steps.slice(at, end))
        await settle(early, {
          state: 'skipped',
          verdict: null,
          now: null,
          result: null,
          differences: [],
          note: fasterNote,
          made: [],
        })
      const answered = (await journal.entry(last.entry)) ?? then
      await settle(last, { ...result, ...judged(last, answered, now), note: null })
      return
    }
    await settle(step, { ...result, ...judged(step, then, now), note: times > 1 ? slowerNote(times) : null })
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
