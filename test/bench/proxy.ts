import { Agent, createServer, request, type Server } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBench } from '../../server/bench.ts'
import { memorySecrets } from '../../server/storage/secrets.ts'
import { builtCatalogueWorker } from '../../server/defaults.ts'

/**
 * What the recording proxy adds: the same bare server called directly and through the bench, in turns, in one run. Paced load far
 * below what the machine can do tells the time that a person waits; closed-loop load tells what saturation costs.
 * `npm run bench` does not run it yet: bundle it as bench.mjs bundles the others, and call `proxyLatency`.
 */

const CONNECTIONS = 64
const ROUNDS = 5
const SECONDS = 3
/** Requests a second over all connections: far below saturation of two cores. */
const PACE = 400

export interface ProxyFigures {
  load: 'paced' | 'closed loop'
  directP50: number
  proxyP50: number
  addedP50: number
  ratioP50: number
  directP99: number
  proxyP99: number
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN

function once(url: string, agent: Agent): Promise<number> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    request(url, { agent }, (answer) => {
      answer.resume().on('end', () => resolve(performance.now() - started))
    })
      .on('error', reject)
      .end()
  })
}

async function closedLoop(url: string, agent: Agent): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + SECONDS * 1000
  const lane = async (): Promise<void> => {
    while (performance.now() < end) times.push(await once(url, agent))
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, lane))
  return times
}

/** Every connection asks on a beat of its own; the beats are spread evenly. */
async function paced(url: string, agent: Agent): Promise<number[]> {
  const running: Promise<number>[] = []
  const total = PACE * SECONDS
  const started = performance.now()
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * PACE))
      while (running.length < due) running.push(once(url, agent))
      if (running.length < total) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
  return Promise.all(running)
}

const loads = { paced, 'closed loop': closedLoop } as const

async function bare(): Promise<{ address: string; server: Server }> {
  const body = Buffer.from(JSON.stringify({ rows: Array.from({ length: 50 }, (_, i) => ({ i })) }))
  const server = createServer({ keepAliveTimeout: 60_000 }, (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
    res.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

export async function proxyLatency(): Promise<ProxyFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-proxy-bench-'))
  const { address, server } = await bare()
  const bench = await startBench({
    workspace: join(folder, 'workspace'),
    port: 0,
    // Never started here: no file is imported.
    catalogueWorker: builtCatalogueWorker(folder),
    secrets: memorySecrets({}),
  })
  const figures: ProxyFigures[] = []
  try {
    await bench.parts.workspace.document.update((draft) => {
      draft.proxy.links = [
        { id: 'bare', name: 'bare', address, from: 'onec', to: 'site', mode: 'forward', insecure: false },
      ]
    })
    const sides = { direct: `${address}/rows`, proxy: `${bench.address}/proxy/bare/rows` }
    for (const load of Object.keys(loads) as (keyof typeof loads)[]) {
      const times: Record<keyof typeof sides, number[]> = { direct: [], proxy: [] }
      for (let round = 0; round <= ROUNDS; round++)
        for (const side of ['direct', 'proxy'] as const) {
          const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
          const seen = await loads[load](sides[side], agent)
          agent.destroy()
          await bench.parts.proxy.recorded()
          // The first round warms up.
          if (round > 0) times[side].push(...seen)
        }
      const [direct, proxy] = [times.direct.sort((a, b) => a - b), times.proxy.sort((a, b) => a - b)]
      const [directP50, proxyP50] = [quantile(direct, 0.5), quantile(proxy, 0.5)]
      figures.push({
        load,
        directP50,
        proxyP50,
        addedP50: proxyP50 - directP50,
        ratioP50: proxyP50 / directP50,
        directP99: quantile(direct, 0.99),
        proxyP99: quantile(proxy, 0.99),
      })
    }
  } finally {
    await bench.stop()
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
  return figures
}
