import { onTestFinished } from 'vitest'
import type { OutboxAnswer } from '../../server/contracts/ksup/outbox-state.ts'
import { createOutbox, outboxMigrations } from '../../server/outbox/create-outbox.ts'
import type { NewMessage } from '../../server/outbox/model.ts'
import type { Outbox, SendResult, Settlement } from '../../server/outbox/outbox.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { fakeTime } from './fake-time.ts'

/** An outbox on a clock that the test moves, with a receiver that answers what the test says. */

export const ok: OutboxAnswer = { status: 200, code: null }
export const refused = (status: number | null, code: string | null, retryAfterMs?: number): OutboxAnswer => ({
  status,
  code,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})

export const shipmentOf = (deal: number, extra: Partial<NewMessage> = {}): NewMessage => ({
  operation: 'ksup.shipments',
  kind: 'shipment-add',
  key: `deal:${deal}`,
  object: `shipment-${deal}`,
  title: `Реализация по сделке ${deal}`,
  body: {
    type: 'add',
    deal_number: deal,
    date: '2025-09-22T10:58:30',
    rows: [{ article: 'A-1', name: 'Гантель', quantity: 1, price: 100, amount: 100 }],
  },
  ...extra,
})

export interface Arrival {
  id: string
  key: string
  seq: number
  body: Record<string, unknown>
}

export async function outboxBench() {
  const time = fakeTime()
  const db = await openDatabase(':memory:', [outboxMigrations])
  /** What arrived, in order. */
  const arrivals: Arrival[] = []
  const settlements: Settlement[] = []
  const reported: unknown[] = []
  const bench = {
    time,
    db,
    arrivals,
    settlements,
    reported,
    /** What the receiver answers; a promise keeps it waiting. */
    answer: (_arrival: Arrival, _signal: AbortSignal): OutboxAnswer | Promise<OutboxAnswer> => ok,
    value: {} as unknown,
    outbox: null as unknown as Outbox,
    /** A new process on the same database; the one before was killed. */
    async restart() {
      const alive = { yes: true }
      bench.die = () => void (alive.yes = false)
      bench.outbox = createOutbox({
        db,
        sender: 'onec',
        clock: time.now,
        changes: createChanges(),
        area: 'ksup-onec',
        timers: time.timers,
        zone: () => 'Europe/Moscow',
        async send({ id, body }, signal): Promise<SendResult> {
          const meta = body['meta'] as { seq: number }
          const key = `deal:${String(body['deal_number'])}`
          const arrival = { id, key, seq: meta.seq, body }
          arrivals.push(arrival)
          const answer = await bench.answer(arrival, signal)
          // A process that was killed hears no answer.
          if (!alive.yes) return new Promise(() => {})
          return { answer, message: answer.code, value: bench.value, entry: arrivals.length }
        },
        async settled(_trx, settlement) {
          settlements.push(settlement)
        },
        report: (error) => void reported.push(error),
      })
      await bench.outbox.start()
    },
    die: () => {},
    enqueue: (message: NewMessage) => db.transaction().execute((trx) => bench.outbox.enqueue(trx, message)),
    /** Stores messages and lets what is due go. */
    async post(...messages: NewMessage[]) {
      const ids: string[] = []
      for (const message of messages) ids.push((await bench.enqueue(message)).id)
      bench.outbox.poke()
      await bench.outbox.idle()
      return ids
    },
  }
  await bench.restart()
  onTestFinished(async () => {
    await bench.outbox.stop()
    await db.destroy()
  })
  return bench
}
