import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { config } from '../../package.json'
import { createAdminClient, type AdminClient } from '../../server/admin/client.ts'

/** The built command line, as a user runs it. `npm test` builds before it runs vitest. */
const cli = new URL('../../out/main/cli.js', import.meta.url).pathname

export interface RunningBench {
  address: string
  api: AdminClient
  process: ChildProcess
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
}

/** Starts `obmen serve` on a free port and resolves when it answers. Rejects with its stderr when it stops instead. */
export async function serve(workspace: string): Promise<RunningBench> {
  const child = spawn(
    process.execPath,
    [...config.engine, cli, 'serve', workspace, '--port', '0', '--json-logs'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...config.malloc, ...process.env },
    },
  )
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { message: string; address?: string }
      if (message.message === 'ready' && message.address) resolve(message.address)
    })
    child.once('exit', (code) => reject(new Error(`obmen serve stopped with ${code}: ${errors}`)))
  })
  return {
    address,
    api: createAdminClient(address),
    process: child,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** A fresh workspace folder, and how to remove it. */
export async function temporaryWorkspace(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'obmen-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
