import { safeStorage } from 'electron'
import { Low } from 'lowdb'
import { JSONFile } from 'lowdb/node'
import type { Secrets } from '../server/storage/secrets.ts'

/** workspace folder → name of the secret → base64 of the encrypted text */
type SecretsFile = Record<string, Record<string, string>>

/** The demo workspace has no folder of its own choosing. */
const demoKey = 'demo'

/**
 * Secrets encrypted by the operating system's own storage (DPAPI, Keychain, libsecret or KWallet), in one file of the
 * user's data folder.
 * @returns `null` where the system offers no such storage; the workspace then keeps them itself, in a file only its owner reads.
 *   Calls reject when the file cannot be read or was encrypted for somebody else.
 */
export function shellSecrets(file: string, workspace: string | null): Secrets | null {
  if (!safeStorage.isEncryptionAvailable()) return null
  // Without a keyring Chromium "encrypts" with a password that is in its source code.
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null
  const db = new Low<SecretsFile>(new JSONFile(file), {})
  const key = workspace ?? demoKey
  return {
    async get(name) {
      await db.read()
      const stored = db.data[key]?.[name]
      return stored === undefined ? null : safeStorage.decryptString(Buffer.from(stored, 'base64'))
    },
    async set(name, value) {
      await db.read()
      const names = (db.data[key] ??= {})
      if (value === null) delete names[name]
      else names[name] = safeStorage.encryptString(value).toString('base64')
      await db.write()
    },
  }
}
