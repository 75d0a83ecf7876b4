import type { Ping } from '../../server/contracts/ksup/answers.ts'
import { CONTRACT } from '../../server/contracts/ksup/answers.ts'
import type { ContactCreate } from '../../server/contracts/ksup/contacts.ts'
import type { PriceStockRequest } from '../../server/contracts/ksup/price-stock-messages.ts'
import { nowLocal } from '../../server/contracts/time.ts'
import type { Handlers } from '../../server/http/call.ts'
import type { Behaviour } from './behaviour.ts'
import { write, type OnecContext } from './context.ts'
import { answerPriceStock } from './prices-stock.ts'
import { createRequested } from './requested.ts'

/** What the service `/hs/ksup` of 1C does (section 3, 11…13). */
export function serviceHandlers(context: OnecContext, behaviour: Behaviour): Handlers {
  const { db, clock, settings, outbox } = context
  const now = (): string => nowLocal(clock(), settings().zone)
  return {
    async 'ksup.contactCreate'({ request }) {
      await behaviour.admit(true)
      return write(context, (trx) => createRequested(trx, outbox, request as ContactCreate))
    },
    async 'ksup.priceStock'({ request }) {
      await behaviour.admit(false)
      return { status: 200, body: await answerPriceStock(db, request as PriceStockRequest, now()) }
    },
    async 'ksup.ping'() {
      await behaviour.admit(false)
      return { status: 200, body: { service: 'onec', contract: CONTRACT, time: now() } satisfies Ping }
    },
  }
}
