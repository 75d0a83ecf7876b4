import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createExplorer, type Explorer } from '../../server/explorer/explorer.ts'
import type { OpenedFile } from '../../server/explorer/model.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { catalogueWorker } from '../catalogue-worker.ts'

/** An explorer with a scratch folder of its own. */

export interface ExplorerBench {
  explorer: Explorer
  /** A folder for files that are opened by their paths. */
  folder: string
  log: string[]
  /** Writes a file and opens it by its path. */
  openBytes(name: string, bytes: string | Buffer): Promise<OpenedFile>
  /** Sends bytes and waits until they are read. */
  upload(name: string, bytes: string | Buffer, set?: { id: string; last: boolean }): Promise<OpenedFile>
  path(name: string): string
  stop(): Promise<void>
}

export async function explorerBench(): Promise<ExplorerBench> {
  const root = await mkdtemp(join(tmpdir(), 'obmen-explorer-'))
  const log: string[] = []
  const explorer = createExplorer({
    folder: join(root, 'scratch'),
    worker: await catalogueWorker(),
    clock: () => new Date('2026-03-02T10:00:00Z'),
    changes: createChanges(),
    log: (line) => log.push(line),
  })
  const path = (name: string) => join(root, name)
  return {
    explorer,
    folder: root,
    log,
    path,
    async openBytes(name, bytes) {
      await writeFile(path(name), bytes)
      return explorer.settled((await explorer.open(path(name))).id)
    },
    async upload(name, bytes, set) {
      const opened = await explorer.upload(name, Readable.from([Buffer.from(bytes)]), set)
      return explorer.settled(opened!.id)
    },
    async stop() {
      await explorer.stop()
      await rm(root, { recursive: true, force: true })
    },
  }
}
