import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Assembled, Lasting } from './assemble.ts'
import type { Source } from './snapshots/writing.ts'
import { createChanges } from './storage/changes.ts'
import { memorySecrets } from './storage/secrets.ts'
import { createTime } from './storage/time.ts'
import { openWorkspace } from './storage/workspace.ts'
import { demoDocument } from '../fixtures/demo/demo.ts'

/**
 * Fills a folder of its own with the demo data, as a new workspace has it at this moment of the clock, and lets it be read.
 * Nothing listens there and nothing runs by itself.
 */
export async function withDemoBases<Result>(
  lasting: Lasting,
  assemble: (lasting: Lasting) => Promise<Assembled>,
  read: (source: Source) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-demo-'))
  const changes = createChanges()
  const time = createTime({ clock: lasting.time.clock })
  try {
    const workspace = await openWorkspace(folder, {
      clock: time.clock,
      changes,
      initialDocument: demoDocument,
      secrets: memorySecrets(),
    })
    try {
      const made = await assemble({ ...lasting, workspace, changes, time })
      try {
        await made.parts.reset()
        const { mappings } = workspace.document.value
        return await read({ workspace: folder, databaseFile: workspace.databaseFile, mappings })
      } finally {
        await made.close()
      }
    } finally {
      await workspace.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
