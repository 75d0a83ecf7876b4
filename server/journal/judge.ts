import type { Operation, ReaderMode, ReadOptions, RejectedElement, Side } from '../contracts/operation.ts'
import type { Text } from '../contracts/text.ts'
import type { JournalFinding } from './model.ts'
import type { WireAnswer } from './transport.ts'

/** What the contract says of an answer. `foreign`: no program of the contract wrote it (section 9, last paragraph). */
export interface Judgement {
  kind: 'message' | 'problem' | 'foreign' | 'unreadable'
  /** The value of a `message`, `null` otherwise. */
  value: unknown
  problem: Record<string, unknown> | null
  code: string | null
  findings: JournalFinding[]
  /** Elements of a list that `value` is without, because they are refused alone (AD-37). */
  rejected: readonly RejectedElement[]
}

const fault = (code: string, message: Text, value: string): JournalFinding => ({
  part: 'response',
  severity: 'error',
  code,
  message,
  line: 1,
  column: 1,
  pointer: '',
  value,
})

/** The sides as sentences name them. */
const sideNames: Readonly<Record<Side, Text>> = {
  onec: { ru: '1С', en: '1C' },
  site: { ru: 'сайт', en: 'the site' },
  ksup: { ru: 'КСУП', en: 'KSUP' },
  restore: { ru: 'сервер приложений', en: 'the application server' },
  buyer: { ru: 'покупатель', en: 'the buyer' },
}

function foreign({ callee }: Operation, { status, contentType, bytes }: WireAnswer): Judgement {
  const { ru, en } = sideNames[callee]
  const what = bytes.length === 0 ? 'пустой ответ' : contentType || 'без Content-Type'
  const finding = fault(
    'HTTP-FOREIGN-ANSWER',
    {
      ru: `Так отвечает не ${ru}, а то, что стоит перед ним (прокси, веб-сервер): проверьте адрес и публикацию`,
      en: `Not ${en} answers like this but something before it (a proxy, a web server): check the address`,
    },
    `HTTP ${status}, ${what}`.slice(0, 200),
  )
  return {
    kind: 'foreign',
    value: null,
    rejected: [],
    problem: null,
    code: null,
    findings: [finding],
  }
}

function problemOf(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (typeof parsed !== 'object' || parsed === null) return null
    const problem = parsed as Record<string, unknown>
    return typeof problem['code'] === 'string' ? problem : null
  } catch {
    return null
  }
}

function judgeRefusal(operation: Operation, answer: WireAnswer): Judgement {
  const problem = problemOf(answer.bytes)
  if (!problem) return foreign(operation, answer)
  return {
    kind: 'problem',
    value: null,
    rejected: [],
    problem,
    code: String(problem['code']).slice(0, 100),
    findings: [],
  }
}

const looksLikeMessage = ({ bytes, contentType }: WireAnswer): boolean =>
  bytes.length > 0 &&
  !/^\s*<(?:!doctype\s+)?html/i.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1')) &&
  // PHP sends JSON as text/html when nobody told it otherwise; the body decides then.
  !/^(?:image|audio|video)\//i.test(contentType)

/** Holds an answer against its operation. Never throws. */
export function judgeAnswer(
  operation: Operation,
  answer: WireAnswer,
  mode: ReaderMode,
  options?: ReadOptions,
): Judgement {
  if (answer.status >= 300) return judgeRefusal(operation, answer)
  if (!looksLikeMessage(answer)) return foreign(operation, answer)
  const message = operation.responses[answer.status]
  if (!message) {
    const finding = fault(
      'HTTP-UNEXPECTED-STATUS',
      {
        ru: 'Такого состояния у успешного ответа этой операции в контракте нет',
        en: 'The contract knows no successful answer of this operation with such a status',
      },
      `HTTP ${answer.status}`,
    )
    return {
      kind: 'unreadable',
      value: null,
      rejected: [],
      problem: null,
      code: null,
      findings: [finding],
    }
  }
  const { value, findings, rejected } = message.read(answer, mode, options)
  return {
    kind: value === null ? 'unreadable' : 'message',
    value,
    rejected,
    problem: null,
    code: null,
    findings: findings.map((finding) => ({ ...finding, part: 'response' })),
  }
}
