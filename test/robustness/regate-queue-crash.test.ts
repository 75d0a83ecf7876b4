import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import { sql } from 'kysely'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../server/storage/database.ts'
import { queueMigrations, type QueueTables } from '../../mocks/regate/queue/tables.ts'
import { temporaryFolder } from '../unit/storage-factory.ts'

const root = new URL('../..', import.meta.url).pathname
// Inside the project, because what is built there finds its libraries.
const built = join(root, '.cache', `regate-queue-child-${process.pid}`)

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: { ssr: join(import.meta.dirname, 'regate-queue-child.ts'), outDir: built, target: 'node20' },
  })
})
afterAll(() => rm(built, { recursive: true, force: true }))

const JOBS = 300

/**
 * Runs the child until it ends, or kills it after so many lines.
 * @returns what it said
 */
async function run(file: string, killAfterLines: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(built, 'regate-queue-child.js'), file, String(JOBS)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line)
    if (said.length === killAfterLines) child.kill('SIGKILL')
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  )
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`The child ended with ${code}: ${errors}`)
  return said
}

describe('a queue whose process is killed with SIGKILL', () => {
  it(
    '[B-03][BD-11] loses no job and carries none out twice, wherever it is killed',
    { timeout: 120_000 },
    async () => {
      const file = join(await temporaryFolder(), 'obmen.db')
      const killedAfter = fc.sample(fc.noBias(fc.integer({ min: 1, max: 90 })), 8)
      const said: string[] = []
      for (const lines of killedAfter) said.push(...(await run(file, lines)))
      said.push(...(await run(file, Infinity)))
      expect(said.at(-1), `killed after ${killedAfter}`).toBe('finished')

      const areas = [
        queueMigrations,
        { area: 'test-money', steps: [{ id: 1, name: 'money', up: async () => {} }] },
      ]
      const db = await openDatabase(file, areas)
      try {
        const all = Array.from({ length: JOBS }, (_, i) => i + 1)
        const jobs = await db.withTables<QueueTables>().selectFrom('regate_job').selectAll().execute()
        const byNumber = new Map(jobs.map((job) => [Number(job.payload_json), job]))
        expect(
          [...byNumber.keys()].sort((a, b) => a - b),
          `killed after ${killedAfter}`,
        ).toEqual(all)
        expect(jobs).toHaveLength(JOBS)
        for (const number of all)
          expect(byNumber.get(number)).toMatchObject({
            state: 'done',
            answer_status: 201,
            answer_json: JSON.stringify({ moved: number }),
          })

        const told = said.flatMap((line) => /^(?:accepted|answered) (\d+)$/.exec(line)?.[1] ?? [])
        for (const number of told)
          expect(byNumber.has(Number(number)), `job ${number} was told of`).toBe(true)

        const moves = await sql<{ number: number }>`select number from move order by id`.execute(db)
        const carriedOut = moves.rows.map(({ number }) => number)
        expect(
          [...carriedOut].sort((a, b) => a - b),
          `killed after ${killedAfter}`,
        ).toEqual(all)
        for (let partition = 0; partition < 7; partition += 1) {
          const own = carriedOut.filter((number) => number % 7 === partition)
          expect(own, `order:${partition}`).toEqual([...own].sort((a, b) => a - b))
        }

        const moved = (JOBS * (JOBS + 1)) / 2
        const counters = await sql`select name, kopecks from counter order by name`.execute(db)
        expect(counters.rows).toEqual([
          { name: 'from', kopecks: 1_000_000 - moved },
          { name: 'to', kopecks: moved },
        ])
      } finally {
        await db.destroy()
      }
    },
  )
})
