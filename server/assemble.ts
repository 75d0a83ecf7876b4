import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type Koa from 'koa'
import compose from 'koa-compose'
import type { Operation, ReadOptions } from './contracts/operation.ts'
import { assembleCommerceMl } from './commerceml/assembly.ts'
import { catalogueArea } from './catalogue/schema.ts'
import { cmlOperations } from './contracts/commerceml/operations.ts'
import { ksup as ksupContract } from './contracts/ksup/operations.ts'
import { regate } from './contracts/regate/operations.ts'
import { siteOrders } from './contracts/site-orders/operations.ts'
import { adminMiddleware } from './admin/admin.ts'
import type { BenchParts } from './admin/deps.ts'
import { baseAreas, keptOut, recordAreas } from './database-areas.ts'
import { withDemoBases } from './demo-bases.ts'
import { assembleEnterprises } from './enterprises/assembly.ts'
import type { Errand } from './errands/errand.ts'
import { createErrands } from './errands/errands.ts'
import { errandsOfSides } from './errands/own/sides.ts'
import { snapshotErrands } from './errands/own/snapshots.ts'
import { createFaults } from './faults/faults.ts'
import { createContractClient } from './http/client.ts'
import { contractRoutes } from './http/contract-routes.ts'
import { nodeHeader } from './http/exchange-node.ts'
import { ownPath } from './http/link-paths.ts'
import { createIdempotencyStore, keysOf } from './http/idempotency.ts'
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
import { siteMappingKinds } from './mappings/model.ts'
import { followOwnKinds } from './own-kind-evidence.ts'
import { allLinks, createProxy } from './proxy/proxy.ts'
import { createReplaySides } from './replay-sides.ts'
import { createSnapshots } from './snapshots/snapshots.ts'
import { zoneOfEntry } from './entry-zone.ts'
import { createBodies } from './storage/bodies.ts'
import { systemClock } from './storage/clock.ts'
import { openDatabase } from './storage/database.ts'
import { createOnec } from '../mocks/onec/onec.ts'
import { createSite } from '../mocks/site/site.ts'
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
  const { document, secrets } = workspace
  const closing: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const db = await openDatabase(workspace.databaseFile, [...recordAreas, ...baseAreas])
    closing.push(() => db.destroy())

    const secret = async (name: string) => {
      const known = await secrets.get(name)
      if (known !== null) return known
      const made = randomBytes(24).toString('base64url')
      await secrets.set(name, made)
      return made
    }
    const sitePassword = await secret('site.password')
    const sessionKey = await secret('session.key')

    const bodies = createBodies(workspace.bodiesDir)
    const faults = createFaults({
      document,
      journal: createJournal({ db, bodies, changes, clock, zone: () => document.value.siteOrders.zone }),
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
    const settings = () => document.value.siteOrders
    /** What the bytes do not tell: the zone of the connection, and whose name stands where an identifier is expected (LA-12). */
    const readOptions = (): ReadOptions => ({
      zone: settings().zone,
      now: clock(),
      resolve(dictionary, name) {
        const kind = siteMappingKinds.find((known) => known === dictionary)
        const found = kind && mappings.toOnec(kind, name)
        return found?.viaName ? found.siteId : null
      },
    })
    /** The site wherever it is; `null` while the bench plays it. */
    const realSite = () => {
      const side = document.value.sides.site
      return options.site ?? (side.mode === 'simulated' ? null : side)
    }
    const siteAccount = async () => ({
      user: (realSite() ?? document.value.sides.site).user,
      password: (await secrets.get('site.password')) ?? sitePassword,
    })
    const siteEndpoint = async () => {
      const isProxied = !options.site && document.value.sides.site.mode === 'proxied'
      return {
        address: isProxied ? address() + ownPath('side.site') : (realSite()?.address ?? `${address()}/site`),
        ...(await siteAccount()),
      }
    }
    const siteClient = createContractClient({
      contract: siteOrders,
      from: 'onec',
      to: 'site',
      endpoint: siteEndpoint,
      journal,
      clock,
      instance,
      reader: () => settings().reader,
      readOptions,
      profile: () => settings().profile,
      format: () => settings().format,
      userAgent: '1C+Enterprise/8.3',
      headers: () => [nodeHeader(settings().node)],
    })

    const invoicePrinting = createInvoicePrinting(
      () => document.value.invoices.profiles,
      createPictureStore(workspace.picturesDir),
    )
    const site = createSite({
      db,
      mappings,
      clock: faults.clockOf('site'),
      changes,
      settings,
      invoice: {
        build: (version) => buildInvoice(orderDraft(version, { zone: settings().zone })),
        pdf: async (invoice) => invoicesPdf([await invoicePrinting.prepare(invoice)]),
      },
      sessionKey,
    })
    const onec = createOnec({
      db,
      mappings,
      client: siteClient,
      journal,
      clock: faults.clockOf('onec'),
      changes,
      settings,
      timers,
    })
    closing.push(() => onec.stop())

    const seed = async () => {
      await site.seed(demoSite)
      await onec.seed(demoOnec)
    }
    if (await site.empty()) await seed()

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
      reader: ({ callee }) => (callee === 'site' ? settings().reader : 'lenient'),
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
      site: async () => ({
        address: realSite()?.address ?? `${address()}/site`,
        ...(await siteAccount()),
      }),
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
      reader: ({ callee }: Operation) => (callee === 'site' ? settings().reader : 'lenient'),
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
      ...snapshotErrands({ snapshots, clock, zone: () => settings().zone }),
    ]
    const errands = createErrands({
      db,
      document,
      errands: errandKinds,
      clock,
      timers,
      changes,
      zone: () => settings().zone,
      newestEntry: async () => (await journal.page({ limit: 1 })).rows[0]?.id ?? 0,
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
      siteClient,
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
        await site.reset()
        await onec.reset()
        if (forgets) await journal.clear()
        await proxy.clear()
        await mappings.forgetUnmapped()
        await mappings.replace(demoDocument().mappings, 'operator')
        await seed()
        await enterprises.reset()
        await commerceMl.reset()
        await ksup.reset()
        await errands.clear()
        for (const area of ['site', 'onec', 'regate', 'mappings', 'journal', 'state'] as const)
          changes.publish({ area })
      },
    }

    closing.push(onOwnExchange(instance, (entry) => lasting.recorder.own(entry)))
    const admin = adminMiddleware(parts)
    closing.push(() => admin.close())
    const idempotency = createIdempotencyStore({ db, clock })
    const middleware = compose([
      faults.middleware,
      proxy.middleware,
      contractRoutes({
        prefix: '/site',
        contract: siteOrders,
        handlers: site.handlers,
        from: 'onec',
        to: 'site',
        instance,
        reader: () => settings().reader,
        readOptions,
        profile: () => settings().profile,
        credentials: siteAccount,
        journal,
        idempotency: keysOf(idempotency, 'site'),
        clock,
        requireKey: () => settings().reader === 'strict',
      }),
      site.routes(),
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
        onec.start()
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
