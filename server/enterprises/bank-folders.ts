import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'
import type { EnterpriseSettings } from '../storage/document-schema.ts'
import { Refusal } from '../storage/refusal.ts'
import type { StatementReport } from '../../mocks/regate/model.ts'

export interface BankFolders {
  /** Follows the settings: watches what is named now, lets go of what is not. */
  follow(): Promise<void>
  /**
   * Loads what lies in the folder of an enterprise now; what was loaded before changes nothing (8.2).
   * @returns statements and documents of them, and the files that could not be loaded with the reason
   * @throws Refusal `BANK-FOLDER` when it has no folder, or that cannot be read
   */
  load(enterprise: string): Promise<LoadedFolder>
  stop(): Promise<void>
}

export interface LoadedFolder {
  files: number
  documents: number
  failed: string[]
}

const noFolder = (enterprise: string): Refusal =>
  new Refusal('BANK-FOLDER', {
    ru: `У предприятия «${enterprise}» папка банка не указана: она задаётся в его настройках.`,
    en: `The enterprise "${enterprise}" has no bank folder: it is given in its settings.`,
  })

const unreadable = (folder: string, error: NodeJS.ErrnoException): Refusal =>
  new Refusal('BANK-FOLDER', {
    ru: `Папка банка ${folder} не читается (${error.code ?? error.message}). Проверьте путь и права.`,
    en: `The bank folder ${folder} cannot be read (${error.code ?? error.message}). Check the path and the rights.`,
  })

/** Statements come under this extension from every bank client. */
const STATEMENT = /\.txt$/i

/**
 * Folders that banks put statements into (regate section 8): each new file is loaded once it is written whole. A file that
 * was there before is loaded too; what was loaded once changes nothing (8.2).
 * @param workspace folder that relative names start from
 */
export function watchBankFolders(options: {
  workspace: string
  enterprises(): readonly EnterpriseSettings[]
  load(enterprise: string, name: string, bytes: Uint8Array): Promise<StatementReport>
  log(line: string): void
}): BankFolders {
  const { workspace, enterprises, load, log } = options
  const watched = new Map<string, { folder: string; watcher: FSWatcher }>()
  const running = new Set<Promise<void>>()

  async function take(enterprise: string, file: string): Promise<void> {
    if (!STATEMENT.test(file)) return
    try {
      const report = await load(enterprise, basename(file), await readFile(file))
      log(`${basename(file)}: документов ${report.documents.length}`)
    } catch (error) {
      log(`${basename(file)}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async function loadNow(enterprise: string): Promise<LoadedFolder> {
    const { bankFolder = '' } = enterprises().find(({ id }) => id === enterprise) ?? {}
    if (bankFolder === '') throw noFolder(enterprise)
    const folder = resolve(workspace, bankFolder)
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(folder, error)
    })
    const loaded: LoadedFolder = { files: 0, documents: 0, failed: [] }
    for (const name of names.filter((file) => STATEMENT.test(file)).sort()) {
      try {
        const report = await load(enterprise, name, await readFile(join(folder, name)))
        loaded.files += 1
        loaded.documents += report.documents.length
      } catch (error) {
        loaded.failed.push(`${name}: ${error instanceof Refusal ? error.text.ru : String(error)}`)
      }
    }
    return loaded
  }

  async function letGo(enterprise: string): Promise<void> {
    const gone = watched.get(enterprise)
    // Forgotten before it is closed: another change of the settings may come meanwhile and watch anew.
    watched.delete(enterprise)
    await gone?.watcher.close()
  }

  return {
    load: loadNow,
    async follow() {
      const wanted = new Map(
        enterprises()
          .filter(({ bankFolder }) => bankFolder !== '')
          .map(({ id, bankFolder }) => [id, resolve(workspace, bankFolder)]),
      )
      for (const [id, { folder }] of watched) if (wanted.get(id) !== folder) await letGo(id)
      for (const [id, folder] of wanted) {
        if (watched.has(id)) continue
        const watcher = watch(folder, {
          depth: 0,
          // A bank client writes in place: a file is taken when it has stopped growing.
          awaitWriteFinish: { stabilityThreshold: 300, pollInterval: 100 },
        })
        watcher.on('error', (error) => log(String(error)))
        watcher.on('add', (file) => {
          const job: Promise<void> = take(id, file).finally(() => void running.delete(job))
          running.add(job)
        })
        watched.set(id, { folder, watcher })
      }
    },
    async stop() {
      for (const id of [...watched.keys()]) await letGo(id)
      await Promise.all(running)
    },
  }
}
