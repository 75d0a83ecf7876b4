import type { Tone } from '../../ui/tone.ts'
import type { Run, RunStep } from '../types.ts'

export const verdictTone: Record<RunStep['verdict'], Tone> = {
  waiting: 'info',
  ok: 'ok',
  progress: 'info',
  warning: 'warn',
  failed: 'bad',
}

export const runTone: Record<Run['state'], Tone> = {
  running: 'info',
  stopped: 'warn',
  done: 'ok',
  failed: 'bad',
}

export const logTone = { info: 'idle', warning: 'warn', error: 'bad' } as const

/** A line of an answer with what a person cannot see and 1C can: CR before the line break (commerceml section 2.5). */
export interface AnswerLine {
  n: number
  text: string
  cr: boolean
}

/** An answer as 1C counts its lines, and whether a BOM stands before it. A line break at the very end begins no line. */
export function answerLines(answer: string): { bom: boolean; lines: AnswerLine[] } {
  const bom = answer.startsWith('\uFEFF')
  const parts = (bom ? answer.slice(1) : answer).split('\n')
  if (parts.length > 1 && parts.at(-1) === '') parts.pop()
  const lines = parts.map((line, index) => ({
    n: index + 1,
    text: line.endsWith('\r') ? line.slice(0, -1) : line,
    cr: line.endsWith('\r'),
  }))
  return { bom, lines: answer === '' ? [] : lines }
}

/** Line 1, which decides what 1C does. */
export const firstLine = (answer: string): string => answerLines(answer).lines[0]?.text.trim() ?? ''

/** Of a file that goes up in fragments: bytes that have gone with this one, and all of them. `null`: it went whole. */
export function fragmentOf(step: RunStep): { done: number; total: number } | null {
  const whole = step.offset === 0 && step.sent >= step.total
  return step.file === null || step.total === 0 || whole
    ? null
    : { done: step.offset + step.sent, total: step.total }
}

/** Steps that were known with those that were read from the last of them on. */
export function continued(known: readonly RunStep[], fresh: readonly RunStep[]): RunStep[] {
  const first = fresh[0]?.n ?? Infinity
  return [...known.filter(({ n }) => n < first), ...fresh]
}

/** Per cent of the files of the portion that have gone, 0 while there is nothing to send. */
export const percentOf = ({ sent, total }: Run['progress']): number =>
  total === 0 ? 0 : Math.min(100, Math.floor((sent / total) * 100))

/** How long it took, ms; of what still goes on: until now. */
export const tookMs = (run: Pick<Run, 'startedAt' | 'finishedAt'>, now: number): number =>
  Math.max(0, (run.finishedAt === null ? now : Date.parse(run.finishedAt)) - Date.parse(run.startedAt))
