import type { RunRecord, StepRecord } from '../model.ts'

/** Results for people who look at a terminal or at the log of a build. */

const marks = {
  passed: '✓',
  failed: '✘',
  stopped: '–',
  waiting: '–',
  running: '…',
  paused: '…',
  skipped: '–',
} as const

function stepLines({ id, title, line, failure }: StepRecord, address: string | null): string[] {
  if (!failure) return []
  return [
    `    шаг ${id}, строка ${line}: ${title}`,
    `      ${failure.message.ru}`,
    // The message names the first one already.
    ...failure.mismatches
      .slice(1)
      .map(({ path, expected, actual }) => `      ${path}: ожидалось ${expected}; пришло ${actual}`),
    ...(failure.entry === null
      ? []
      : [
          `      обмен в журнале: ${address === null ? failure.entry : `${address}/#/journal/${failure.entry}`}`,
        ]),
  ]
}

/**
 * One line a scenario, and for a failed one the step, what was expected and what came.
 * @param address of the bench whose journal has the exchanges, `null` when it is gone
 */
export function textOf(run: RunRecord, address: string | null): string {
  const head = `${marks[run.state]} ${run.scenario}: ${run.title} (${run.ms} мс)`
  if (run.state !== 'failed') return head
  const steps = run.steps.flatMap((step) => stepLines(step, address))
  return [head, ...(run.failure ? [`    ${run.failure.ru}`] : []), ...steps].join('\n')
}

export function summaryOf(runs: readonly RunRecord[], ms: number): string {
  const count = (state: RunRecord['state']): number => runs.filter((run) => run.state === state).length
  const rest = runs.length - count('passed') - count('failed')
  return `Сценариев: ${runs.length}, прошло: ${count('passed')}, не прошло: ${count('failed')}${rest ? `, не выполнено: ${rest}` : ''}; ${(ms / 1000).toFixed(1)} с`
}
