import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type Koa from 'koa'
import compose from 'koa-compose'
import type { Operation } from './contracts/operation.ts'
import { assembleCommerceMl } from './commerceml/assembly.ts'
import { catalogueArea } from './catalogue/schema.ts'
import { cmlOperations } from './contracts/commerceml/operations.ts'
import { ksup as ksupContract } from './contracts/ksup/operations.ts'
import { regate } from './contracts/regate/operations.ts'
import { siteOrders } from './contracts/site-orders/operations.ts'
import { adminMiddleware } from './admin/admin.ts'
import type { BenchParts } from './admin/deps.ts'
import { scenarioErrands } from './admin/scenarios/errand.ts'
import { baseAreas, keptOut, recordAreas } from './database-areas.ts'
import { withDemoBases } from './demo-bases.ts'
import { assembleEnterprises } from './enterprises/assembly.ts'
import type { Errand } from './errands/errand.ts'
import { createErrands } from './errands/errands.ts'
import type { Going } from './errands/runner.ts'
import { errandsOfSides } from './errands/own/sides.ts'
import { snapshotErrands } from './errands/own/snapshots.ts'
import { createFaults } from './faults/faults.ts'
import { expiredCertificate } from './http/tls/certificate.ts'
import { printHere, printInThread } from './invoice/batch/printer.ts'
import { buildInvoice } from './invoice/build.ts'
import { orderFormPdf } from './invoice/order-form/order-form.ts'
import { invoicesPdf } from './invoice/pdf.ts'
import { createPictureStore } from './invoice/profiles/pictures.ts'
import { createInvoicePrinting } from './invoice/profiles/printing.ts'
import { orderDraft } from './invoice/sources/order.ts'
import { keepJournal } from './journal/background.ts'
import { createInterchange } from './interchange/interchange.ts'
import { createJournal } from './journal/journal.ts'
import { createRepeat } from './journal/repeat.ts'
import { createReplay } from './journal/replay/replay.ts'
import { assembleKsup } from './ksup/assembly.ts'
import { createMappings } from './mappings/mappings.ts'
import { followOwnKinds } from './own-kind-evidence.ts'
import { allLinks, createProxy } from './proxy/proxy.ts'
import { createReplaySides } from './replay-sides.ts'
import { assembleSiteOrders } from './site-orders/assembly.ts'
import { createSnapshots } from './snapshots/snapshots.ts'
import { zoneOfEntry } from './entry-zone.ts'
import { createBodies } from './storage/bodies.ts'
import { systemClock } from './storage/clock.ts'
import { openDatabase } from './storage/database.ts'
import {
  demoCmlOnec,
  demoCmlSiteOrders,
  demoDocument,
  demoEnterprises,
  demoKsup,
  demoKsupOnec,
  demoOnec,
  demoSite,
} from '../fixtures/demo/demo.ts'
import { version } from '../package.json'
import { inFull } from './listening.ts'
import type { BrokenRequest } from './http/host.ts'
import type { BenchOptions } from './bench-options.ts'
import type { Changes } from './storage/changes.ts'
import type { BenchTime } from './storage/time.ts'
import type { Scenarios } from './admin/scenarios/service.ts'
import type { Recorder } from './scenarios/recorder/recorder.ts'
import { onOwnExchange } from './journal/transport.ts'
import type { Team } from './team/team.ts'
import type { Workspace } from './storage/workspace.ts'

/** What stays when the parts are made anew: the folder, the time, the listener. */
export interface Lasting {
  options: BenchOptions
  workspace: Workspace
  changes: Changes
  time: BenchTime
  team: Team
  scenarios: Scenarios
  recorder: Recorder
  /** Runs of errands that go on meanwhile. */
  outlivingErrands: Going[]
  /** Id of this running bench. */
  instance: string
  exposed: boolean
  /** ISO 8601. */
  startedAt: string
  /** Where the bench listens; empty until it does. */
  address(): string
  httpsAddress(): string | null
  renewBases: BenchParts['renewBases']
  /** When the parts before these were closed; `null` for the first ones of a program. */
  basesClosedAt(): Date | null
  log(line: string): void
}

/** Everything that works with the database of the workspace. */
export interface Assembled {
  parts: BenchParts
  /** The sides, the proxy and `/api`. */
  middleware: Koa.Middleware
  passesContinue(request: IncomingMessage): boolean
  broken(request: BrokenRequest): void
  /** Lets what works by itself begin. Call it once the bench listens. */
  start(): Promise<void>
  /** Ends what runs, then closes the database. */
  close(): Promise<void>
}

/**
 * Makes the parts and tells them of each other; the only place where they meet. Errors: a database that cannot be read, the
 * parts made until then are closed.
 */
export async function assemble(lasting: Lasting): Promise<Assembled> {
  const { options, workspace, changes, time, instance, exposed, startedAt, address, httpsAddress, log } =
    lasting
  const { clock, timers } = time
  const { document } = workspace
  const closing: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const db = await openDatabase(workspace.databaseFile, [...recordAreas, ...baseAreas])
    closing.push(() => db.destroy())

    const zone = () => document.value.siteOrders.zone
    const reader = ({ callee }: Pick<Operation, 'callee'>) =>
      callee === 'site' ? document.value.siteOrders.reader : 'lenient'
    const bodies = createBodies(workspace.bodiesDir)
    const faults = createFaults({
      document,
      journal: createJournal({ db, bodies, changes, clock, zone }),
      clock,
      timers,
      changes,
      instance,
      address,
      httpsAddress,
      links: () => allLinks(document.value),
      expiredCertificate: () =>
        expiredCertificate(join(workspace.path, 'tls'), ['127.0.0.1', 'localhost'], systemClock),
      log: (error) => log(inFull(error)),
    })
    closing.push(() => faults.stop())
    const { journal } = faults
    const mappings = createMappings({ document, db, clock, changes })
    closing.push(() => mappings.stop())
    const evidence = followOwnKinds({ mappings, journal, changes, report: (error) => log(inFull(error)) })
    closing.push(() => evidence.stop())
    const invoicePrinting = createInvoicePrinting(
      () => document.value.invoices.profiles,
      createPictureStore(workspace.picturesDir),
    )
    const exchange = await assembleSiteOrders({
      workspace,
      db,
      journal,
      mappings,
      clock,
      clocks: { site: faults.clockOf('site'), onec: faults.clockOf('onec') },
      changes,
      instance,
      demo: { site: demoSite, onec: demoOnec },
      address,
      ...(options.site ? { real: options.site } : {}),
      invoice: {
        build: (version) => buildInvoice(orderDraft(version, { zone: zone() })),
        pdf: async (invoice) => invoicesPdf([await invoicePrinting.prepare(invoice)]),
      },
      timers,
    })
    closing.push(() => exchange.stop())
    const { site, onec, realSite, readOptions } = exchange

    const enterprises = assembleEnterprises({
      workspace,
      db,
      journal,
      mappings,
      clock,
      onecClock: faults.clockOf('onec'),
      changes,
      instance,
      demos: demoEnterprises,
      address,
      ...(options.regate ? { real: options.regate } : {}),
      httpsAddress,
      log,
      report: (error) => log(inFull(error)),
      timers,
    })
    closing.push(() => enterprises.stop())
    await enterprises.start()

    const commerceMl = await assembleCommerceMl({
      workspace,
      db,
      journal,
      mappings,
      bodies,
      clock,
      siteClock: faults.clockOf('site'),
      changes,
      instance,
      worker: options.catalogueWorker,
      demo: { onec: demoCmlOnec, site: { records: [], orders: demoCmlSiteOrders } },
      address,
      ...(options.cmlSite ? { real: options.cmlSite } : {}),
      timers,
      log,
      report: (error) => log(inFull(error)),
    })
    closing.push(() => commerceMl.stop())

    const ksup = await assembleKsup({
      workspace,
      db,
      journal,
      mappings,
      clock,
      clocks: { ksup: faults.clockOf('ksup'), onec: faults.clockOf('onec') },
      changes,
      instance,
      demo: { ksup: demoKsup, onec: demoKsupOnec },
      address,
      print: orderFormPdf,
      bankPayments: (enterprise) => enterprises.regate.bankIncomes(enterprise),
      timers,
      log,
      report: (error) => log(inFull(error)),
    })
    closing.push(() => ksup.stop())

    const proxy = createProxy({
      db,
      journal,
      bodies,
      mappings,
      changes,
      clock,
      instance,
      links: () => allLinks(document.value),
      reader,
      readOptions,
      isAffected: faults.isAffected,
      log: (error) => log(inFull(error)),
    })
    closing.push(() => proxy.close())

    const interchange = createInterchange({ journal, db, workspace, clock, version })
    closing.push(() => interchange.stop())

    const sides = createReplaySides({
      address,
      // A replay names the real system itself, so that its plan can tell whom it would call.
      site: exchange.siteEndpoint,
      commerceMl,
      nodes: () => document.value.commerceml.nodes,
      ksup,
      player: enterprises.player,
      enterprises: enterprises.enterprises,
      accounts: enterprises.accounts,
      links: () => allLinks(document.value),
    })
    const sending = {
      journal,
      clock,
      instance,
      operations: [
        ...siteOrders.operations,
        ...cmlOperations,
        ...regate.operations,
        ...ksupContract.operations,
      ],
      reader,
    }
    const replay = await createReplay({
      ...sending,
      db,
      changes,
      timers,
      bodies,
      ...sides,
      zoneOf: (entry) => zoneOfEntry(entry, document.value),
      realTargets: () => document.value.journal.realTargets,
    })
    closing.push(() => replay.close())

    const snapshots = createSnapshots({
      workspace,
      mappings,
      time,
      changes,
      version,
      known: { bases: baseAreas, catalogue: catalogueArea },
      keptOut,
      renewBases: lasting.renewBases,
      exchanges: {
        imported: () => commerceMl.site.settle(),
        running: async () =>
          (await commerceMl.onec.nodes()).find(({ running }) => running !== null)?.name ?? null,
      },
      withDemo: (read) => withDemoBases(lasting, assemble, read),
    })

    /** What there is to put on a schedule. */
    const errandKinds: Errand[] = [
      ...errandsOfSides({
        document: () => document.value,
        onec,
        commerceMl,
        ksup,
        enterprises,
        journal,
      }),
      ...snapshotErrands({ snapshots, clock, zone }),
      ...scenarioErrands({ scenarios: lasting.scenarios, recorder: lasting.recorder }),
    ]
    const errands = createErrands({
      db,
      document,
      errands: errandKinds,
      clock,
      timers,
      changes,
      zone,
      newestEntry: async () => (await journal.page({ limit: 1 })).rows[0]?.id ?? 0,
      outliving: lasting.outlivingErrands,
      report: (error) => log(inFull(error)),
    })

    const parts: BenchParts = {
      workspace,
      journal,
      faults,
      mappings,
      site,
      onec,
      regate: enterprises.regate,
      enterprises: enterprises.enterprises,
      accounts: enterprises.accounts,
      restore: enterprises.player.restore,
      commerceMl,
      ksup,
      errands,
      proxy,
      interchange,
      invoicePrinting,
      batchPrinter: options.invoiceWorker ? printInThread(options.invoiceWorker) : printHere,
      siteClient: exchange.client,
      changes,
      clock,
      version,
      startedAt,
      time,
      snapshots,
      renewBases: lasting.renewBases,
      team: lasting.team,
      address,
      httpsAddress,
      exposed,
      repeat: createRepeat({ ...sending, credentials: sides.accountOf, reach: sides.reach }),
      replay,
      realSite() {
        const side = realSite()
        return side && sides.reach(side.address)
      },
      sides,
      scenarios: lasting.scenarios,
      recorder: lasting.recorder,
      async reset({ journal: forgets = true } = {}) {
        await exchange.clear()
        if (forgets) {
          await journal.clear()
          await errands.clear()
        }
        await proxy.clear()
        await mappings.forgetUnmapped()
        await mappings.replace(demoDocument().mappings, 'operator')
        await exchange.seed()
        await enterprises.reset()
        await commerceMl.reset()
        await ksup.reset()
        for (const area of ['site', 'onec', 'regate', 'mappings', 'journal', 'state'] as const)
          changes.publish({ area })
      },
    }

    closing.push(onOwnExchange(instance, (entry) => lasting.recorder.own(entry)))
    const admin = adminMiddleware(parts)
    closing.push(() => admin.close())
    const middleware = compose([
      faults.middleware,
      proxy.middleware,
      exchange.routes,
      commerceMl.routes,
      ksup.routes,
      enterprises.routes,
      admin.middleware,
    ])
    return {
      parts,
      middleware,
      passesContinue: proxy.passesContinue,
      broken: proxy.broken,
      async start() {
        await faults.prepare()
        // A load that runs would call a bench that is going.
        closing.push(async () => void (await enterprises.player.restore.stopLoad()))
        exchange.start()
        await commerceMl.start()
        await ksup.start()
        // Before whatever they make work is closed.
        closing.push(() => errands.stop())
        await errands.start(lasting.basesClosedAt(), options.schedules === true)
        closing.push(
          keepJournal({
            journal,
            changes,
            keep: () => document.value.journal.keep,
            report: (error) => log(inFull(error)),
            timers,
          }),
        )
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
