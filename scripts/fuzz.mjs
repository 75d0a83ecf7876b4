import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { root } from './project.mjs'

/**
 * `npm run fuzz -- [target…] [--seed n] [--rounds n] [--seconds n]`: bundles what lies in test/fuzz, which is TypeScript like
 * what it feeds, and runs it. The seed is printed; a failure says how to have it again.
 */

const built = join(root, 'out/fuzz')

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: built,
    target: 'node20',
    rolldownOptions: {
      input: {
        main: join(root, 'test/fuzz/main.ts'),
        'catalogue-worker': join(root, 'server/catalogue/worker.ts'),
      },
    },
  },
})
const { main } = await import(pathToFileURL(join(built, 'main.js')).href)
process.exitCode = await main(process.argv.slice(2))
