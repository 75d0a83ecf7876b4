import { randomBytes, randomUUID } from 'node:crypto'
import type Koa from 'koa'
import type { Operation, ReadOptions } from './contracts/operation.ts'
import { assembleCommerceMl } from './commerceml/assembly.ts'
import { cmlOperations } from './contracts/commerceml/operations.ts'
import { ksup as ksupContract } from './contracts/ksup/operations.ts'
import { regate } from './contracts/regate/operations.ts'
import { siteOrders } from './contracts/site-orders/operations.ts'
import { adminMiddleware } from './admin/admin.ts'
import type { BenchParts } from './admin/deps.ts'
import { benchDocs } from './docs/docs.ts'
import { assembleEnterprises } from './enterprises/assembly.ts'
import { createContractClient } from './http/client.ts'
import { contractRoutes } from './http/contract-routes.ts'
import { nodeHeader } from './http/exchange-node.ts'
import { guard } from './http/guard.ts'
import { ownPath } from './http/link-paths.ts'
import { createIdempotencyStore, httpMigrations, keysOf } from './http/idempotency.ts'
import { page } from './http/static.ts'
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
import { inFull, listen, tlsOf } from './listening.ts'
import { createMetrics, METRICS_PATH } from './metrics.ts'
import { outboxMigrations } from './outbox/create-outbox.ts'
import { allLinks, createProxy, proxyMigrations } from './proxy/proxy.ts'
import { createReplaySides } from './replay-sides.ts'
import { zoneOfEntry } from './entry-zone.ts'
import { createBodies } from './storage/bodies.ts'
import { createChanges } from './storage/changes.ts'
import { systemClock, type Clock } from './storage/clock.ts'
import { openDatabase } from './storage/database.ts'
import type { Secrets } from './storage/secrets.ts'
import { defaultWorkspace, openWorkspace } from './storage/workspace.ts'
import { cmlOnecMigrations } from '../mocks/cml-onec/tables.ts'
import { cmlSiteMigrations } from '../mocks/cml-site/site.ts'
import { ksupMigrations } from '../mocks/ksup/ksup.ts'
import { ksupOnecMigrations } from '../mocks/ksup-onec/onec.ts'
import { createOnec, onecMigrations } from '../mocks/onec/onec.ts'
import { queueMetrics } from '../mocks/regate/queue/metrics.ts'
import { queueMigrations, regateMigrations } from '../mocks/regate/regate.ts'
import { systemTimers, type Timers } from './storage/timers.ts'
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

export interface BenchOptions {
  /** Folder of the workspace; `null`: the demo one in the user's data folder. */
  workspace: string | null
  /** Address to listen on; anything but loopback makes `/api` want a token. */
  host?: string
  /** `0`: any free port. Not given: 8183, or the next free one. */
  port?: number
  /** A real site for every exchange node of CommerceML, for this run only. */
  cmlSite?: { address: string; user: string; password: string }
  /** The built thread that imports CommerceML files, see `builtCatalogueWorker`. */
  catalogueWorker: string
  /** The built thread that prints batches of invoices; not given: they are printed on this thread, between its other work. */
  invoiceWorker?: string
  /** Folder of the built page; without it only the API is served. */
  rendererDir?: string
  secrets?: Secrets
  /** A real site for this run only, instead of what the workspace says. */
  site?: { address: string; user: string }
  /** A real publication of ReGate for this run only, instead of what the workspace says. */
  regate?: { address: string; user: string; password: string | null }
  log?: (line: string) => void
  clock?: Clock
  /** What starts 1C's exchange on its schedule and sends again what is due; the real ones when not given. */
  timers?: Timers
}

export interface Bench {
  address: string
  port: number
  workspace: string
  /** Wanted by `/api` when the server is exposed, `null` on loopback. */
  token: string | null
  parts: BenchParts
  stop(): Promise<void>
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/**
 * Makes one bench out of the parts: workspace, database, journal, mappings, both simulated sides and their HTTP host.
 * The only place where the parts meet. Errors: `WorkspaceBusy`, a port in use, a document or database that cannot be read.
 */
export async function startBench(options: BenchOptions): Promise<Bench> {
  const clock = options.clock ?? systemClock
  const changes = createChanges()
  const log = options.log ?? (() => {})
  const host = options.host ?? '127.0.0.1'
  const exposed = !loopback.has(host)

  const workspace = await openWorkspace(options.workspace ?? defaultWorkspace(), {
    clock,
    changes,
    demo: options.workspace === null,
    initialDocument: demoDocument,
    ...(options.secrets ? { secrets: options.secrets } : {}),
  })
  const closing: (() => Promise<void> | void)[] = [() => workspace.close()]
  const close = async () => {
    for (const step of closing.reverse()) await step()
  }
  try {
    const { document, secrets } = workspace
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
    const token = exposed ? await secret('admin.token') : null

    const instance = randomUUID()
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
    let address = ''
    let httpsAddress: string | null = null

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
        address: isProxied ? address + ownPath('side.site') : (realSite()?.address ?? `${address}/site`),
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
      ...(options.timers ? { timers: options.timers } : {}),
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
      address: () => address,
      ...(options.regate ? { real: options.regate } : {}),
      httpsAddress: () => httpsAddress,
      log,
      report: (error) => log(inFull(error)),
      ...(options.timers ? { timers: options.timers } : {}),
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
      address: () => address,
      ...(options.cmlSite ? { real: options.cmlSite } : {}),
      ...(options.timers ? { timers: options.timers } : {}),
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
      address: () => address,
      print: orderFormPdf,
      bankPayments: (enterprise) => enterprises.regate.bankIncomes(enterprise),
      ...(options.timers ? { timers: options.timers } : {}),
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
      address: () => address,
      // A replay names the real system itself, so that its plan can tell whom it would call.
      site: async () => ({
        address: realSite()?.address ?? `${address}/site`,
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
      timers: options.timers ?? systemTimers,
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
      startedAt: clock().toISOString(),
      address: () => address,
      httpsAddress: () => httpsAddress,
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
    const metrics = createMetrics({
      clock,
      parts: [
        () =>
          queueMetrics(enterprises.enterprises.list().map(({ id }) => enterprises.regate.queue.stats(id))),
      ],
    })
    const mounts: Koa.Middleware[] = [
      metrics.count,
      guard({ prefix: '/api', exposed, token: async () => token }),
      guard({ prefix: METRICS_PATH, exposed, token: async () => token }),
      metrics.route,
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
      benchDocs({ enterprises: () => document.value.regate.enterprises }),
      ...(options.rendererDir ? [page({ folder: options.rendererDir })] : []),
    ]
    const tls = document.value.tls.enabled ? await tlsOf(workspace, host, clock) : undefined
    const { server, listening } = await listen({
      host,
      port: options.port,
      mounts,
      ownContinue: proxy.passesContinue,
      broken: proxy.broken,
      log,
      ...(tls ? { tls } : {}),
    })
    closing.push(() => server.stop())
    // A load that runs would call a server that is going.
    closing.push(async () => void (await enterprises.player.restore.stopLoad()))
    address = listening.address
    httpsAddress = listening.tls?.address ?? null
    onec.startSchedule()
    await commerceMl.start()
    await ksup.start()
    changes.subscribe((event) => {
      if (event.area === 'state') onec.startSchedule()
    })
    closing.push(
      keepJournal({
        journal,
        changes,
        keep: () => document.value.journal.keep,
        report: (error) => log(inFull(error)),
        ...(options.timers ? { timers: options.timers } : {}),
      }),
    )
    return { address, port: listening.port, workspace: workspace.path, token, parts, stop: close }
  } catch (error) {
    await close()
    throw error
  }
}
