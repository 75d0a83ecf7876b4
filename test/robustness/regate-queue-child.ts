import { setTimeout as pause } from 'node:timers/promises'
import { sql, type Transaction } from 'kysely'
import { LockConflict, type Job, type JobAnswer } from '../../mocks/regate/queue/model.ts'
import { createQueue } from '../../mocks/regate/queue/queue.ts'
import { queueMigrations } from '../../mocks/regate/queue/tables.ts'
import { openDatabase } from '../../server/storage/database.ts'

/**
 * A process that moves money through the queue until it is killed, for regate-queue-crash.test.ts. It prints what its
 * callers have been told: `accepted <number>` or `answered <number>`, then `left <jobs>` and at last `finished`.
 */
const [file, count] = process.argv.slice(2) as [string, string]

const say = (line: string) => process.stdout.write(`${line}\n`)

const db = await openDatabase(file, [
  queueMigrations,
  {
    area: 'test-money',
    steps: [
      {
        id: 1,
        name: 'money',
        async up(on) {
          await sql`create table counter (name text primary key, kopecks integer not null)`.execute(on)
          await sql`create table move (id integer primary key, number integer not null)`.execute(on)
          await sql`insert into counter values ('from', 1000000), ('to', 0)`.execute(on)
        },
      },
    ],
  },
])

/** Job number n moves n kopecks, in several steps with turns of the event loop between them. */
async function move({ payload, attempts }: Job, trx: Transaction<unknown>): Promise<JobAnswer> {
  const number = payload as number
  await sql`update counter set kopecks = kopecks - ${number} where name = 'from'`.execute(trx)
  await pause(0)
  if (number % 17 === 0 && attempts === 1) throw new LockConflict('locked')
  await sql`insert into move (number) values (${number})`.execute(trx)
  await pause(0)
  await sql`update counter set kopecks = kopecks + ${number} where name = 'to'`.execute(trx)
  return { status: 201, body: { moved: number } }
}

const queue = createQueue({
  db,
  clock: () => new Date(),
  timers: {
    // Locks need not be waited for as long as in 1C.
    set: (run, ms) => setTimeout(run, ms > 2000 ? ms : Math.min(ms, 20)),
    clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
  },
  work: move,
  settings: () => ({ workers: 4, capacity: 1000, workMs: 3 }),
  refusal: () => ({ status: 500, body: null }),
  log: (error) => console.error(error),
})
await queue.start()

/** A caller that does not know whether its request arrived repeats it under its key. */
async function request(number: number): Promise<void> {
  const key = `key-${number}`
  if (await queue.byKey('loza', key)) return
  const job = {
    enterprise: 'loza',
    method: 'paycard',
    partition: `order:${number % 7}`,
    idempotencyKey: key,
    fingerprint: key,
    requestId: `request-${number}`,
    payload: number,
  }
  if (number % 2 === 0) {
    await queue.submit(job, 0)
    say(`accepted ${number}`)
  } else
    void queue.submit(job, 60_000).then(({ answer }) => {
      if (answer) say(`answered ${number}`)
    })
}

for (let number = 1; number <= Number(count); number += 1) await request(number)
for (let left = Infinity; left > 0; left = queue.stats('loza').depth) {
  say(`left ${left}`)
  await pause(5)
}
await queue.stop()
await db.destroy()
say('finished')
