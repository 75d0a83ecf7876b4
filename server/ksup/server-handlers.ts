import type { Finding } from '../contracts/finding.ts'
import { ksupCodes, warningCodes, type KsupCode } from '../contracts/ksup/errors.ts'
import type { KnownBody } from '../contracts/ksup/known-body.ts'
import type { MessageAnswer } from '../contracts/ksup/answers.ts'
import { cameWithoutMeta } from '../contracts/ksup/message.ts'
import { ksupServer, messageState } from '../contracts/ksup/operations.ts'
import type { Answer, Call, Handlers } from '../http/call.ts'
import { refusal, type ContractError } from '../http/errors.ts'
import type { Warning } from '../../mocks/ksup/service.ts'
import type { ReceivingInbox, Receipt } from './inbox.ts'
import type { ServerBehaviour } from './server-behaviour.ts'

/** What the integration server does with the requests of 1C (section 3, 1…10). */

/** Warnings beyond this say nothing new about a body. */
const WARNINGS_LIMIT = 100

/** Section 5.4: every liberty of the reader is told with the name of its rule. */
const warningsOf = (findings: readonly Finding[]): Warning[] =>
  findings
    .filter(({ severity }) => severity !== 'error')
    .slice(0, WARNINGS_LIMIT)
    .map(({ code, message, pointer }) => ({ code, message: message.ru, ...(pointer ? { pointer } : {}) }))

/** The id in the body decides (DD-05); a header that says otherwise is a slip of the sender. */
const keyWarning = ({ idempotencyKey }: Call, messageId: string): Warning[] =>
  idempotencyKey === null || idempotencyKey.toLowerCase() === messageId
    ? []
    : [{ code: 'W-KEY-DIFFERS', message: warningCodes['W-KEY-DIFFERS'].meaning.ru }]

const RETRY_IN_USE_S = 1

function refused(code: KsupCode, detail: string, message_id: string): ContractError {
  return refusal(ksupCodes, code, detail, {
    members: { message_id },
    ...(code === 'KS-KEY-IN-USE' ? { retryAfter: RETRY_IN_USE_S } : {}),
  })
}

function answerOf(receipt: Receipt, message_id: string): Answer {
  if (receipt.kind === 'refused') throw refused(receipt.code, receipt.detail, message_id)
  const { warnings } = receipt
  if (receipt.kind === 'queued')
    return { status: 202, body: { message_id, result: 'queued', warnings } satisfies MessageAnswer }
  const { result, deal_number } = receipt
  return {
    status: 200,
    body: {
      message_id,
      result,
      ...(deal_number === undefined ? {} : { deal_number }),
      warnings,
    } satisfies MessageAnswer,
  }
}

export function serverHandlers(inbox: ReceivingInbox, behaviour: ServerBehaviour): Handlers {
  async function receive(call: Call): Promise<Answer> {
    await behaviour.admit()
    const { operation, findings } = call
    const body = call.request as KnownBody
    const { message_id } = body.meta
    const withoutMeta = cameWithoutMeta(findings)
    const receipt = await inbox.receive({
      operation: operation.id,
      body,
      withoutMeta,
      warnings: [...warningsOf(findings), ...(withoutMeta ? [] : keyWarning(call, message_id))],
      subject: operation.subject?.(call.params, body, null) ?? null,
    })
    return answerOf(receipt, message_id)
  }

  async function state({ params }: Call): Promise<Answer> {
    await behaviour.admit()
    const id = (params['message_id'] ?? '').toLowerCase()
    const found = await inbox.state(id)
    if (found) return { status: 200, body: found }
    throw refusal(ksupCodes, 'KS-NOT-FOUND', `Сообщения ${id} сервер не получал. Проверьте message_id.`)
  }

  return Object.fromEntries(
    ksupServer.operations.map(({ id }) => [id, id === messageState.id ? state : receive]),
  )
}
