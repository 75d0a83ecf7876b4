import type { Text } from '../../contracts/text.ts'
import type { MatchOptions } from '../match.ts'
import type { RunRecord } from '../model.ts'
import type { Outcome } from '../world.ts'
import { heldBy } from './expectations.ts'
import type { Beginning, DraftStep, RecordedScenario } from './model.ts'
import { inline, putVariables, rename, type NounOf, type Variable } from './variables.ts'
import { writeScenario } from './write.ts'

/** A playing of a draft: how it ended, and what each step came to. */
export interface Played {
  record: RunRecord
  /** In the order of the steps; shorter when a step did not hold. */
  outcomes: readonly Outcome[]
}

export interface SettleOptions {
  nounOf: NounOf
  /** Plays a text from its bases. Never rejects for what the story does. */
  play(text: string, steps: readonly DraftStep[]): Promise<Played>
  match: Omit<MatchOptions, 'money'>
  /** What the draft is without, and why; told at the head of the file. */
  unrecorded: readonly Text[]
}

/** Playings at most: each one takes away what did not hold. */
const MOST_PLAYINGS = 6

const moneyOf = ({ kind }: DraftStep): MatchOptions['money'] => (kind === 'send' ? 'rubles' : 'kopecks')

/** The same steps with no expectation but how many exchanges are to be waited for, and which answer a request is repeated for. */
const bare = (steps: readonly DraftStep[]): DraftStep[] =>
  steps.map((step) => ({
    ...step,
    expect:
      step.kind === 'journal'
        ? { 'body.count': { $gte: step.expect['body.count'] } }
        : Object.fromEntries(
            Object.entries(step.expect).filter(
              ([path]) => path === 'status' || path === 'code' || 'within' in step.members,
            ),
          ),
  }))

/** Looks that say nothing are left out, unless a variable comes of them. */
const tellsSomething = ({ kind, expect, save }: DraftStep): boolean =>
  (kind !== 'read' && kind !== 'journal') || Object.keys(expect).length + Object.keys(save).length > 0

const failedAt = ({ steps }: RunRecord): number =>
  steps.filter(({ depth }) => depth === 0).findIndex(({ state }) => state === 'failed')

/**
 * Makes a scenario of a recorded draft: puts variables, plays it on the same bases, and takes away every expectation that a
 * second playing does not hold, saying so beside the step.
 */
export async function settle(
  beginning: Beginning,
  draft: DraftStep[],
  { nounOf, play, match, unrecorded }: SettleOptions,
): Promise<Omit<RecordedScenario, 'id'>> {
  let steps = draft
  /** Told at the head of the file, and beside the steps. */
  const head = [...unrecorded]
  const beside: Text[] = []
  const variables = putVariables(steps, nounOf)
  const text = (list: readonly DraftStep[]): string =>
    writeScenario(beginning, list, [INVITATION, ...head.map(({ ru }) => ru)])
  const result = (holds: boolean): Omit<RecordedScenario, 'id'> => ({
    text: text(steps),
    steps: steps.length,
    holds,
    notes: [...head, ...beside],
  })
  const remark = (step: DraftStep, ru: string, en: string): void => {
    step.remarks.push(ru)
    beside.push({ ru: `${step.title}: ${ru}`, en: `${step.title}: ${en}` })
  }

  let known = false
  for (let playing = 0; playing < MOST_PLAYINGS; playing += 1) {
    const { record, outcomes } = await play(text(known ? steps : bare(steps)), steps)
    if (!known && record.state === 'passed') {
      known = true
      weigh(steps, outcomes, record, variables, match, remark)
      steps = steps.filter(tellsSomething)
      continue
    }
    if (record.state === 'passed') return result(true)
    const at = failedAt(record)
    const step = steps[at]
    const failure = record.steps.filter(({ depth }) => depth === 0)[at]?.failure
    const paths = (failure?.mismatches ?? []).map(({ path }) => path)
    if (!step || !loosened(step, paths)) {
      const why = failure?.message ?? record.failure
      head.push({
        ru: `История не повторилась${step ? ` на шаге «${step.title}»` : ''}: ${why?.ru ?? 'прогон остановлен'}`,
        en: `The story did not go the same way${step ? ` at "${step.title}"` : ''}: ${why?.en ?? 'the run was stopped'}`,
      })
      return result(false)
    }
    remark(
      step,
      `при повторе другое, поэтому не ожидается: ${paths.join(', ')}.`,
      `different when played again, so not expected: ${paths.join(', ')}.`,
    )
    steps = steps.filter(tellsSomething)
  }
  return result(false)
}

const INVITATION = 'Записано на стенде. Проверьте ожидания и назовите шаги так, как о них говорят у вас.'

/** Takes the mismatched expectations away. @returns whether there were any */
function loosened(step: DraftStep, paths: readonly string[]): boolean {
  let any = false
  for (const path of paths) {
    const own = Object.keys(step.expect).find(
      (one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`),
    )
    if (own === undefined) continue
    delete step.expect[own]
    any = true
  }
  return any
}

/** Holds what was recorded against what came when it was played. */
function weigh(
  steps: readonly DraftStep[],
  outcomes: readonly Outcome[],
  { variables: values }: RunRecord,
  variables: readonly Variable[],
  match: SettleOptions['match'],
  remark: (step: DraftStep, ru: string, en: string) => void,
): void {
  const scope = {
    variables: new Map(Object.entries(values)),
    now: () => new Date(0),
    uuid: (name: string) => name,
  }
  steps.forEach((step, i) => {
    const played = outcomes[i]
    // What the journal shows is counted by the run itself; the next playing tells.
    if (!played || step.kind === 'journal') return
    const kept = heldBy(step.expect, played, scope, { ...match, money: moneyOf(step) })
    step.expect = kept.expect
    if (kept.dropped.length > 0)
      remark(
        step,
        `при повторе другое, поэтому не ожидается: ${kept.dropped.join(', ')}.`,
        `different when played again, so not expected: ${kept.dropped.join(', ')}.`,
      )
    if (kept.weakened.length > 0)
      remark(
        step,
        `каждый раз новое, ожидается только наличие: ${kept.weakened.join(', ')}.`,
        `new every time, only expected to be there: ${kept.weakened.join(', ')}.`,
      )
  })
  const lasting = variables.filter(({ name, step, path, value }) => {
    const isMade = steps[step]!.kind !== 'read' && !/\..*[.[]/.test(path)
    return values[name] !== value || isMade
  })
  // What is the same every time needs no name.
  for (const variable of variables) if (!lasting.includes(variable)) inline(steps, variable)
  rename(steps, lasting)
}
