import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { createQueue } from './queue.ts'
import { Refusal } from './refusal.ts'

/** Passwords and keys, apart from `obmen.json`. Names: `site.password`, `admin.token`, `session.key`. */
export interface Secrets {
  /** @returns the secret, `null` when there is none */
  get(name: string): Promise<string | null>
  /** Keeps the secret; `null` forgets it. */
  set(name: string, value: string | null): Promise<void>
}

/** `site.password` is given to a headless bench as `OBMEN_SECRET_SITE_PASSWORD`. */
export const secretVariable = (name: string): string =>
  `OBMEN_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`

const SecretsFile = z.record(z.string(), z.string())

/**
 * Secrets of a bench without a keychain: a file that only its owner may read. A variable of the environment wins over it.
 * @param file path of `secrets.json`; made by the first `set`
 * @throws Refusal `SECRETS-UNREADABLE` from both calls when the file is not what it should be; it stays as it is
 */
export function createFileSecrets(file: string, environment: NodeJS.ProcessEnv = process.env): Secrets {
  const queue = createQueue()

  async function read(): Promise<Record<string, string>> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}'
      throw error
    })
    try {
      return SecretsFile.parse(JSON.parse(text))
    } catch {
      // The reason is left out on purpose: it would quote what stands in the file.
      throw new Refusal('SECRETS-UNREADABLE', {
        ru: `Файл ${file} испорчен: нужен объект JSON с текстовыми значениями. Исправьте или удалите его.`,
        en: `The file ${file} is damaged: a JSON object with text values is wanted. Mend it or delete it.`,
      })
    }
  }

  return {
    async get(name) {
      return environment[secretVariable(name)] ?? (await queue(read))[name] ?? null
    },
    set: (name, value) =>
      queue(async () => {
        const { [name]: _, ...others } = await read()
        const temporary = `${file}.tmp`
        await writeFile(
          temporary,
          `${JSON.stringify(value === null ? others : { ...others, [name]: value }, null, 2)}\n`,
          {
            mode: 0o600,
          },
        )
        // `mode` counts only for a new file, and one may be left of a process that was killed.
        await chmod(temporary, 0o600)
        await rename(temporary, file)
      }),
  }
}

/** Secrets that are forgotten with the process: for tests and for one run of a command. */
export function memorySecrets(known: Record<string, string> = {}): Secrets {
  const secrets = new Map(Object.entries(known))
  return {
    get: async (name) => secrets.get(name) ?? null,
    async set(name, value) {
      if (value === null) secrets.delete(name)
      else secrets.set(name, value)
    },
  }
}
