import { randomBytes, randomUUID } from 'node:crypto'
import type Koa from 'koa'
import type { BenchParts } from './admin/deps.ts'
import { assemble, type Assembled } from './assemble.ts'
import type { BenchOptions } from './bench-options.ts'
import { benchDocs } from './docs/docs.ts'
import { guard } from './http/guard.ts'
import { page } from './http/static.ts'
import { listen, tlsOf } from './listening.ts'
import { createMetrics, METRICS_PATH } from './metrics.ts'
import { createRenewal } from './renewal.ts'
import { createChanges } from './storage/changes.ts'
import { createTime } from './storage/time.ts'
import { defaultWorkspace, openWorkspace } from './storage/workspace.ts'
import { demoDocument } from '../fixtures/demo/demo.ts'
import { queueMetrics } from '../mocks/regate/queue/metrics.ts'

export type { BenchOptions } from './bench-options.ts'

export interface Bench {
  address: string
  port: number
  workspace: string
  /** Wanted by `/api` when the server is exposed, `null` on loopback. */
  token: string | null
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
  const time = createTime({
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.timers ? { timers: options.timers } : {}),
    settled: renewal.settled,
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
    let token: string | null = null
    if (exposed) {
      token = (await secrets.get('admin.token')) ?? randomBytes(24).toString('base64url')
      await secrets.set('admin.token', token)
    }
    let address = ''
    let httpsAddress: string | null = null
    const make = (): Promise<Assembled> =>
      assemble({
        options,
        workspace,
        changes,
        time,
        instance: randomUUID(),
        exposed,
        startedAt,
        address: () => address,
        httpsAddress: () => httpsAddress,
        renewBases,
        log,
      })
    const startedAt = clock().toISOString()
    let running: Assembled
    const renewBases: BenchParts['renewBases'] = (change) =>
      renewal.renew(
        () => running.close(),
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
      guard({ prefix: '/api', exposed, token: async () => token }),
      guard({ prefix: METRICS_PATH, exposed, token: async () => token }),
      metrics.route,
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
      ...(tls ? { tls } : {}),
    })
    closing.push(() => server.stop())
    address = listening.address
    httpsAddress = listening.tls?.address ?? null
    await running.start()
    return {
      address,
      port: listening.port,
      workspace: workspace.path,
      token,
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
