import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { startProxy, startTarget } from './proxy-processes.ts'

/**
 * What the recording proxy adds: one bare server called directly and through the proxy, in turns, in one run. The server, the
 * proxy and the caller are processes of their own. Paced load, far below what the machine can do, tells the time that a person
 * waits; closed-loop load tells what saturation costs.
 */

const CONNECTIONS = 64
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

export interface ProxyOptions {
  folder: string
  rounds: number
  seconds: number
  profiles: string | undefined
  say(line: string): void
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

type Load = (url: string, connections: readonly Agent[], seconds: number) => Promise<number[]>

/** Every connection asks again as soon as it is answered. */
const closedLoop: Load = async (url, connections, seconds) => {
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  const lane = async (agent: Agent): Promise<void> => {
    while (performance.now() < end) times.push(await once(url, agent))
  }
  await Promise.all(connections.map(lane))
  return times
}

/** The connections ask in turn, on an even beat. */
const paced: Load = async (url, connections, seconds) => {
  const running: Promise<number>[] = []
  const total = PACE * seconds
  const started = performance.now()
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * PACE))
      while (running.length < due) running.push(once(url, connections[running.length % CONNECTIONS]!))
      if (running.length < total) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
  return Promise.all(running)
}

const loads = { paced, 'closed loop': closedLoop } as const

/** Connections that stay open for one turn. */
async function turn(load: Load, url: string, seconds: number): Promise<number[]> {
  const connections = Array.from({ length: CONNECTIONS }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
  try {
    return await load(url, connections, seconds)
  } finally {
    for (const agent of connections) agent.destroy()
  }
}

export async function proxyLatency(options: ProxyOptions): Promise<ProxyFigures[]> {
  const { folder, rounds, seconds, profiles, say } = options
  const target = await startTarget()
  const proxy = await startProxy(join(folder, 'proxy'), target.address, profiles)
  const sides = { direct: `${target.address}/rows`, proxy: `${proxy.address}/rows` }
  const figures: ProxyFigures[] = []
  let exchanges = 0
  try {
    for (const load of Object.keys(loads) as (keyof typeof loads)[]) {
      const times: Record<keyof typeof sides, number[]> = { direct: [], proxy: [] }
      // The first round warms up.
      for (let round = 0; round <= rounds; round++) {
        say(`Recording proxy: ${load}, ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`)
        for (const side of ['direct', 'proxy'] as const) {
          const seen = await turn(loads[load], sides[side], seconds)
          if (side === 'proxy') await proxy.recorded((exchanges += seen.length))
          if (round > 0) times[side].push(...seen)
        }
      }
      figures.push(figuresOf(load, times))
    }
  } finally {
    await proxy.stop()
    await target.stop()
  }
  return figures
}

function figuresOf(
  load: ProxyFigures['load'],
  times: Readonly<Record<'direct' | 'proxy', number[]>>,
): ProxyFigures {
  const [direct, proxy] = [times.direct, times.proxy].map((list) => list.toSorted((a, b) => a - b))
  const [directP50, proxyP50] = [quantile(direct!, 0.5), quantile(proxy!, 0.5)]
  return {
    load,
    directP50,
    proxyP50,
    addedP50: proxyP50 - directP50,
    ratioP50: proxyP50 / directP50,
    directP99: quantile(direct!, 0.99),
    proxyP99: quantile(proxy!, 0.99),
  }
}
