import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'
import { build } from 'vite'
import { browserExecutable, browserFlags } from '../../scripts/browser.mjs'
import { buildWhenStale } from '../../scripts/build.mjs'
import { root } from '../../scripts/project.mjs'

/**
 * `npm run bench`: bundles the measurements, which are TypeScript like what they measure, and runs them beside the program as
 * it is built. What is bundled lies inside the project, because there it finds its libraries.
 */

const built = join(root, 'out/bench')

await buildWhenStale()

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: built,
    target: 'node20',
    rolldownOptions: {
      input: Object.fromEntries(
        [
          'main',
          'server',
          'bare-start',
          'invoice',
          'invoice-batch-task',
          'commerceml-task',
          'proxy-target',
        ].map((name) => [name, join(import.meta.dirname, `${name}.ts`)]),
      ),
    },
  },
})
const { main } = await import(pathToFileURL(join(built, 'main.js')).href)
await main(() => chromium.launch({ executablePath: browserExecutable(), args: browserFlags }))
