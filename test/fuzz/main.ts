import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readerTarget } from './reader.ts'
import { siteTarget } from './site.ts'
import type { FuzzTarget } from './target.ts'

/** Bundled beside this file. */
const worker = async (): Promise<string> => join(import.meta.dirname, 'catalogue-worker.js')

const targets: readonly FuzzTarget[] = [readerTarget, siteTarget(worker)]

interface Bounds {
  seed: number
  rounds: number
  seconds: number
}

function boundsOf(argv: readonly string[]): Bounds & { names: string[] } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { seed: { type: 'string' }, rounds: { type: 'string' }, seconds: { type: 'string' } },
  })
  return {
    seed: Number(values.seed ?? Date.now() % 1_000_000_000),
    rounds: Number(values.rounds ?? 20_000),
    seconds: Number(values.seconds ?? 30),
    names: positionals,
  }
}

/** @returns whether every round went well */
async function fuzz(target: FuzzTarget, { seed, rounds, seconds }: Bounds): Promise<boolean> {
  const until = performance.now() + seconds * 1000
  let bytes = 0
  let done = 0
  await target.open?.()
  try {
    for (; done < rounds && performance.now() < until; done++) {
      try {
        bytes += await target.round(seed + done)
      } catch (error) {
        console.error(
          `${target.name}: seed ${seed + done} failed. Again: npm run fuzz -- ${target.name} --seed ${seed + done} --rounds 1`,
        )
        console.error(error)
        return false
      }
    }
  } finally {
    await target.close?.()
  }
  console.log(
    `${target.name}: ${done} rounds from seed ${seed}, ${(bytes / 1e6).toFixed(1)} MB, nothing wrong`,
  )
  return true
}

/**
 * Fuzzes the named targets, all by default, within rounds and seconds for each.
 * @param argv `[target…] [--seed n] [--rounds n] [--seconds n]`
 * @returns exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  const { names, ...bounds } = boundsOf(argv)
  const unknown = names.filter((name) => !targets.some((target) => target.name === name))
  if (unknown.length > 0 || [bounds.seed, bounds.rounds, bounds.seconds].some((bound) => !(bound >= 0))) {
    console.error(`Targets: ${targets.map(({ name }) => name).join(', ')}; bounds: --seed --rounds --seconds`)
    return 2
  }
  console.log(`Seed ${bounds.seed}`)
  let well = true
  for (const target of targets) {
    if (names.length === 0 || names.includes(target.name)) well = (await fuzz(target, bounds)) && well
  }
  return well ? 0 : 1
}
