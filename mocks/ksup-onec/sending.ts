import { ksup } from '../../server/contracts/ksup/operations.ts'
import type { ContractClient } from '../../server/http/client.ts'
import { sentResult } from '../../server/http/sent-result.ts'
import type { SendResult } from '../../server/outbox/outbox.ts'

/** How messages of the outbox reach the integration server. */

/** Sends one message, its id being the key (DD-05). */
export async function sendMessage(
  client: ContractClient,
  { id, operation, body }: { id: string; operation: string; body: Record<string, unknown> },
  signal: AbortSignal,
): Promise<SendResult> {
  const found = ksup.operations.find((candidate) => candidate.id === operation)
  if (!found) throw new TypeError(`Contract D has no operation ${operation}`)
  return sentResult(await client.call(found, { body, idempotencyKey: id, signal }))
}
