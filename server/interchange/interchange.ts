import { join } from 'node:path'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Workspace } from '../storage/workspace.ts'
import { createExporter, type Exporter } from './export/exporter.ts'
import { importFiles, type SourceFile } from './import/importer.ts'
import { createSeen } from './import/seen.ts'
import { createUploads, type Uploads } from './import/uploads.ts'
import type { ImportKind, ImportReport } from './model.ts'

export { interchangeMigrations } from './import/seen.ts'

/** The journal's way out of the bench and into it. */
export interface Interchange extends Exporter {
  uploads: Uploads
  /** @throws WrongInput for a file that is not of its kind; @param apply `false`: only tells what would come */
  import(kind: ImportKind, sources: readonly SourceFile[], apply: boolean): Promise<ImportReport>
  /** Forgets the files that wait. */
  stop(): Promise<void>
}

export function createInterchange(deps: {
  journal: Journal
  db: Database
  workspace: Workspace
  clock: Clock
  version: string
}): Interchange {
  const { journal, db, workspace, clock, version } = deps
  const seen = createSeen(db)
  const uploads = createUploads(join(workspace.path, 'tmp', 'import'))
  const exporter = createExporter({
    journal,
    clock,
    version,
    workspace: workspace.path,
    document: () => workspace.document.value,
  })
  return {
    ...exporter,
    uploads,
    import: (kind, sources, apply) => importFiles(kind, sources, apply, { journal, seen, clock }),
    stop: () => uploads.close(),
  }
}
