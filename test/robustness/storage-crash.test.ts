import { spawn } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { readDocument } from '../../server/storage/document-reader.ts'
import { openWorkspace } from '../../server/storage/workspace.ts'
import { aDocument, temporaryFolder } from '../unit/storage-factory.ts'

const root = new URL('../..', import.meta.url).pathname
// Inside the project, because what is built there finds its libraries.
const built = join(root, '.cache', `storage-child-${process.pid}`)

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: { ssr: join(import.meta.dirname, 'storage-child.ts'), outDir: built, target: 'node20' },
  })
})
afterAll(() => rm(built, { recursive: true, force: true }))

interface Child {
  /** What it reported, in order. */
  said: string[]
  /** Resolves when it has reported so many things. */
  until(count: number): Promise<void>
  /** SIGKILL; resolves when the process is gone and everything it wrote to the pipe was read. */
  kill(): Promise<void>
  /** Resolves with stderr when it ends by itself. */
  failure: Promise<string>
}

function start(task: string, path: string): Child {
  const child = spawn(process.execPath, [join(built, 'storage-child.js'), task, path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  let wake = () => {}
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    said.push(line.slice(task.length + 1))
    wake()
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const failure = gone.then(() => errors)
  return {
    said,
    failure,
    async until(count) {
      while (said.length < count) {
        await Promise.race([
          new Promise<void>((resolve) => (wake = resolve)),
          failure.then((text) => Promise.reject(new Error(`The child ended: ${text}`))),
        ])
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

const open = (path: string) =>
  openWorkspace(path, { clock: () => new Date(0), changes: createChanges(), initialDocument: aDocument })

describe('two processes on one workspace', () => {
  it('the second is refused with the pid of the first, and the lock of a killed process is no lock', async () => {
    const path = await temporaryFolder()
    const first = start('hold', path)
    await first.until(1)

    await expect(open(path)).rejects.toMatchObject({
      name: 'WorkspaceBusy',
      code: 'WORKSPACE-BUSY',
      pid: Number(first.said[0]),
      text: { ru: expect.stringContaining(first.said[0]!) as string },
    })
    expect(await start('hold', path).failure).toContain('WORKSPACE-BUSY')

    await first.kill()
    const workspace = await open(path)
    await workspace.close()
  })

  it('of many that start at once over a dead lock, one gets it', async () => {
    const path = await temporaryFolder()
    const dead = start('hold', path)
    await dead.until(1)
    await dead.kill()

    const children = Array.from({ length: 5 }, () => start('hold', path))
    const outcomes = await Promise.all(
      children.map((child) =>
        Promise.race([child.until(1).then(() => 'holds'), child.failure.then(() => 'refused')]).catch(
          () => 'refused',
        ),
      ),
    )
    expect(outcomes.sort()).toEqual(['holds', 'refused', 'refused', 'refused', 'refused'])
    await Promise.all(children.map((child) => child.kill()))
  })
})

describe('a process killed with SIGKILL', () => {
  const rounds = [1, 2, 3, 5, 8, 13]

  it('in the middle of writing obmen.json leaves the old file or the new one', async () => {
    const path = await temporaryFolder()
    let acknowledged = 0
    for (const count of rounds) {
      const child = start('document', path)
      await child.until(count)
      await child.kill()
      acknowledged += child.said.length

      const read = readDocument('obmen.json', await readFile(join(path, 'obmen.json'), 'utf8'))
      if (!read.ok) throw new Error(JSON.stringify(read.problem))
      const rows = read.value.mappings.city.rows.length
      // The last one may have been written without being told.
      expect([acknowledged, acknowledged + 1]).toContain(rows)
      acknowledged = rows
    }
    expect((await readdir(path)).filter((name) => name.endsWith('.tmp')).length).toBeLessThanOrEqual(1)
  })

  it('loses no transaction that it was told of, and leaves none half done', async () => {
    const path = await temporaryFolder()
    let last = -1
    for (const count of rounds) {
      const child = start('database', path)
      await child.until(count * 20)
      await child.kill()
      last = Math.max(last, ...child.said.map(Number))
    }
    const steps = [{ id: 1, name: 'pairs', up: async () => {} }]
    const db = await openDatabase(join(path, 'obmen.db'), [{ area: 'test', steps }])
    const { rows } = await sql<{ number: number; sides: number }>`
      select number, count(*) as sides from pair group by number order by number`.execute(db)
    await db.destroy()
    expect(rows.length).toBeGreaterThan(last)
    expect(rows).toEqual(rows.map((_, number) => ({ number, sides: 2 })))
  })

  it('loses no body that it was told of', async () => {
    const path = await temporaryFolder()
    const known: string[] = []
    for (const count of rounds.slice(0, 4)) {
      const child = start('bodies', path)
      await child.until(count * 5)
      await child.kill()
      known.push(...child.said)
    }
    const bodies = createBodies(join(path, 'bodies'))
    for (const sha256 of known) expect(await bodies.get(sha256)).toHaveLength(100_000)
  })
})
