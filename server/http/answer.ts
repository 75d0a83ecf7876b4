import type { Operation } from '../contracts/operation.ts'
import type { JournalFinding } from '../journal/model.ts'
import type { Answer } from './call.ts'

/** Findings beyond this say nothing new about a defect of ours. */
const DEFECTS_LIMIT = 20

/**
 * Why an answer is not what the operation describes; empty when it is.
 * @param code the code that the contract has for a defect of the program
 */
export function answerDefects(
  operation: Operation,
  { status, body }: Answer,
  code: string,
): JournalFinding[] {
  const defect = (path: readonly PropertyKey[], value: string): JournalFinding => ({
    part: 'response',
    severity: 'error',
    code,
    message: { ru: 'Ответ нарушает контракт', en: 'The answer breaks the contract' },
    line: 1,
    column: 1,
    pointer: path.map((part) => `/${String(part)}`).join(''),
    value: value.slice(0, 200),
  })
  const message = operation.responses[status]
  if (!message) return [defect([], `HTTP ${status}`)]
  const issues = message.schema.safeParse(body).error?.issues ?? []
  return issues.slice(0, DEFECTS_LIMIT).map(({ path, message }) => defect(path, message))
}

/**
 * Checks an answer and writes it, in the default format and canonically, so that it can be sent any number of times for
 * the price of its bytes: for lists that many callers ask for and that change rarely.
 * @throws TypeError when the answer breaks the contract; `cause` has the findings
 */
export function prepareAnswer(operation: Operation, answer: Answer): Answer {
  const defects = answerDefects(operation, answer, 'ANSWER-DEFECT')
  if (defects.length > 0)
    throw new TypeError(`The answer of ${operation.id} breaks its contract`, { cause: defects })
  const message = operation.responses[answer.status]!
  const { bytes, contentType } = message.write(answer.body, message.formats[0], 'canonical')
  return {
    ...answer,
    written: { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), contentType },
  }
}
