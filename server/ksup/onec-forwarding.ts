import type { ContactCreate } from '../contracts/ksup/contacts.ts'
import { ksupCodes, refusalCode } from '../contracts/ksup/errors.ts'
import { contactCreate, ksupOnec, ping, priceStock } from '../contracts/ksup/operations.ts'
import { queuedMessage } from '../contracts/ksup/messages.ts'
import type { PriceStockRequest } from '../contracts/ksup/price-stock-messages.ts'
import type { Contract } from '../contracts/operation.ts'
import type { Answer, Handlers } from '../http/call.ts'
import type { ContractClient, Reply } from '../http/client.ts'
import { refusal, type ContractError } from '../http/errors.ts'
import type { Database } from '../storage/database.ts'
import type { WayToOnec } from '../../mocks/ksup/service.ts'

/** What a real КСУП asks the server for, and the server asks 1C for: the requests of section 3, 11…13, one address nearer. */

const forwarded = { ...contactCreate, responses: { ...contactCreate.responses, 202: queuedMessage } }

/** As 1C has it, but a request for a counterparty may be kept until 1C is there (DD-04). */
export const forwardedContract: Contract = {
  ...ksupOnec,
  operations: ksupOnec.operations.map((operation) =>
    operation.id === contactCreate.id ? forwarded : operation,
  ),
}

/** A refusal of 1C goes on as it is; when 1C is not there, the caller may try again. */
function refusedBy(
  reply: Extract<Reply, { ok: false }>,
  members: Record<string, unknown> = {},
): ContractError {
  const row = reply.code === null ? null : refusalCode(reply.code)
  // Account and rights are the server's own at 1C, no fault of the caller's.
  const own = row !== null && row.code !== 'KS-AUTH' && row.code !== 'KS-FORBIDDEN' ? row.code : 'KS-BUSY'
  return refusal(ksupCodes, own, `1С: ${reply.message}`, { members })
}

export interface ForwardingDeps {
  db: Database
  client: ContractClient
  way: WayToOnec
}

export function forwardingHandlers({ db, client, way }: ForwardingDeps): Handlers {
  async function create(body: ContactCreate): Promise<Answer> {
    const { meta, code_ksup, ...data } = body
    const reply = await client.call(contactCreate, { body, idempotencyKey: meta.message_id })
    if (reply.ok) return { status: reply.status, body: reply.value }
    const { message_id } = meta
    if (!reply.retryable) throw refusedBy(reply, { message_id })
    const { object_name, object_type, email, phone } = data
    await db
      .transaction()
      .execute((trx) =>
        way.requestContact(trx, { object_name, object_type, email, phone, code_ksup, title: object_name }),
      )
    way.poke()
    return { status: 202, body: { message_id, result: 'queued', warnings: [] } }
  }

  return {
    [contactCreate.id]: ({ request }) => create(request as ContactCreate),
    async [priceStock.id]({ request }) {
      const reply = await way.priceStock(request as PriceStockRequest)
      if (reply.ok) return { status: 200, body: reply.answer }
      const code = refusalCode(reply.code)?.code ?? 'KS-BUSY'
      throw refusal(ksupCodes, code, `1С: ${reply.message}`)
    },
    async [ping.id]() {
      const reply = await client.call(ping)
      if (reply.ok) return { status: 200, body: reply.value }
      throw refusedBy(reply)
    },
  }
}
