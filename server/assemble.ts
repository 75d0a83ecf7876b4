import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type Koa from 'koa'
import compose from 'koa-compose'
import type { Operation, ReadOptions } from './contracts/operation.ts'
import { assembleCommerceMl } from './commerceml/assembly.ts'
import { cmlOperations } from './contracts/commerceml/operations.ts'
import { ksup as ksupContract } from './contracts/ksup/operations.ts'
import { regate } from './contracts/regate/operations.ts'
import { siteOrders } from './contracts/site-orders/operations.ts'
import { adminMiddleware } from './admin/admin.ts'
import type { BenchParts } from './admin/deps.ts'
import { assembleEnterprises } from './enterprises/assembly.ts'
import { createContractClient } from './http/client.ts'
import { contractRoutes } from './http/contract-routes.ts'
import { nodeHeader } from './http/exchange-node.ts'
import { ownPath } from './http/link-paths.ts'
import { createIdempotencyStore, httpMigrations, keysOf } from './http/idempotency.ts'
import { printHere, printInThread } from './invoice/batch/printer.ts'
import { buildInvoice } from './invoice/build.ts'
import { orderFormPdf } from './invoice/order-form/order-form.ts'
import { invoicesPdf } from './invoice/pdf.ts'
import { createPictureStore } from './invoice/profiles/pictures.ts'
import { createInvoicePrinting } from './invoice/profiles/printing.ts'
import { orderDraft } from './invoice/sources/order.ts'
import { keepJournal } from './journal/background.ts'
import { createInterchange, interchangeMigrations } from './interchange/interchange.ts'
import { createJournal, journalMigrations } from './journal/journal.ts'
import { createRepeat } from './journal/repeat.ts'
import { createReplay } from './journal/replay/replay.ts'
import { replayMigrations } from './journal/replay/tables.ts'
import { assembleKsup } from './ksup/assembly.ts'
import { inboxMigrations } from './ksup/inbox-tables.ts'
import { createMappings, mappingMigrations } from './mappings/mappings.ts'
import { siteMappingKinds } from './mappings/model.ts'
import { followOwnKinds } from './own-kind-evidence.ts'
import { outboxMigrations } from './outbox/create-outbox.ts'
import { allLinks, createProxy, proxyMigrations } from './proxy/proxy.ts'
import { createReplaySides } from './replay-sides.ts'
import { zoneOfEntry } from './entry-zone.ts'
import { createBodies } from './storage/bodies.ts'
import { openDatabase } from './storage/database.ts'
import { cmlOnecMigrations } from '../mocks/cml-onec/tables.ts'
import { cmlSiteMigrations } from '../mocks/cml-site/site.ts'
import { ksupMigrations } from '../mocks/ksup/ksup.ts'
import { ksupOnecMigrations } from '../mocks/ksup-onec/onec.ts'
import { createOnec, onecMigrations } from '../mocks/onec/onec.ts'
import { queueMigrations, regateMigrations } from '../mocks/regate/regate.ts'
import { createSite, siteMigrations } from '../mocks/site/site.ts'
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
import type { Workspace } from './storage/workspace.ts'

/** What stays when the parts are made anew: the folder, the time, the listener. */
export interface Lasting {
  options: BenchOptions
  workspace: Workspace
  changes: Changes
  time: BenchTime
  /** Id of this running bench. */
  instance: string
  exposed: boolean
  /** ISO 8601. */
  startedAt: string
  /** Where the bench listens; empty until it does. */
  address(): string
  httpsAddress(): string | null
  renewBases: BenchParts['renewBases']
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
    const db = await openDatabase(workspace.databaseFile, [
      journalMigrations,
      replayMigrations,
      httpMigrations,
      mappingMigrations,
      siteMigrations,
      onecMigrations,
      regateMigrations,
      queueMigrations,
      cmlSiteMigrations,
      cmlOnecMigrations,
      outboxMigrations,
      inboxMigrations,
      ksupMigrations,
      ksupOnecMigrations,
      proxyMigrations,
      interchangeMigrations,
    ])
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
    const journal = createJournal({ db, bodies, changes, clock, zone: () => document.value.siteOrders.zone })
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
      clock,
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
      clock,
      changes,
      // A real 1C keeps its own schedule; the simulated one is silent then.
      settings: () =>
        document.value.sides.onec.mode !== 'simulated'
          ? { ...settings(), schedule: { ...settings().schedule, enabled: false } }
          : settings(),
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

    const parts: BenchParts = {
      workspace,
      journal,
      mappings,
      site,
      onec,
      regate: enterprises.regate,
      enterprises: enterprises.enterprises,
      accounts: enterprises.accounts,
      restore: enterprises.player.restore,
      commerceMl,
      ksup,
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
      renewBases: lasting.renewBases,
      address,
      httpsAddress,
      exposed,
      repeat: createRepeat({ ...sending, credentials: sides.accountOf, reach: sides.reach }),
      replay,
      async reset() {
        await site.reset()
        await onec.reset()
        await journal.clear()
        await proxy.clear()
        await mappings.forgetUnmapped()
        await mappings.replace(demoDocument().mappings, 'operator')
        await seed()
        await enterprises.reset()
        await commerceMl.reset()
        await ksup.reset()
        for (const area of ['site', 'onec', 'regate', 'mappings', 'journal', 'state'] as const)
          changes.publish({ area })
      },
    }

    const admin = adminMiddleware(parts)
    closing.push(() => admin.close())
    const idempotency = createIdempotencyStore({ db, clock })
    const middleware = compose([
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
        // A load that runs would call a bench that is going.
        closing.push(async () => void (await enterprises.player.restore.stopLoad()))
        onec.startSchedule()
        await commerceMl.start()
        await ksup.start()
        closing.push(
          changes.subscribe((event) => {
            if (event.area === 'state') onec.startSchedule()
          }),
        )
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
