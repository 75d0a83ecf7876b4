import type { Text } from '../server/contracts/text.ts'

/** What the main process and the server process say to each other. */

export interface ServerOptions {
  workspace: string | null
  /** Asked for after a crash, so that real systems that point at the bench find it again. */
  port?: number
  rendererDir: string
  /** Secrets are kept by the shell; otherwise by the workspace, as when headless. */
  shellSecrets: boolean
}

export type ToServer =
  | { type: 'start'; options: ServerOptions }
  | { type: 'stop' }
  | { type: 'secret'; id: number; value: string | null; error?: string }

export interface ServerReady {
  address: string
  port: number
  workspace: string
  /** Opens the bench to the window, also when a team has accounts in it. */
  token: string
}

export type FromServer =
  | ({ type: 'ready' } & ServerReady)
  /** The start was refused for a reason that trying again does not remove. */
  | { type: 'failed'; reason: Text }
  | { type: 'secret.get'; id: number; name: string }
  | { type: 'secret.set'; id: number; name: string; value: string | null }
