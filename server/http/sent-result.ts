import type { SendResult } from '../outbox/outbox.ts'
import type { Reply } from './client.ts'

/**
 * What a reply means to an outbox. Any 2xx of the receiver is a delivery (DD-04); a page that something on the way put in its
 * place is not: the message goes again under its id.
 */
export function sentResult(reply: Reply): SendResult {
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
