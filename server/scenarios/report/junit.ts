import type { RunRecord } from '../model.ts'

/**
 * Results as JUnit XML, in the form that GitLab, Jenkins and GitHub's reporters read: one `testsuite`, a `testcase` a scenario.
 * Source: https://github.com/testmoapp/junitxml
 */

/** Characters that XML 1.0 cannot carry are left out. */
const escaped = (text: string): string =>
  text

    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

/** What a failed run is told by: the step, what was expected and what came. */
function failureOf(run: RunRecord): { message: string; details: string } {
  const step = run.steps.findLast(({ failure }) => failure !== null)
  const message = step?.failure?.message.ru ?? run.failure?.ru ?? 'Прогон остановлен'
  const lines = step
    ? [
        `Шаг ${step.id} (строка ${step.line}): ${step.title}`,
        ...step.failure!.mismatches.map(
          ({ path, expected, actual }) => `${path}: ожидалось ${expected}, пришло ${actual}`,
        ),
        ...(step.failure!.entry === null ? [] : [`Запись журнала: ${step.failure!.entry}`]),
      ]
    : []
  return { message, details: lines.join('\n') }
}

function testCase(run: RunRecord): string {
  const head = `    <testcase classname="obmen" name="${escaped(`${run.scenario}: ${run.title}`)}" time="${seconds(run.ms)}"`
  if (run.state === 'passed') return `${head}/>`
  if (run.state === 'stopped' || run.state === 'waiting') return `${head}>\n      <skipped/>\n    </testcase>`
  const { message, details } = failureOf(run)
  return `${head}>\n      <failure type="expectation" message="${escaped(message)}">${escaped(details)}</failure>\n    </testcase>`
}

/** @param ms how long all of it took, as a person waited */
export function junitOf(runs: readonly RunRecord[], ms: number): string {
  const failed = runs.filter(({ state }) => state === 'failed').length
  const skipped = runs.filter(({ state }) => state === 'stopped' || state === 'waiting').length
  const counts = `tests="${runs.length}" failures="${failed}" errors="0" skipped="${skipped}" time="${seconds(ms)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="obmen" ${counts}>`,
    `  <testsuite name="obmen" ${counts}${runs[0] ? ` timestamp="${runs[0].at}"` : ''}>`,
    ...runs.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}
