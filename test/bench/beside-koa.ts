import type { Round } from './load.ts'
import type { Stored } from './variants.ts'
import { median } from './statistics.ts'

/** A service of ours beside bare Koa, in turns, so that what disturbs the machine disturbs both alike. */

export const sides = ['own', 'koa'] as const
export type Side = (typeof sides)[number]

export interface TurnsPlan {
  rounds: number
  seconds: number
  warmupSeconds: number
}

export interface BesideKoaOptions extends TurnsPlan {
  /** An empty folder for the workspace. */
  folder: string
  /** Folder for CPU profiles of the servers. */
  profiles?: string | undefined
  say(line: string): void
}

type Figures = Record<'perSecond' | 'p50' | 'p95' | 'p99' | 'cpu', number>

export interface BesideKoa {
  /** Medians over the rounds. */
  own: Figures
  koa: Figures
  /** The service as a part of bare Koa, taken inside each round before its median. */
  ofKoa: Figures
  /** p99 as a multiple of p50, taken inside each round before its median. */
  tail: Record<Side, number>
  rounds: Record<Side, Round[]>
}

/** @param round one of a side, so many seconds long */
export async function besideKoa(
  title: string,
  round: (side: Side, seconds: number) => Promise<Round>,
  { rounds: count, seconds, warmupSeconds, say }: TurnsPlan & Pick<BesideKoaOptions, 'say'>,
): Promise<BesideKoa> {
  const rounds: Record<Side, Round[]> = { own: [], koa: [] }
  for (const side of sides) await round(side, warmupSeconds)
  for (let number = 1; number <= count; number += 1)
    for (const side of sides) {
      const one = await round(side, seconds)
      rounds[side].push(one)
      const figures = `${Math.round(one.perSecond)}/s, p50 ${one.p50.toFixed(1)} ms, p99 ${one.p99.toFixed(1)} ms, CPU ${one.cpu.toFixed(3)} ms`
      say(`${title} ${number}/${count} ${side}: ${figures}`)
    }
  return figuresOf(rounds)
}

function figuresOf(rounds: Record<Side, Round[]>): BesideKoa {
  const medians = (of: (measure: keyof Figures) => number[]): Figures => ({
    perSecond: median(of('perSecond')),
    p50: median(of('p50')),
    p95: median(of('p95')),
    p99: median(of('p99')),
    cpu: median(of('cpu')),
  })
  const alone = (side: Side) => medians((measure) => rounds[side].map((one) => one[measure]))
  const tail = (side: Side) => median(rounds[side].map(({ p50, p99 }) => p99 / p50))
  return {
    own: alone('own'),
    koa: alone('koa'),
    ofKoa: medians((measure) => rounds.own.map((one, i) => one[measure] / rounds.koa[i]![measure])),
    tail: { own: tail('own'), koa: tail('koa') },
    rounds,
  }
}

/** What our side has answered in the rounds that count. */
export const answered = (measured: readonly BesideKoa[]): number =>
  measured.flatMap(({ rounds }) => rounds.own).reduce((sum, one) => sum + one.answered, 0)

/**
 * Figures of a server that did not do its work are worth nothing.
 * @param least what has to have been stored since `before`
 * @throws Error when less was stored, or an entry of the journal is not valid
 */
export function checkStored(
  least: Pick<Stored, 'versions' | 'entries'>,
  before: Stored,
  after: Stored,
): void {
  const versions = after.versions - before.versions
  if (versions < least.versions)
    throw new Error(`${versions} versions stored, ${least.versions} were answered`)
  const entries = after.entries - before.entries
  if (entries < least.entries || after.valid < after.entries)
    throw new Error(
      `${entries} entries in the journal for ${least.entries} answers, ${after.entries - after.valid} entries are not valid`,
    )
}
