import { ksupOnec, ksupServer, TIME_LIMITS } from '../contracts/ksup/operations.ts'
import type { Contract, Side } from '../contracts/operation.ts'
import { createContractClient, type ContractClient } from '../http/client.ts'
import type { Journal } from '../journal/journal.ts'
import type { Mappings } from '../mappings/mappings.ts'
import type { Sender } from '../outbox/model.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { systemTimers, type Timers } from '../storage/timers.ts'
import type { Workspace } from '../storage/workspace.ts'
import type { KsupDemoData } from '../../mocks/ksup/demo.ts'
import { createKsup } from '../../mocks/ksup/ksup.ts'
import type { Applied, Ksup, ReceivedMessage } from '../../mocks/ksup/service.ts'
import type { KsupOnecDemoData } from '../../mocks/ksup-onec/demo.ts'
import type { BankPayment } from '../../mocks/ksup-onec/model.ts'
import { createKsupOnec, type KsupOnecDeps } from '../../mocks/ksup-onec/onec.ts'
import { createBankIncomes } from './bank-incomes.ts'
import { createConditions } from './conditions.ts'
import { createInbox } from './inbox.ts'
import type { KsupOverview } from './model.ts'
import { pingOnec } from './ping.ts'
import { createRealKsup } from './real-ksup.ts'
import { ksupRoutes } from './routes.ts'
import { createServerBehaviour } from './server-behaviour.ts'
import type { KsupParts } from './service.ts'
import { createKsupBlocks, type Block } from './settings.ts'
import { withDealTypes } from './deal-types.ts'
import { withWarehouseNames } from './warehouse-names.ts'
import { createWayToOnec } from './way-to-onec.ts'

export interface KsupAssemblyOptions {
  workspace: Workspace
  db: Database
  journal: Journal
  /** What КСУП calls the warehouses of 1C. */
  mappings: Mappings
  clock: Clock
  /** What the two ends go by. @default the clock of the bench */
  clocks?: { ksup: Clock; onec: Clock }
  changes: Changes
  instance: string
  demo: { ksup: KsupDemoData; onec: KsupOnecDemoData }
  /** Where the bench listens. */
  address(): string
  timers?: Timers
  /** The printed order (DD-11). */
  print: KsupOnecDeps['print']
  /** Payments of the bank part of an enterprise that publishes ReGate. */
  bankPayments(enterprise: string): Promise<BankPayment[]>
  log(line: string): void
  /** Receives defects of ours. */
  report(error: unknown): void
}

/** Makes the three blocks of contract D and what lies between them; nothing runs until `start`. */
export async function assembleKsup(options: KsupAssemblyOptions): Promise<KsupParts> {
  const { workspace, db, journal, clock, changes, instance, demo, report, timers = systemTimers } = options
  const { document } = workspace
  const { clocks = { ksup: clock, onec: clock } } = options
  const blocks = createKsupBlocks({ workspace, address: options.address })
  await blocks.load()
  const { settings } = blocks
  const zone = (): string => settings().zone

  const clientOf = (
    contract: Contract,
    block: Block,
    from: Side,
    to: Side,
    userAgent: string,
  ): ContractClient =>
    createContractClient({
      contract,
      from,
      to,
      endpoint: () => blocks.endpoint(block),
      journal,
      clock,
      instance,
      timeoutMs: TIME_LIMITS.other,
      reader: () => settings().reader,
      readOptions: () => ({ zone: zone(), now: clock() }),
      profile: () => 'canonical',
      format: () => 'json',
      userAgent,
    })
  const onecClient = clientOf(ksupOnec, 'onec', 'ksup', 'onec', 'KSUP-Server/1.0 (Obmen)')

  const { way: plainWay, outbox: serverOutbox } = createWayToOnec({
    db,
    clock,
    changes,
    timers,
    zone,
    client: onecClient,
    settled: (trx, settled) => ksup.requestSettled(trx, settled),
    report,
  })
  const way = withWarehouseNames(plainWay, { mappings: options.mappings, journal })
  const ksup: Ksup = createKsup({
    db,
    clock: clocks.ksup,
    changes,
    settings,
    onec: way,
    timers,
    report,
  })
  const own = withDealTypes(ksup, { mappings: options.mappings, journal })
  const real = createRealKsup(clientOf(ksupServer, 'ksup', 'onec', 'ksup', 'KSUP-Server/1.0 (Obmen)'))
  const apply = (message: ReceivedMessage): Promise<Applied> =>
    settings().ksup.mode === 'simulated' ? own.apply(message) : real.apply(message)
  const inbox = createInbox({ db, clock, changes, timers, zone, apply, report })
  const onec = createKsupOnec({
    db,
    clock: clocks.onec,
    changes,
    settings,
    client: clientOf(ksupServer, 'server', 'onec', 'ksup', '1C+Enterprise/8.3'),
    print: options.print,
    timers,
    report,
  })
  const behaviour = createServerBehaviour(timers)
  const conditions = createConditions({ ksup, onec, server: behaviour, inbox, changes })
  const bank = createBankIncomes({
    changes,
    enterprise: () => settings().bankEnterprise,
    payments: options.bankPayments,
    onec,
    report,
  })
  const outbox = (sender: Sender) => (sender === 'onec' ? onec.outbox : serverOutbox)

  async function seed(): Promise<void> {
    if (await onec.empty()) await onec.seed(demo.onec)
    if (await ksup.empty()) await ksup.seed(demo.ksup)
  }

  async function overview(): Promise<KsupOverview> {
    return {
      blocks: {
        ksup: await blocks.state('ksup'),
        server: await blocks.state('server'),
        onec: await blocks.state('onec'),
      },
      ksup: await ksup.counts(),
      onec: await onec.counts(),
      inbox: await inbox.counts(),
      outbox: { onec: await onec.outbox.status(), server: await serverOutbox.status() },
      conditions: conditions.current(),
    }
  }

  let unfollow: (() => void) | null = null
  return {
    ksup,
    onec,
    inbox,
    serverOutbox,
    outbox,
    routes: ksupRoutes({
      blocks,
      inbox: {
        ...inbox,
        async noteEntry(id, entry) {
          await inbox.noteEntry(id, entry)
          await own.entered(id, entry)
        },
      },
      behaviour,
      onec,
      forwarding: { db, client: onecClient, way },
      journal,
      clock,
      instance,
      log: report,
    }),
    settings,
    async saveSettings(changed, passwords) {
      const saved = await blocks.save(changed, passwords)
      // Another КСУП, or another password of it, may take what waits.
      inbox.poke()
      return saved
    },
    overview,
    accountOf: (url) => blocks.accountOf(url),
    endpoint: blocks.endpoint,
    conditions: conditions.current,
    setConditions: conditions.set,
    ping: async () => pingOnec(onecClient, (await blocks.state('onec')).address),
    takeBankPayments: bank.take,
    async start() {
      await seed()
      await inbox.start()
      await serverOutbox.start()
      await onec.start()
      bank.follow()
      unfollow = document.onChange(() => {
        inbox.poke()
        bank.look()
      })
    },
    async stop() {
      unfollow?.()
      await bank.stop()
      await onec.stop()
      await serverOutbox.stop()
      behaviour.release()
      ksup.stop()
      real.stop()
      await inbox.stop()
    },
    async reset() {
      await onec.reset()
      await serverOutbox.clear()
      await inbox.clear()
      await ksup.reset()
      conditions.set({ ksup: 'ok', server: 'ok', onec: 'ok', slow_ms: 0 })
      await seed()
      changes.publish({ area: 'ksup' })
      changes.publish({ area: 'ksup-onec' })
    },
  }
}
