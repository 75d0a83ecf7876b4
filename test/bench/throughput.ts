import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { loaded, type Round } from './load.ts'
import { answerOf, planOf, versionsOf, type Load } from './site-load.ts'
import { startServer, type ServerProcess } from './server-process.ts'
import { median } from './statistics.ts'
import {
  requestNames,
  variantNames,
  type Answers,
  type RequestName,
  type ServerUsage,
  type Stored,
  type Variant,
} from './variants.ts'

export interface ThroughputOptions {
  /** An empty folder for the workspaces. */
  folder: string
  rounds: number
  seconds: number
  warmupSeconds: number
  /** Folder for CPU profiles of the servers. */
  profiles?: string | undefined
  say(line: string): void
}

type Measure = 'perSecond' | 'p50' | 'p99' | 'cpu'

/** Medians over the rounds. A ratio is taken within a round, where the machine was the same, before its median. */
export interface Throughput extends Record<Measure, number> {
  /** As parts of the bare server's. */
  ofNode: Record<Measure, number>
  /** As parts of those without recording. */
  ofPlain: Record<Measure, number>
  rounds: Round[]
}

export interface ThroughputReport {
  /** Bytes of the answers. */
  answerBytes: Record<RequestName, number>
  /** Bytes of a posted order. */
  postBytes: number
  figures: Record<RequestName, Record<Variant, Throughput>>
  peakMemory: Record<Variant, number>
}

type Measured = Record<RequestName, Record<Variant, Round[]>>

interface Subject {
  server: ServerProcess
  loads: Record<RequestName, Load>
}

/** Loads the four servers in turn, round by round, so that what disturbs the machine disturbs all of them. */
export async function throughput(options: ThroughputOptions): Promise<ThroughputReport> {
  const subjects = {} as Record<Variant, Subject>
  try {
    const answers = await startAll(subjects, options)
    const measured = await measureAll(subjects, options)
    const stored = {
      recording: await subjects.recording.server.stored(),
      plain: await subjects.plain.server.stored(),
    }
    checkStored(measured, stored)
    const usage = {} as Record<Variant, ServerUsage>
    for (const variant of variantNames) usage[variant] = await subjects[variant].server.usage()
    return {
      answerBytes: { get: answers.get.length, post: answers.post.length },
      postBytes: Buffer.byteLength(String(subjects.recording.loads.post.versions[0]!().body)),
      figures: { get: figuresOf(measured.get), post: figuresOf(measured.post) },
      peakMemory: mapVariants((variant) => usage[variant].peakMemory),
    }
  } finally {
    for (const { server } of Object.values(subjects)) await server.stop()
  }
}

const mapVariants = <Value>(make: (variant: Variant) => Value): Record<Variant, Value> => ({
  recording: make('recording'),
  plain: make('plain'),
  koa: make('koa'),
  node: make('node'),
})

/** @returns what the first server, which is the real thing, answers: the bare ones are given the same */
async function startAll(
  subjects: Record<Variant, Subject>,
  { folder, profiles }: ThroughputOptions,
): Promise<Answers> {
  let answers: Answers = { get: new Uint8Array(), post: new Uint8Array() }
  let orders: string[] = []
  for (const variant of variantNames) {
    const ownFolder = join(folder, variant)
    await mkdir(ownFolder)
    const server = await startServer({ variant, folder: ownFolder, answers }, profiles)
    // A bare server has no orders of its own and takes any.
    const bare = server.orders.length === 0
    if (!bare) orders = server.orders
    const versions = orders.map(versionsOf)
    const load = (request: RequestName): Load => ({ server, request, versions })
    const loads = { get: load('get'), post: load('post') }
    subjects[variant] = { server, loads }
    const answered = { get: await answerOf(loads.get), post: await answerOf(loads.post) }
    if (variant === 'recording') answers = answered
    if (bare) assert.deepEqual(answered, answers, `${variant} answers other bytes`)
  }
  return answers
}

async function measureAll(
  subjects: Record<Variant, Subject>,
  { rounds, seconds, warmupSeconds, say }: ThroughputOptions,
): Promise<Measured> {
  const measured: Measured = { get: mapVariants(() => []), post: mapVariants(() => []) }
  for (const request of requestNames) {
    for (const variant of variantNames) await loaded(planOf(subjects[variant].loads[request]), warmupSeconds)
    for (let number = 1; number <= rounds; number++) {
      for (const variant of variantNames) {
        const round = await loaded(planOf(subjects[variant].loads[request]), seconds)
        measured[request][variant].push(round)
        const { perSecond, p99, cpu } = round
        const figures = `${Math.round(perSecond)}/s, p99 ${p99.toFixed(1)} ms, CPU ${cpu.toFixed(3)} ms`
        say(`${request} ${number}/${rounds} ${variant}: ${figures}`)
      }
    }
  }
  return measured
}

/**
 * Figures of a server that did not do its work are worth nothing.
 * @throws Error when fewer versions or entries are stored than requests were answered
 */
function checkStored(measured: Measured, stored: Record<'recording' | 'plain', Stored>): void {
  const answered = (request: RequestName, variant: Variant) =>
    measured[request][variant].reduce((sum, one) => sum + one.answered, 0)
  for (const variant of ['recording', 'plain'] as const)
    if (stored[variant].versions < answered('post', variant))
      throw new Error(`${variant}: ${stored[variant].versions} versions stored, more were answered`)
  const { entries, valid } = stored.recording
  if (entries < answered('get', 'recording') + answered('post', 'recording') || valid < entries)
    throw new Error(`The journal has ${entries} entries, ${valid} of them valid: not what was answered`)
  if (stored.plain.entries > 0) throw new Error('The server without recording has recorded')
}

function figuresOf(measured: Record<Variant, Round[]>): Record<Variant, Throughput> {
  const medians = (of: (measure: Measure) => number[]): Record<Measure, number> => ({
    perSecond: median(of('perSecond')),
    p50: median(of('p50')),
    p99: median(of('p99')),
    cpu: median(of('cpu')),
  })
  return mapVariants((variant) => {
    const rounds = measured[variant]
    const over = (other: Variant) =>
      medians((measure) => rounds.map((one, i) => one[measure] / measured[other][i]![measure]))
    return {
      ...medians((measure) => rounds.map((one) => one[measure])),
      ofNode: over('node'),
      ofPlain: over('plain'),
      rounds,
    }
  })
}
