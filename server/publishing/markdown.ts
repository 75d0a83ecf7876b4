/** Values in the Markdown of the guide: always as code, so that no value turns into markup. */

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))

/** A value as a code span, whatever backticks it holds. */
export function code(value: string): string {
  const fence = '`'.repeat(longestRun(value) + 1)
  const pad = /^`|`$|^ .* $/.test(value) ? ' ' : ''
  return `${fence}${pad}${value}${pad}${fence}`
}

/** A file or a command as a code block. */
export function codeBlock(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  const shown = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trimEnd()
  return `${fence}${language}\n${shown}\n${fence}`
}

/** A table; cells are Markdown, vertical bars in them stay text. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export const numbered = (steps: string[]): string =>
  steps.map((step, index) => `${index + 1}. ${step.replace(/\n/g, '\n   ')}`).join('\n')

export const bullets = (items: string[]): string =>
  items.map((item) => `- ${item.replace(/\n/g, '\n  ')}`).join('\n')

/** What proves that a step is done. */
export const verify = (text: string): string => `**Как проверить.** ${text}`

/** A claim that public sources disagree about. */
export const onYourBuild = (text: string): string => `> Проверьте на своей сборке. ${text}`
