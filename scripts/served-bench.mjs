import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandLine } from './project.mjs'

/** A bench for tests, screenshots and measurements: `obmen serve` as a person starts it, from the built files. */

/** Variables of the developer's shell must not steer the programs under test. */
export function cleanEnvironment() {
  const own = Object.entries(process.env).filter(([name]) => !/^(OBMEN_|ELECTRON_)/.test(name))
  return { .../** @type {Record<string, string>} */ (Object.fromEntries(own)), TZ: 'Europe/Moscow' }
}

/** @param {string} kind shown in the name of the folder */
export const temporaryFolder = (kind) => mkdtemp(join(tmpdir(), `obmen-${kind}-`))

/** @param {string} folder */
export const removeFolder = (folder) => rm(folder, { recursive: true, force: true })

/**
 * Starts a server on a free port.
 * @param {string} workspace folder; an empty one becomes a demo workspace
 * @returns {Promise<{ address: string, stop(): Promise<void> }>} `stop` is graceful. Rejects with all it printed when it ends early.
 */
export async function serve(workspace) {
  const server = spawn(process.execPath, [commandLine, 'serve', workspace, '--port', '0'], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  /** @type {string} */
  const address = await new Promise((resolve, reject) => {
    const hear = (/** @type {Buffer} */ chunk) => {
      said = (said + chunk).slice(-10_000)
      const found = said.match(/https?:\/\/[\w.:[\]]+(?=[\s/])/)
      if (found) resolve(found[0])
    }
    server.stdout.on('data', hear)
    server.stderr.on('data', hear)
    server.on('exit', (code) => reject(new Error(`obmen serve ended with code ${code}:\n${said}`)))
  })
  return {
    address,
    async stop() {
      if (server.exitCode !== null) return
      server.kill('SIGTERM')
      await once(server, 'exit')
    },
  }
}
