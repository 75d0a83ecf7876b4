import type { Text } from '../../contracts/text.ts'
import type { ReplayStep } from './model.ts'

/**
 * `mode=import` is asked again while the site answers `progress` (commerceml section 3.1): how often is a matter of its speed,
 * so the recorded requests of one import are one question.
 */

const isImport = (step: ReplayStep): boolean => step.operation?.endsWith('.import') ?? false

export const isProgress = (text: string | null): boolean => /^\uFEFF?\s*progress\b/i.test(text ?? '')

/** Place of the last request of the import that the step at `from` asks for; its own when it is none. */
export function endOfChain(steps: readonly ReplayStep[], from: number): number {
  const first = steps[from]!
  let end = from
  if (!isImport(first)) return end
  while (steps[end + 1] && isImport(steps[end + 1]!) && steps[end + 1]!.url === first.url) end += 1
  return end
}

export const fasterNote: Text = {
  ru: 'не отправлялся: в этот раз сайт загрузил файл за меньшее число запросов',
  en: 'not sent: this time the site imported the file in fewer requests',
}

export const slowerNote = (times: number): Text => ({
  ru: `отправлен ${times} раз: сайт отвечал progress дольше, чем в записи`,
  en: `sent ${times} times: the site answered progress longer than in the recording`,
})
