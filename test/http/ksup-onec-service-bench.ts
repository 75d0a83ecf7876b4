import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { ContactCreateAnswer, Problem } from '../../server/contracts/ksup/answers.ts'
import { ksupOnec } from '../../server/contracts/ksup/operations.ts'
import type { PriceStockAnswer } from '../../server/contracts/ksup/price-stock-messages.ts'
import { contractRoutes } from '../../server/http/contract-routes.ts'
import { createHost } from '../../server/http/host.ts'
import { createJournal, journalMigrations } from '../../server/journal/journal.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { directoriesBench } from '../unit/ksup-onec-directories-bench.ts'

/** The service `/hs/ksup` of the simulated 1C over real HTTP. */

const account = { user: 'ksup', password: 'пароль' }
const authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`

interface Answered<Body> {
  status: number
  headers: Headers
  body: Body
}

export async function service() {
  const bench = await directoriesBench()
  const folder = await mkdtemp(join(tmpdir(), 'obmen-ksup-onec-'))
  const db = await openDatabase(':memory:', [journalMigrations])
  const defects: unknown[] = []
  const log = (error: unknown) => void defects.push(error)
  const host = createHost({
    host: '127.0.0.1',
    port: 0,
    mounts: [
      contractRoutes({
        prefix: '/onec',
        contract: ksupOnec,
        ...bench.onec.service,
        from: 'ksup',
        to: 'onec',
        instance: 'test',
        reader: () => 'strict',
        readOptions: () => ({ zone: 'Europe/Moscow', now: bench.time.now() }),
        profile: () => 'canonical',
        credentials: async () => account,
        journal: createJournal({ db, bodies: createBodies(folder), changes: createChanges() }),
        clock: bench.time.now,
        requireKey: () => false,
        log,
      }),
    ],
    log,
  })
  const { address } = await host.start()
  onTestFinished(async () => {
    bench.onec.setMode('ok', 0)
    await host.stop()
    await db.destroy()
    await rm(folder, { recursive: true, force: true })
    expect(defects).toEqual([])
  })

  async function call<Body>(
    method: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered<Body>> {
    const response = await fetch(`${address}/onec/hs/ksup/${method}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body }
  }
  const prices = (articles: string[], contact_code?: string | null) =>
    call<PriceStockAnswer>('pricestock', {
      ...(contact_code === undefined ? {} : { contact_code }),
      articles,
    })
  return {
    ...bench,
    call,
    prices,
    asks: (message: object, headers?: Record<string, string>) =>
      call<ContactCreateAnswer & Problem>('contacts', message, headers),
    counterpartyOf: async (code_1c: string) =>
      bench.onec.counterparty((await bench.onec.counterparties({ text: code_1c, limit: 1 })).rows[0]!.ref),
  }
}

/** A new contact as КСУП asks for it (section 6.1). */
export const contact = (message: Record<string, unknown> = {}, meta: Record<string, unknown> = {}) => ({
  meta: { message_id: randomUUID(), seq: 1, sent_at: '2025-09-18T15:00:00', ...meta },
  object_name: 'Иванова Анна',
  object_type: 'person',
  email: 'anna@example.ru',
  phone: '+79000000010',
  code_ksup: '58300',
  ...message,
})
