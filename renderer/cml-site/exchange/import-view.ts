import type { Tone } from '../../ui/tone.ts'
import type { ImportReport, ImportRow, SiteSession } from '../types.ts'

export const outcomeTone: Record<ImportReport['outcome'], Tone> = {
  done: 'ok',
  refused: 'bad',
  cancelled: 'warn',
}

export const stateTone: Record<SiteSession['imports'][number]['state'], Tone> = {
  progress: 'info',
  success: 'ok',
  failure: 'bad',
}

/** What the rows of an import are told apart by; what is unchanged has no row. */
export const rowOutcomes = ['added', 'changed', 'deactivated', 'deleted', 'skipped'] as const

export const whatTone: Record<ImportRow['what'], string> = {
  added: 'ok',
  changed: '',
  deactivated: 'warn',
  deleted: 'warn',
  skipped: 'bad',
}

const countOrder = ['added', 'changed', 'unchanged', 'deactivated', 'deleted', 'skipped'] as const

export interface CountLine {
  kind: ImportRow['kind']
  parts: { what: (typeof countOrder)[number]; n: number }[]
}

/** What an import did, a line a kind of record; kinds of which the file had nothing are left out, and so are zeros. */
export function countLines(counts: ImportReport['counts']): CountLine[] {
  return (Object.keys(counts) as ImportRow['kind'][])
    .map((kind) => ({
      kind,
      parts: countOrder.map((what) => ({ what, n: counts[kind]?.[what] ?? 0 })).filter(({ n }) => n > 0),
    }))
    .filter(({ parts }) => parts.length > 0)
}

/** A file of a session with what became of it. */
export interface SessionFile {
  name: string
  /** Bytes and POST requests; `null` for a name that was asked for and never came. */
  bytes: number | null
  fragments: number | null
  run: SiteSession['imports'][number] | null
}

/** Pictures of a session together: there may be thousands of them. Bytes; POST requests. */
export interface PictureSum {
  count: number
  bytes: number
  fragments: number
}

/**
 * Files of a session in the order they came; imports of what is not among them follow. Files of folders that nobody imports
 * are pictures, and are only summed up; `null`: there were none.
 */
export function sessionFiles({ files, imports }: Pick<SiteSession, 'files' | 'imports'>): {
  files: SessionFile[]
  pictures: PictureSum | null
} {
  const known = new Set(files.map(({ name }) => name))
  const runs = new Map(imports.map((run) => [run.file, run]))
  const isPicture = ({ name }: { name: string }) => name.includes('/') && !runs.has(name)
  const pictures = files.filter(isPicture)
  return {
    files: [
      ...files
        .filter((file) => !isPicture(file))
        .map((file) => ({ ...file, run: runs.get(file.name) ?? null })),
      ...imports
        .filter(({ file }) => !known.has(file))
        .map((run) => ({ name: run.file, bytes: null, fragments: null, run })),
    ],
    pictures:
      pictures.length === 0
        ? null
        : {
            count: pictures.length,
            bytes: pictures.reduce((sum, { bytes }) => sum + bytes, 0),
            fragments: pictures.reduce((sum, { fragments }) => sum + fragments, 0),
          },
  }
}
