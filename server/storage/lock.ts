import { readFile, writeFile } from 'node:fs/promises'
import Sqlite from 'libsql'
import { Refusal } from './refusal.ts'

/** Another process works with the workspace. */
export class WorkspaceBusy extends Refusal {
  override readonly name = 'WorkspaceBusy'
  /** Of the process that holds it, `null` when it could not be found out. */
  readonly pid: number | null

  constructor(workspace: string, pid: number | null) {
    const who = pid === null ? '' : ` (pid ${pid})`
    super('WORKSPACE-BUSY', {
      ru: `Папку ${workspace} уже открыл другой Обмен${who}. Закройте его или откройте другую папку.`,
      en: `The workspace ${workspace} is already open in another Obmen${who}. Close it or open another folder.`,
    })
    this.pid = pid
  }
}

/**
 * Takes the workspace for this process. The lock is the one that SQLite puts on an empty database, so the operating system
 * lifts it when the process dies in whatever way, and a leftover file means nothing. Who holds it stands in `<file>.pid`:
 * on POSIX systems a process that reads the locked file itself would lose its lock.
 * @returns the function that lets go
 * @throws WorkspaceBusy
 */
export async function lockWorkspace(workspace: string, file: string): Promise<() => void> {
  const pidFile = `${file}.pid`
  const lock = new Sqlite(file)
  try {
    lock.exec('begin exclusive')
    await writeFile(pidFile, String(process.pid))
  } catch (error) {
    lock.close()
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error
    const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''))
    throw new WorkspaceBusy(workspace, pid || null)
  }
  return () => lock.close()
}
