import type { Transaction } from 'kysely'
import { linkKeyOf } from '../contracts/ksup/link-key.ts'
import { contactCreate, priceStock, TIME_LIMITS } from '../contracts/ksup/operations.ts'
import type { PriceStockAnswer, PriceStockRequest } from '../contracts/ksup/price-stock-messages.ts'
import type { ContractClient, Reply } from '../http/client.ts'
import { createOutbox, type OutboxDeps } from '../outbox/create-outbox.ts'
import type { Outbox, SendResult } from '../outbox/outbox.ts'
import type { Ksup, PriceStockReply, WayToOnec } from '../../mocks/ksup/service.ts'

/** DD-52: a 1C that holds to the contract need not take more, whatever the reader here takes. */
const ARTICLES_PER_REQUEST = 200

export interface WayToOnecDeps extends Omit<OutboxDeps, 'sender' | 'area' | 'send' | 'settled'> {
  /** The server's client of 1C, wherever 1C is. */
  client: ContractClient
  /** What became of a request for a counterparty. */
  settled: Ksup['requestSettled']
}

const sendResult = (reply: Reply): SendResult =>
  reply.ok
    ? {
        answer: { status: reply.status, code: null },
        message: null,
        value: reply.value,
        entry: reply.entry,
      }
    : {
        answer: {
          status: reply.status,
          code: reply.code,
          ...(reply.retryAfterMs === null ? {} : { retryAfterMs: reply.retryAfterMs }),
        },
        message: reply.message,
        value: null,
        entry: reply.entry,
      }

/** Answers to the parts of a request, put together: they hold by the moment of the first. */
const joined = ([first, ...others]: readonly [PriceStockAnswer, ...PriceStockAnswer[]]): PriceStockAnswer =>
  others.reduce(
    (whole, { rows, errors, warnings }) => ({
      ...whole,
      rows: [...whole.rows, ...rows],
      errors: [...whole.errors, ...errors],
      // Each part says the same of the same contact.
      warnings: [
        ...whole.warnings,
        ...warnings.filter(({ code }) => !whole.warnings.some((known) => known.code === code)),
      ],
    }),
    first,
  )

/** The server's way to 1C: its outbox for new contacts, a call at once for prices and stock. */
export function createWayToOnec(deps: WayToOnecDeps): { way: WayToOnec; outbox: Outbox } {
  const { client, settled, ...common } = deps
  const outbox = createOutbox({
    ...common,
    sender: 'server',
    area: 'ksup',
    send: async ({ id, body }, signal) =>
      sendResult(await client.call(contactCreate, { body, idempotencyKey: id, signal })),
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

  async function ask(request: PriceStockRequest): Promise<Reply> {
    // A person waits (DD-60).
    return client.call(priceStock, { body: request, signal: AbortSignal.timeout(TIME_LIMITS.priceStock) })
  }

  async function askAll({ contact_code = null, articles }: PriceStockRequest): Promise<PriceStockReply> {
    const answers: PriceStockAnswer[] = []
    let entry: number | null = null
    for (let from = 0; from < articles.length; from += ARTICLES_PER_REQUEST) {
      const reply = await ask({ contact_code, articles: articles.slice(from, from + ARTICLES_PER_REQUEST) })
      entry = reply.entry
      if (!reply.ok)
        return { ok: false, code: reply.code ?? `HTTP-${reply.status}`, message: reply.message, entry }
      answers.push(reply.value as PriceStockAnswer)
    }
    const [first, ...others] = answers
    if (!first) throw new TypeError('No articles were asked for')
    return { ok: true, answer: joined([first, ...others]), entry }
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
    priceStock: askAll,
  }
  return { way, outbox }
}
