import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Changes } from './changes.ts'
import type { Clock } from './clock.ts'
import type { WorkspaceDocument } from './document-schema.ts'
import { openDocument, type DocumentStore } from './document.ts'
import { lockWorkspace } from './lock.ts'
import { Refusal } from './refusal.ts'
import { createFileSecrets, type Secrets } from './secrets.ts'

export { WorkspaceBusy } from './lock.ts'

/** A workspace is a folder: what a team shares is text in it, what is bulky or secret lies beside and is kept out of git. */
export interface Workspace {
  /** Absolute. */
  path: string
  /** Made by the program because no workspace was given. */
  demo: boolean
  document: DocumentStore
  secrets: Secrets
  databaseFile: string
  bodiesDir: string
  /** Pictures that printed forms name; shared with `obmen.json`. Absent while there are none. */
  picturesDir: string
  /** Lets another process open the folder. The database is closed before. */
  close(): Promise<void>
}

export interface WorkspaceOptions {
  clock: Clock
  changes: Changes
  demo?: boolean
  /** What `obmen.json` says in a folder that has none. */
  initialDocument(): WorkspaceDocument
  /** A keychain instead of `secrets.json`. */
  secrets?: Secrets
}

const ignored = [
  'obmen.db*',
  'team.db*',
  'catalogue-*.db*',
  'bodies/',
  'uploads/',
  'tmp/',
  'secrets.json*',
  'tls/',
  '.lock*',
  '.obmen.json.tmp',
]

/** Where the demo workspace lives when no folder is given. */
export function defaultWorkspace(environment: NodeJS.ProcessEnv = process.env): string {
  const data =
    process.platform === 'win32'
      ? (environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'))
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Application Support')
        : environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share')
  return join(data, 'obmen', 'demo')
}

/**
 * Opens the folder as a workspace of this process, and makes it when it is absent.
 * @throws WorkspaceBusy; Refusal `WORKSPACE-UNUSABLE` when the folder cannot be made or written
 */
export async function openWorkspace(path: string, options: WorkspaceOptions): Promise<Workspace> {
  const folder = resolve(path)
  const unlock = await prepare(folder)
  try {
    const document = await openDocument(join(folder, 'obmen.json'), options.initialDocument)
    document.onChange(() => options.changes.publish({ area: 'state' }))
    return {
      path: folder,
      demo: options.demo ?? false,
      document,
      secrets: options.secrets ?? createFileSecrets(join(folder, 'secrets.json')),
      databaseFile: join(folder, 'obmen.db'),
      bodiesDir: join(folder, 'bodies'),
      picturesDir: join(folder, 'pictures'),
      async close() {
        await document.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

async function prepare(folder: string): Promise<() => void> {
  try {
    await mkdir(folder, { recursive: true })
    const unlock = await lockWorkspace(folder, join(folder, '.lock'))
    await keepOutOfGit(join(folder, '.gitignore')).catch((error: unknown) => {
      unlock()
      throw error
    })
    return unlock
  } catch (error) {
    if (error instanceof Refusal) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal(
      'WORKSPACE-UNUSABLE',
      {
        ru: `Папка ${folder} не годится для рабочего пространства: ${reason}. Выберите другую или дайте права на запись.`,
        en: `The folder ${folder} cannot be a workspace: ${reason}. Choose another one or allow writing to it.`,
      },
      { cause: error },
    )
  }
}

/** Adds what is missing to `.gitignore`: secrets must not reach a repository that was there before the workspace. */
async function keepOutOfGit(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()))
  const missing = ignored.filter((line) => !present.has(line))
  if (missing.length === 0) return
  await appendFile(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`)
}
