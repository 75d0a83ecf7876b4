import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Operation } from '../../server/contracts/operation.ts'
import { createJournal, journalMigrations, type ExchangeDraft } from '../../server/journal/journal.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { postThing } from '../http/toy-contract.ts'

/** A journal on the disk that can be closed and opened again. */
export async function journalBench(now: { at: Date } = { at: new Date('2026-11-26T12:00:00Z') }) {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-journal-'))
  const open = async () => {
    const db = await openDatabase(join(folder, 'obmen.db'), [journalMigrations])
    const bodies = createBodies(join(folder, 'bodies'))
    return {
      db,
      bodies,
      journal: createJournal({ db, bodies, changes: createChanges(), clock: () => now.at }),
    }
  }
  let opened = await open()
  return {
    folder,
    now,
    get db() {
      return opened.db
    },
    get bodies() {
      return opened.bodies
    },
    get journal() {
      return opened.journal
    },
    async reopen() {
      await opened.db.destroy()
      opened = await open()
    },
    async close() {
      await opened.db.destroy()
      await rm(folder, { recursive: true })
    },
  }
}

export type JournalBench = Awaited<ReturnType<typeof journalBench>>

export const operationOf = (contract: string, name: string): Operation => ({
  ...postThing,
  id: `${contract.split('/')[0]}.${name}`,
  contract,
})

export const anExchange = (given: Partial<ExchangeDraft> = {}): ExchangeDraft => ({
  at: new Date('2026-11-26T10:00:00Z'),
  direction: 'in',
  from: 'onec',
  to: 'site',
  operation: postThing,
  method: 'POST',
  url: 'http://127.0.0.1:8183/site/things',
  path: '/site/things',
  requestHeaders: [['Content-Type', 'application/json']],
  responseHeaders: [],
  request: Buffer.from('{"name":"мяч"}'),
  response: Buffer.from('{}'),
  requestContentType: 'application/json',
  responseContentType: 'application/json',
  status: 200,
  durationMs: 12,
  findings: [],
  replacements: [],
  code: null,
  subject: null,
  requestId: null,
  failure: null,
  repeats: null,
  ...given,
})
