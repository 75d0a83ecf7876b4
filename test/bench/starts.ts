import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { median } from './statistics.ts'

export interface StartFigures {
  /** Milliseconds from the start of the process to the first answer over HTTP, medians. */
  cold: number
  warm: number
  bare: number
  /** As multiples of a process with a bare `node:http`. */
  coldOfBare: number
  warmOfBare: number
}

const commandLine = join(import.meta.dirname, '../main/cli.js')
const bareStart = join(import.meta.dirname, 'bare-start.js')

/**
 * Starts a server that prints its address as JSON, asks it once and stops it.
 * @returns milliseconds to the whole answer
 */
async function firstAnswer(args: string[], path: string): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  let ms: number | null = null
  for await (const line of createInterface({ input: child.stdout })) {
    const { address } = JSON.parse(line) as { address?: string }
    if (!address || ms !== null) continue
    const response = await fetch(address + path)
    await response.arrayBuffer()
    ms = performance.now() - started
    if (!response.ok) throw new Error(`The first answer is ${response.status}`)
    child.kill('SIGTERM')
  }
  await gone
  if (ms === null) throw new Error(`${args.join(' ')} ended without an address`)
  return ms
}

const serve = (workspace: string): Promise<number> =>
  firstAnswer([commandLine, 'serve', workspace, '--port', '0', '--json-logs'], '/api/state')

/** `obmen serve` on a folder that is not there yet, then on the workspace that it has made, then a bare server; and again. */
export async function starts(folder: string, rounds: number): Promise<StartFigures> {
  await mkdir(folder)
  const measured: { cold: number; warm: number; bare: number }[] = []
  for (let number = 0; number < rounds; number++) {
    const workspace = join(folder, String(number))
    const cold = await serve(workspace)
    const warm = await serve(workspace)
    measured.push({ cold, warm, bare: await firstAnswer([bareStart], '/') })
  }
  return {
    cold: median(measured.map(({ cold }) => cold)),
    warm: median(measured.map(({ warm }) => warm)),
    bare: median(measured.map(({ bare }) => bare)),
    coldOfBare: median(measured.map(({ cold, bare }) => cold / bare)),
    warmOfBare: median(measured.map(({ warm, bare }) => warm / bare)),
  }
}
