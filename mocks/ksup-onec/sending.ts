import { ksup } from '../../server/contracts/ksup/operations.ts'
import type { ContractClient, Reply } from '../../server/http/client.ts'
import type { SendResult } from '../../server/outbox/outbox.ts'

/** How messages of the outbox reach the integration server. */

/**
 * What a reply means to the outbox. Any 2xx of the server counts as delivered (DD-04); a page that something on the way put in
 * its place does not, the message goes again under its id.
 */
function resultOf(reply: Reply): SendResult {
  const { status, entry } = reply
  if (reply.ok) return { answer: { status, code: null }, message: null, value: reply.value, entry }
  const isForeignSuccess = reply.kind === 'not-a-problem' && status !== null && status < 300
  return {
    answer: {
      status: isForeignSuccess ? null : status,
      code: reply.code,
      ...(reply.retryAfterMs === null ? {} : { retryAfterMs: reply.retryAfterMs }),
    },
    message: reply.message,
    value: null,
    entry,
  }
}

/** Sends one message, its id being the key (DD-05). */
export async function sendMessage(
  client: ContractClient,
  { id, operation, body }: { id: string; operation: string; body: Record<string, unknown> },
  signal: AbortSignal,
): Promise<SendResult> {
  const found = ksup.operations.find((candidate) => candidate.id === operation)
  if (!found) throw new TypeError(`Contract D has no operation ${operation}`)
  return resultOf(await client.call(found, { body, idempotencyKey: id, signal }))
}
