import { join } from 'node:path'
import { loadConfigFromFile } from 'electron-vite'
import { createServer } from 'vite'
import { build } from './build.mjs'
import { electronFlags, findElectron } from './electron.mjs'
import { become, commandLine, fail, root } from './project.mjs'

/**
 * `npm run dev`: the page reloads as it is edited. With a window, electron-vite also rebuilds the main process and the server;
 * without one, the server as it was at the start answers behind Vite's page.
 */
const electron = await findElectron()
if ('path' in electron) {
  const vite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  await become(
    process.execPath,
    [vite, 'dev', '-c', 'electron.config.ts', '--watch', '--', ...electronFlags],
    {
      env: { ...process.env, ELECTRON_EXEC_PATH: electron.path },
    },
  )
} else {
  await build().catch((error) => fail(error.message))
  const { config } = await loadConfigFromFile(
    { command: 'serve', mode: 'development' },
    'electron.config.ts',
    root,
  )
  const page = await createServer({ ...config.renderer, configFile: false })
  await page.listen()
  console.error(`The page alone (${electron.missing}):`)
  page.printUrls()
  // The page expects the bench at this port, see electron.config.ts.
  await become(process.execPath, [commandLine, 'serve', '--port', '8183'])
  await page.close()
}
