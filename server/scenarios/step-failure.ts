import type { Text } from '../contracts/text.ts'
import type { SimpleStep } from './language.ts'
import { match } from './match.ts'
import type { Mismatch, StepFailure } from './model.ts'
import { valueAt } from './paths.ts'
import { filled, UnknownVariable, type Scope } from './values.ts'
import type { Outcome } from './world.ts'

/** Why a step did not hold. */

/** Ends a run from outside. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** A step that did not hold; its record has the reason. */
export class Failed extends Error {
  override readonly name = 'Failed'
  /** `null`: a step inside it has the reason. */
  readonly why: StepFailure | null

  constructor(why: StepFailure | null = null) {
    super()
    this.why = why
  }
}

export const failure = (
  message: Text,
  mismatches: Mismatch[] = [],
  entry: number | null = null,
): StepFailure => ({ message, mismatches, entry })

/** What is told of an error. */
export function told(error: unknown): StepFailure {
  if (error instanceof UnknownVariable)
    return failure({
      ru: `Переменной \${${error.variable}} нет: её никто не задал, или в ней нет такого поля.`,
      en: `There is no variable \${${error.variable}}: nobody has set it, or it has no such member.`,
    })
  const text = error instanceof Error ? error.message : String(error)
  return failure({ ru: text, en: text })
}

/** What was asked for did not happen at all: no answer, or a refusal that the step does not expect. */
export function refusalOf(step: SimpleStep, outcome: Outcome): StepFailure | null {
  const members = Object.keys(('expect' in step && step.expect) || {})
  if (members.some((member) => ['status', 'code', 'failure'].includes(member))) return null
  if (outcome.failure !== null)
    return failure(
      { ru: `Ответа нет: ${outcome.failure}`, en: `There is no answer: ${outcome.failure}` },
      [],
      outcome.entry,
    )
  if (outcome.status < 400) return null
  const detail = valueAt(outcome.body, 'detail')
  const why = `HTTP ${outcome.status}${outcome.code ? ` ${outcome.code}` : ''}${typeof detail === 'string' ? `: ${detail}` : ''}`
  return failure(
    { ru: `Отказ, которого шаг не ждёт: ${why}`, en: `A refusal that the step does not expect: ${why}` },
    [],
    outcome.entry,
  )
}

/**
 * What came is not what the step expects.
 * @param offset of the bench's zone, for local times: `+03:00`
 */
export function mismatchOf(
  step: SimpleStep,
  outcome: Outcome,
  { scope, offset }: { scope: Scope; offset: string },
): StepFailure | null {
  if (!('expect' in step) || !step.expect) return null
  // What is checked was saved from the wire, as a rule.
  const money = 'send' in step || 'http' in step || 'check' in step ? 'rubles' : 'kopecks'
  const mismatches = match(filled(step.expect, scope), outcome, { money, offset })
  if (mismatches.length === 0) return null
  const [{ path, expected, actual }] = mismatches as [Mismatch]
  return failure(
    {
      ru: `Ожидалось ${path}: ${expected}; пришло ${actual}`,
      en: `Expected ${path}: ${expected}; got ${actual}`,
    },
    mismatches,
    outcome.entry,
  )
}
