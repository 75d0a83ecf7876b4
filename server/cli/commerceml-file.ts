import { createReadStream } from 'node:fs'
import { CmlRefusal, type CmlFinding, type CmlSummary } from '../contracts/commerceml/model.ts'
import { createCmlReader } from '../contracts/commerceml/reader/reader.ts'
import { readHead } from '../explorer/head.ts'
import { print } from './terminal.ts'

/** Findings printed for a code; the summary counts the rest. */
const SHOWN = 20

/** Whether a file is CommerceML by its root element. What cannot be read, `-` too, is not. */
export async function isCommerceMl(file: string): Promise<boolean> {
  const head = await readHead(file).catch(() => null)
  return head !== null && head.root !== null
}

interface CmlFileReport {
  summary: CmlSummary | null
  refusal: { code: string; line: number; column: number; message: string } | null
  findings: CmlFinding[]
}

async function read(file: string): Promise<CmlFileReport> {
  const findings: CmlFinding[] = []
  const reader = createCmlReader({
    limits: { findings: SHOWN },
    onRecord: () => undefined,
    onFinding: (finding) => void findings.push(finding),
  })
  try {
    for await (const chunk of createReadStream(file)) reader.write(chunk as Uint8Array)
    return { summary: reader.end(), refusal: null, findings }
  } catch (error) {
    if (!(error instanceof CmlRefusal)) throw error
    return { summary: null, refusal: { code: error.code, ...error.place, message: error.text.ru }, findings }
  }
}

function describe(file: string, { summary, refusal, findings }: CmlFileReport): string {
  const lines = findings.map(
    ({ line, column, severity, code, id, message }) =>
      `${file}:${line}:${column}: ${severity} ${code}${id && ` ${id}`} ${message.ru}`,
  )
  if (refusal)
    lines.push(`${file}:${refusal.line}:${refusal.column}: error ${refusal.code} ${refusal.message}`)
  if (summary) {
    const counts = Object.entries(summary.records).map(([kind, count]) => `${kind} ${count}`)
    const found = Object.entries(summary.findings).map(([code, count]) => `${code} ×${count}`)
    lines.push(
      `${file}: CommerceML ${summary.version || 'без версии'}, ${summary.encoding}${summary.bom ? ' с BOM' : ''}, ${summary.producer.ru}`,
      `${file}: ${counts.join(', ')}`,
      ...(found.length > 0 ? [`${file}: замечания: ${found.join(', ')}`] : []),
    )
  }
  lines.push(`${file}: ${refusal ? 'отказ: файл не прочитан' : 'прочитан целиком'}`)
  return lines.join('\n')
}

/**
 * What a CommerceML file is and what is wrong with it, read in constant memory (commerceml sections 5–12).
 * @returns whether the file was read to its end, and in strict mode also without warnings and errors
 */
export async function validateCommerceMl(
  file: string,
  options: { json?: boolean; strict?: boolean },
): Promise<boolean> {
  const report = await read(file)
  print(options.json ? JSON.stringify(report, null, 2) : describe(file, report))
  if (report.refusal) return false
  return !options.strict || report.findings.every(({ severity }) => severity === 'info')
}
