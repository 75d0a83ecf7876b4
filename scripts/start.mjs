import { buildWhenStale } from './build.mjs'
import { electronFlags, findElectron } from './electron.mjs'
import { become, commandLine, engineEnvironment, engineFlags, fail, root } from './project.mjs'

/** `npm start [-- WORKSPACE]`: the desktop window; where there cannot be one, the server and one line with its address. */

/** A window that ends with an error sooner than this never opened. */
const openedMs = 5000

const args = process.argv.slice(2)
await buildWhenStale().catch((error) => fail(error.message))
const electron = await findElectron()
const missing = 'path' in electron ? await openWindow(electron.path) : electron.missing
if (missing !== null) await serve(missing)

/**
 * @param {string} executable
 * @returns {Promise<string | null>} `null` after the window was closed; why it could not be opened otherwise
 */
async function openWindow(executable) {
  const ended = await become(executable, [...electronFlags, root, ...args]).catch((error) => error.message)
  if (typeof ended === 'string') return `Electron does not start: ${ended}`
  return ended.code !== 0 && ended.ms < openedMs ? `Electron ended at once with code ${ended.code}` : null
}

/** @param {string} reason why there is no window */
async function serve(reason) {
  await become(process.execPath, [...engineFlags, commandLine, 'serve', ...args], {
    env: engineEnvironment,
    line: (text) => text.replace(/https?:\/\/\S+/, `$& — open it in a browser (no window: ${reason})`),
  })
}
