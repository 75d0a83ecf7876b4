import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { fill } from '../../mocks/cml-onec/fill.ts'
import type { CmlRun } from '../../mocks/cml-onec/model.ts'
import { cmlOnecMigrations, createCmlOnec, type RunOrder } from '../../mocks/cml-onec/onec.ts'
import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import { createJournal, journalMigrations } from '../../server/journal/journal.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import type { BenchEvent } from '../../server/storage/bench-event.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { CmlNodeSettings, type CmlFault } from '../../server/storage/document-schema.ts'
import type { Timers } from '../../server/storage/timers.ts'

/** The 1C end with a base of its own; its pauses take no time and are noted. */

export const account = { user: 'Администратор', password: 'пароль: да' }

export async function startOnec(
  address: string,
  given: Partial<Omit<CmlNodeSettings, 'faults'>> & { faults?: (Partial<CmlFault> & { id: string })[] } = {},
  { goods = 4, as = account }: { goods?: number; as?: { user: string; password: string } } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-cml-onec-'))
  const changes = createChanges()
  const events: BenchEvent[] = []
  changes.subscribe((event) => void events.push(event))
  let now = Date.parse('2024-05-14T07:00:00Z')
  const clock = () => new Date(now)
  const file = join(folder, 'main.db')
  const db = await openDatabase(file, [journalMigrations, cmlOnecMigrations])
  const bodies = createBodies(join(folder, 'bodies'))
  const journal = createJournal({ db, bodies, changes })
  const catalogue = await createCatalogue({
    file: join(folder, 'goods.db'),
    // Nothing is imported here, so no thread is wanted.
    worker: '',
    clock,
  })
  let nodes = [CmlNodeSettings.parse({ id: 'shop', name: 'Магазин', address, ...given })]
  const pauses: number[] = []
  const timers: Timers = {
    set(run, delayMs) {
      pauses.push(delayMs)
      return setImmediate(run)
    },
    clear: (timer) => clearImmediate(timer as NodeJS.Immediate),
  }
  const defects: string[] = []
  const make = () =>
    createCmlOnec({
      db,
      catalogue,
      journal,
      bodies,
      clock,
      changes,
      instance: 'test',
      nodes: () => nodes,
      endpoint: async (node) => ({ address: node.address, ...as }),
      temp: join(folder, 'export'),
      timers,
      log: (line) => void defects.push(line),
    })
  const onec = make()
  if (goods > 0) await fill(catalogue, goods, 1)
  onTestFinished(async () => {
    await onec.stopAll()
    await catalogue.close()
    await db.destroy()
    await rm(folder, { recursive: true, force: true })
    expect(defects).toEqual([])
  })
  return {
    onec,
    catalogue,
    journal,
    db,
    folder,
    events,
    /** Pauses that were made, ms. */
    pauses,
    /** Moves the clock. */
    later: (ms: number) => void (now += ms),
    set: (changed: Partial<CmlNodeSettings>) => void (nodes = nodes.map((node) => ({ ...node, ...changed }))),
    add: (node: Partial<CmlNodeSettings> & { id: string }) =>
      void nodes.push(CmlNodeSettings.parse({ name: node.id, address, ...node })),
    /** The side anew on the same base, as after a restart of the program. */
    again: make,
    /** A whole run. */
    async exchange(order: RunOrder): Promise<CmlRun> {
      const { id } = await onec.start('shop', order, 'manual')
      return onec.finished(id)
    },
  }
}

export type OnecBench = Awaited<ReturnType<typeof startOnec>>

export const logOf = ({ log }: CmlRun): string[] => log.map(({ text }) => text)
