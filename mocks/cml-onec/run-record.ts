import type { Reaction } from '../../server/contracts/commerceml/reactions.ts'
import type { Text } from '../../server/contracts/text.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { Timers } from '../../server/storage/timers.ts'
import type { CmlRun, LogLine, RunStep } from './model.ts'
import type { ResumePoint, RunStore } from './run-store.ts'

/** A run while it goes on: its steps, its log, and who is told of them. */

/** Pages are told so often at most, ms. */
const PUBLISH_MS = 100
/** What a crash may lose of a report, ms. */
const SAVE_MS = 2000
/** Steps and lines that a report keeps; the middle of a longer one goes. */
const STEPS_KEPT = 2000
const HEAD_KEPT = 100
const LINES_KEPT = 2000
/** From so many parts on, those of a file that went well are one row. */
const PARTS_IN_ROWS = 20
/** Characters of an answer that a step shows. */
const ANSWER_SHOWN = 500

export interface StepDraft {
  type: string
  mode: string
  portion: number
  method: 'GET' | 'POST'
  url: string
  file: string | null
  sent: number
  offset: number
  total: number
  /** Of how many parts of the file this is one. */
  parts: number
}

export interface StepAnswer {
  durationMs: number
  status: number | null
  received: number
  text: string
  entry: number
  reaction: Reaction
}

export interface RunRecord {
  readonly run: CmlRun
  /** A request leaves. */
  begin(draft: StepDraft): RunStep
  /** Its answer has come, or will not come; lines of the reaction go into the log. */
  answered(step: RunStep, answer: StepAnswer): void
  log(level: LogLine['level'], text: string): void
  progress(text: Text, sent?: number, total?: number): void
  /** Where it could go on from here when it is stopped now. */
  resumeAt(point: ResumePoint | null): void
  finish(state: 'stopped' | 'done' | 'failed'): Promise<void>
}

const waiting: Pick<RunStep, 'verdict' | 'said' | 'reaction'> = {
  verdict: 'waiting',
  said: { ru: 'Ответа ещё нет', en: 'No answer yet' },
  reaction: { ru: '1С ждёт ответа', en: '1C is waiting for the answer' },
}

export function createRunRecord(options: {
  run: CmlRun
  store: RunStore
  changes: Changes
  clock: Clock
  timers: Timers
}): RunRecord {
  const { run, store, changes, clock, timers } = options
  let resume: ResumePoint | null = null
  let numbered = 0
  let publishing: unknown = null
  let savedAt = clock().getTime()
  let saving: Promise<void> = Promise.resolve()
  /** The row that further requests of its kind are counted in. */
  let series: { row: RunStep; mode: string; file: string | null } | null = null

  const publish = (): void => changes.publish({ area: 'cml-onec', id: run.id })

  function changed(): void {
    publishing ??= timers.set(() => {
      publishing = null
      publish()
    }, PUBLISH_MS)
    if (clock().getTime() - savedAt < SAVE_MS) return
    savedAt = clock().getTime()
    saving = saving.then(() => store.save(run, null))
  }

  function addLine(level: LogLine['level'], text: string): void {
    run.log.push({ at: clock().toISOString(), level, text })
    if (run.log.length > LINES_KEPT) run.log.splice(HEAD_KEPT, 1)
  }

  return {
    run,
    begin(draft) {
      const { parts, ...shown } = draft
      const continues =
        series !== null &&
        series.mode === draft.mode &&
        series.file === draft.file &&
        series.row.portion === draft.portion &&
        (draft.mode !== 'file' || parts > PARTS_IN_ROWS)
      numbered += 1
      if (continues) return { ...series!.row, n: numbered, sent: draft.sent, offset: draft.offset }
      series = null
      const step: RunStep = {
        n: numbered,
        ...shown,
        startedAt: clock().toISOString(),
        durationMs: null,
        status: null,
        received: 0,
        answer: '',
        ...waiting,
        entry: null,
        repeats: 0,
      }
      run.steps.push(step)
      if (run.steps.length > STEPS_KEPT) run.steps.splice(HEAD_KEPT, 1)
      changed()
      return step
    },
    answered(step, { durationMs, status, received, text, entry, reaction }) {
      const heard = {
        durationMs,
        status,
        received,
        answer: text.slice(0, ANSWER_SHOWN),
        verdict: reaction.verdict,
        said: reaction.said,
        reaction: reaction.reaction,
        entry,
      }
      const inSeries = series !== null && series.row !== step
      const alike = inSeries && reaction.verdict === series!.row.verdict
      if (alike) {
        const { row } = series!
        Object.assign(row, heard, {
          repeats: row.repeats + 1,
          ...(row.mode === 'file' ? { sent: row.sent + step.sent } : {}),
        })
      } else {
        // What ends a series is a row of its own.
        if (inSeries) run.steps.push(step)
        Object.assign(step, heard, { repeats: 0 })
        const repeatable =
          reaction.verdict === 'progress' || (step.mode === 'file' && reaction.verdict === 'ok')
        series = repeatable ? { row: step, mode: step.mode, file: step.file } : null
      }
      for (const line of reaction.log) addLine(line.level, line.text)
      changed()
    },
    log(level, text) {
      addLine(level, text)
      changed()
    },
    progress(text, sent = run.progress.sent, total = run.progress.total) {
      run.progress = { sent, total, text }
      changed()
    },
    resumeAt(point) {
      resume = point
    },
    async finish(state) {
      if (publishing !== null) timers.clear(publishing)
      publishing = null
      run.state = state
      run.finishedAt = clock().toISOString()
      run.resumable = state === 'stopped' && resume !== null
      for (const step of run.steps)
        if (step.verdict === 'waiting') {
          step.verdict = 'failed'
          step.said = { ru: 'Ответа не дождались', en: 'The answer was not waited for' }
          step.reaction = { ru: 'Сеанс остановлен', en: 'The session was stopped' }
        }
      await saving
      await store.save(run, run.resumable ? resume : null)
      publish()
    },
  }
}
