import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type Koa from 'koa'
import type { BenchParts } from './admin/deps.ts'
import { eventStreams } from './admin/events.ts'
import { openPaths } from './admin/roles.ts'
import { allOperations, knownNames } from './admin/scenarios/known-names.ts'
import { createLibrary } from './admin/scenarios/library.ts'
import { createScenarios } from './admin/scenarios/service.ts'
import { createRecording } from './admin/recording.ts'
import { createWorld } from './admin/scenarios/world.ts'
import { createTap } from './scenarios/recorder/tap.ts'
import { assemble, type Assembled } from './assemble.ts'
import type { BenchOptions } from './bench-options.ts'
import { benchDocs } from './docs/docs.ts'
import type { Going } from './errands/runner.ts'
import { guard } from './http/guard.ts'
import { page } from './http/static.ts'
import { listen, tlsOf } from './listening.ts'
import { createMetrics, METRICS_PATH } from './metrics.ts'
import { createRenewal } from './renewal.ts'
import { createChanges } from './storage/changes.ts'
import { systemClock } from './storage/clock.ts'
import { createTime } from './storage/time.ts'
import { defaultWorkspace, openWorkspace } from './storage/workspace.ts'
import { openTeam } from './team/team.ts'
import { demoDocument } from '../fixtures/demo/demo.ts'
import { shippedScenarios } from '../fixtures/scenarios/shipped.ts'
import { queueMetrics } from '../mocks/regate/queue/metrics.ts'

export type { BenchOptions } from './bench-options.ts'

export interface Bench {
  address: string
  port: number
  workspace: string
  /** Opens everything, for whoever started the bench: its window, its command, and the address of an exposed one. */
  token: string
  /** Listens beyond loopback. */
  exposed: boolean
  /** As they are now: others take their place when bases are restored. */
  readonly parts: BenchParts
  stop(): Promise<void>
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/**
 * One running bench: a workspace, a listener, and the parts behind it, which are made anew when bases are restored.
 * Errors: `WorkspaceBusy`, a port in use, a document or database that cannot be read.
 */
export async function startBench(options: BenchOptions): Promise<Bench> {
  const changes = createChanges()
  const log = options.log ?? (() => {})
  const host = options.host ?? '127.0.0.1'
  const exposed = !loopback.has(host)
  const renewal = createRenewal()
  const outlivingErrands: Going[] = []
  let errandsSettled = async (): Promise<void> => {}
  const time = createTime({
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.timers ? { timers: options.timers } : {}),
    settled: async () => {
      await renewal.settled()
      await errandsSettled()
    },
  })
  const { clock } = time
  const workspace = await openWorkspace(options.workspace ?? defaultWorkspace(), {
    clock,
    changes,
    demo: options.workspace === null,
    initialDocument: demoDocument,
    ...(options.secrets ? { secrets: options.secrets } : {}),
  })
  const { document, secrets } = workspace
  const closing: (() => Promise<void> | void)[] = [() => workspace.close()]
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const known = exposed ? await secrets.get('admin.token') : null
    const token = known ?? randomBytes(24).toString('base64url')
    if (exposed) await secrets.set('admin.token', token)
    const team = await openTeam(join(workspace.path, 'team.db'), {
      workspace,
      changes,
      clock: options.clock ?? systemClock,
      exposed,
      ownerToken: token,
    })
    closing.push(() => team.close())
    const events = eventStreams(changes, team.presence)
    let address = ''
    let httpsAddress: string | null = null
    const make = (): Promise<Assembled> =>
      assemble({
        options,
        workspace,
        changes,
        time,
        team,
        scenarios,
        recorder,
        outlivingErrands,
        instance: randomUUID(),
        exposed,
        startedAt,
        address: () => address,
        httpsAddress: () => httpsAddress,
        renewBases,
        basesClosedAt: () => basesClosedAt,
        log,
      })
    const startedAt = clock().toISOString()
    const tap = createTap(
      createWorld({
        parts: () => running.parts,
        operations: allOperations,
        token,
        initialDocument: demoDocument,
      }),
    )
    const scenarios = createScenarios({
      library: createLibrary(join(workspace.path, 'scenarios'), shippedScenarios, () => knownNames),
      world: tap.world,
      changes,
      still: () => time.still(),
    })
    const recorder = createRecording({
      tap,
      scenarios,
      changes,
      parts: () => running.parts,
      settled: renewal.settled,
      initialDocument: demoDocument,
    })
    let running: Assembled
    let basesClosedAt: Date | null = null
    const renewBases: BenchParts['renewBases'] = (change) =>
      renewal.renew(
        () => {
          basesClosedAt = clock()
          return running.close()
        },
        async () => {
          try {
            return await change(workspace.databaseFile)
          } finally {
            running = await make()
            await running.start()
          }
        },
      )
    running = await make()
    errandsSettled = () => running.parts.errands.settled()
    closing.push(() => running.close())

    const metrics = createMetrics({
      clock,
      parts: [
        () => {
          const { enterprises, regate } = running.parts
          return queueMetrics(enterprises.list().map(({ id }) => regate.queue.stats(id)))
        },
      ],
    })
    const mounts: Koa.Middleware[] = [
      metrics.count,
      guard({ prefix: '/api', exposed, gatekeeper: team.gatekeeper, open: openPaths }),
      guard({ prefix: METRICS_PATH, exposed, gatekeeper: team.gatekeeper }),
      metrics.route,
      // Live events go on while the parts behind them are made anew.
      events.middleware,
      renewal.gate,
      (ctx, next) => running.middleware(ctx, next),
      benchDocs({ enterprises: () => document.value.regate.enterprises }),
      ...(options.rendererDir ? [page({ folder: options.rendererDir })] : []),
    ]
    const tls = document.value.tls.enabled ? await tlsOf(workspace, host, clock) : undefined
    const { server, listening } = await listen({
      host,
      port: options.port,
      mounts,
      ownContinue: (request) => running.passesContinue(request),
      broken: (request) => running.broken(request),
      log,
      ...(tls
        ? {
            tls: {
              ...tls,
              certificateFor: (socket, usual) => running.parts.faults.certificateFor(socket, usual),
            },
          }
        : {}),
    })
    closing.push(() => server.stop())
    // The server would wait for the answers that faults hold back.
    closing.push(() => running.parts.faults.stop())
    closing.push(() => events.close())
    address = listening.address
    httpsAddress = listening.tls?.address ?? null
    await running.start()
    // Before anything else: a scenario calls the bench.
    closing.push(() => scenarios.close())
    return {
      address,
      port: listening.port,
      workspace: workspace.path,
      token,
      exposed,
      get parts() {
        return running.parts
      },
      stop: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
