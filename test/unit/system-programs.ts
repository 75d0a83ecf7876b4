import { execFileSync } from 'node:child_process'

/** Runs a program of the system (poppler-utils, zbar-tools) and returns what it prints. */
export function run(program: string, args: readonly string[]): Buffer {
  try {
    return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Error(`${program} is not installed: apt-get install poppler-utils zbar-tools`, { cause: error })
  }
}
