import type { Transaction } from 'kysely'
import { linkKeyOf } from '../contracts/ksup/link-key.ts'
import { contactCreate, priceStock, TIME_LIMITS } from '../contracts/ksup/operations.ts'
import type { PriceStockAnswer, PriceStockRequest } from '../contracts/ksup/price-stock-messages.ts'
import type { ContractClient } from '../http/client.ts'
import { sentResult } from '../http/sent-result.ts'
import { createOutbox, type OutboxDeps } from '../outbox/create-outbox.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Ksup, PriceStockReply, WayToOnec } from '../../mocks/ksup/service.ts'

export interface WayToOnecDeps extends Omit<OutboxDeps, 'sender' | 'area' | 'send' | 'settled'> {
  /** The server's client of 1C, wherever 1C is. */
  client: ContractClient
  /** What became of a request for a counterparty. */
  settled: Ksup['requestSettled']
}

/** The server's way to 1C: its outbox for new contacts, a call at once for prices and stock. */
export function createWayToOnec(deps: WayToOnecDeps): { way: WayToOnec; outbox: Outbox } {
  const { client, settled, ...common } = deps
  const outbox = createOutbox({
    ...common,
    sender: 'server',
    area: 'ksup',
    send: async ({ id, body }, signal) =>
      sentResult(await client.call(contactCreate, { body, idempotencyKey: id, signal })),
    async settled(trx, { message, next, result }) {
      if (next.state !== 'delivered' && next.state !== 'parked' && next.state !== 'ignored') return
      await settled(trx, {
        messageId: message.id,
        ok: next.state === 'delivered',
        code: 'code' in next ? next.code : null,
        message: result.message,
        codeKsup: String(message.body['code_ksup']),
      })
    },
  })

  async function ask(request: PriceStockRequest): Promise<PriceStockReply> {
    // A person waits (DD-60).
    const signal = AbortSignal.timeout(TIME_LIMITS.priceStock)
    const reply = await client.call(priceStock, { body: request, signal })
    const { entry } = reply
    if (!reply.ok)
      return { ok: false, code: reply.code ?? `HTTP-${reply.status}`, message: reply.message, entry }
    return { ok: true, answer: reply.value as PriceStockAnswer, entry }
  }

  const way: WayToOnec = {
    async requestContact(trx: Transaction<unknown>, { title, code_ksup, ...data }) {
      const body = { ...data, code_ksup }
      const { id } = await outbox.enqueue(trx, {
        operation: contactCreate.id,
        kind: 'contact-create',
        key: linkKeyOf(contactCreate.id, { meta: { message_id: '', seq: 1, sent_at: '' }, code_ksup }),
        object: code_ksup,
        title,
        body,
      })
      return id
    },
    poke: () => outbox.poke(),
    priceStock: ask,
  }
  return { way, outbox }
}
