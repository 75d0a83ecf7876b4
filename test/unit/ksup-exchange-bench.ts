import type { KyselyPlugin } from 'kysely'
import { httpMigrations } from '../../server/http/idempotency.ts'
import { createConditions } from '../../server/ksup/conditions.ts'
import { createInbox, inboxMigrations } from '../../server/ksup/inbox.ts'
import { createServerBehaviour } from '../../server/ksup/server-behaviour.ts'
import { serverHandlers } from '../../server/ksup/server-handlers.ts'
import { createWayToOnec } from '../../server/ksup/way-to-onec.ts'
import { outboxMigrations } from '../../server/outbox/create-outbox.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase, type Database } from '../../server/storage/database.ts'
import { KsupSettings } from '../../server/storage/document-schema.ts'
import type { Timers } from '../../server/storage/timers.ts'
import type { PrintedOrder } from '../../server/invoice/order-form/model.ts'
import { createKsup, ksupMigrations } from '../../mocks/ksup/ksup.ts'
import type { Ksup } from '../../mocks/ksup/service.ts'
import { createKsupOnec, ksupOnecMigrations } from '../../mocks/ksup-onec/onec.ts'
import { fakeTime, settle, type FakeTime } from './fake-time.ts'
import { demoKsup, demoOnec } from './ksup-exchange-base.ts'
import { lineTo, silence, type Fate } from './ksup-exchange-network.ts'

/** 1C, the integration server and КСУП on one database file, with a bad line between them and a process that can be killed. */

const migrations = [outboxMigrations, inboxMigrations, ksupMigrations, ksupOnecMigrations, httpMigrations]
const settings = KsupSettings.parse({})

/** The composition alone: a header that changed is told to nobody (section 4.3), and must not change the file. */
const print = ({ number, deal_number, rows }: PrintedOrder): Uint8Array =>
  new TextEncoder().encode(`%PDF-1.4\n${JSON.stringify({ number, deal_number, rows })}\n%%EOF\n`)

class Killed extends Error {
  override readonly name = 'Killed'
}

/** A process lives until somebody kills it, or until it has asked its database so many times more. */
class Life implements KyselyPlugin {
  alive = true
  queriesLeft = Infinity

  transformQuery({ node }: Parameters<KyselyPlugin['transformQuery']>[0]) {
    if (this.alive && this.queriesLeft <= 0) this.alive = false
    if (!this.alive) throw new Killed()
    this.queriesLeft -= 1
    return node
  }

  transformResult: KyselyPlugin['transformResult'] = async ({ result }) => result
}

type Parts = ReturnType<typeof assemble>

/** The parts of the bench as `assembleKsup` puts them together, with the lines in place of HTTP. */
function assemble(
  db: Database,
  {
    time,
    life,
    report,
    fate,
    current,
  }: {
    time: FakeTime
    life: Life
    report(error: unknown): void
    fate(): Fate
    current(): Parts | null
  },
) {
  const timers: Timers = {
    set: (run, delayMs) => time.timers.set(() => life.alive && run(), delayMs),
    clear: (timer) => time.timers.clear(timer),
  }
  const changes = createChanges()
  const common = {
    db,
    clock: time.now,
    changes,
    timers,
    report: (error: unknown) => life.alive && report(error),
  }
  const zone = () => settings.zone
  const isAlive = () => life.alive

  /** An answer for a process that may have been killed meanwhile. */
  const heard = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer.catch((error: unknown) => {
      if (life.alive) throw error
      return silence()
    })
    return life.alive ? value : silence()
  }
  const client = (listener: (parts: Parts) => Parts['services'][keyof Parts['services']]) => {
    const line = lineTo({
      time,
      next: fate,
      listener: () => {
        const parts = current()
        return parts?.isAlive() ? { handlers: listener(parts), isAlive: parts.isAlive } : null
      },
    })
    return { call: ((operation, input) => heard(line.call(operation, input))) satisfies typeof line.call }
  }

  const { way, outbox: serverOutbox } = createWayToOnec({
    ...common,
    zone,
    client: client(({ services }) => services.onec),
    settled: (trx, settled) => ksup.requestSettled(trx, settled),
  })
  const ksup: Ksup = createKsup({ ...common, settings: () => settings, onec: way })
  const inbox = createInbox({ ...common, zone, apply: (message) => ksup.apply(message) })
  const onec = createKsupOnec({
    ...common,
    settings: () => settings,
    client: client(({ services }) => services.server),
    print,
  })
  const behaviour = createServerBehaviour(timers)
  const services = { server: serverHandlers(inbox, behaviour), onec: onec.service.handlers }
  const conditions = createConditions({ ksup, onec, server: behaviour, inbox, changes })
  return { ksup, onec, inbox, serverOutbox, conditions, services, isAlive }
}

export async function exchangeBench(file: string) {
  const time = fakeTime()
  const defects: unknown[] = []
  let life = new Life()
  let db: Database | null = null
  let running: Parts | null = null
  const report = (error: unknown): void => void defects.push(error)

  const bench = {
    time,
    defects,
    /** What befalls the next request. */
    fate: (): Fate => 'pass',
    kills: 0,
    get parts(): Parts {
      return running!
    },
    isAlive: () => life.alive,
    /** A process on the file that the one before left behind. */
    async start() {
      life = new Life()
      db = await openDatabase(file, migrations)
      const parts = assemble(db.withPlugin(life), {
        time,
        life,
        report,
        fate: () => bench.fate(),
        current: () => running,
      })
      running = parts
      if (await parts.onec.empty()) await parts.onec.seed(demoOnec)
      if (await parts.ksup.empty()) await parts.ksup.seed(demoKsup)
      await parts.inbox.start()
      await parts.serverOutbox.start()
      await parts.onec.start()
    },
    /** The process dies when it has asked its database so many times more, in the middle of whatever it does then. */
    killAfter(queries: number) {
      life.queriesLeft = queries
    },
    letLive() {
      life.queriesLeft = Infinity
    },
    /** Buries a process; SQLite rolls back what it had begun. */
    async bury() {
      life.alive = false
      running = null
      await settle()
      await db?.destroy()
      db = null
    },
    /** Lets time go by; a process that died on the way is started again. */
    async pass(ms: number) {
      await time.advance(ms)
      await bench.revive()
    },
    async revive() {
      while (!life.alive) {
        bench.kills += 1
        await bench.bury()
        await bench.start().catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error
        })
      }
    },
    /** Does something that may be cut short. @returns `true` unless the process was killed in the middle of it */
    async attempt(action: (parts: Parts) => Promise<unknown>): Promise<boolean> {
      const done = await action(running!).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof Killed)) throw error
          return false
        },
      )
      await bench.revive()
      return done
    },
  }
  await bench.start()
  return bench
}

export type ExchangeBench = Awaited<ReturnType<typeof exchangeBench>>

/** КСУП alone, on a good day: it gets messages one after the other. */
export async function quietKsup() {
  const db = await openDatabase(':memory:', [ksupMigrations])
  const ksup = createKsup({
    db,
    clock: () => new Date('2025-09-18T09:00:00.000Z'),
    changes: createChanges(),
    settings: () => settings,
    onec: { requestContact: silence, poke() {}, priceStock: silence },
    report(error) {
      throw error
    },
  })
  return { ksup, close: () => db.destroy() }
}
