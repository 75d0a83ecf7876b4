import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const root = import.meta.dirname

export default defineConfig({
  main: {
    resolve: {
      // Its build for Node declares `require`, and so does the shim of ES modules: both in one file do not load.
      alias: { fflate: 'fflate/browser' },
    },
    build: {
      // The oldest of what runs it: Node 20 on the command line, Electron 33 in tests.
      target: 'node20.18',
      // Everything that can be is bundled: hundreds of small files less to read halve the cold start of the command line.
      externalizeDeps: false,
      rolldownOptions: {
        // `depd` of Koa's packages makes functions by eval, which does no harm in the server; timings are for plugin authors.
        checks: { eval: false, pluginTimings: false },
        // A native addon, and a folder of files that is served as it is.
        external: ['libsql', /^swagger-ui-dist/],
        input: {
          window: join(root, 'electron/window.ts'),
          server: join(root, 'electron/server.ts'),
          cli: join(root, 'server/cli.ts'),
          'catalogue-worker': join(root, 'server/catalogue/worker.ts'),
          'invoice-worker': join(root, 'server/invoice/batch/worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      rolldownOptions: {
        input: join(root, 'electron/preload.ts'),
        // A sandboxed preload script cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: join(root, 'renderer'),
    plugins: [vue()],
    build: {
      target: 'es2023',
      minify: true,
      // KiB. The page comes from the same machine, where the size of a file is not waited for.
      chunkSizeWarningLimit: 1024,
      rolldownOptions: { input: join(root, 'renderer/index.html') },
    },
    server: {
      // `npm run dev`: the page comes from Vite, everything else from the bench. Without Origin the call looks like the page's own.
      proxy: Object.fromEntries(
        ['/api', '/docs', '/metrics', '/openapi', '/site', '/onec'].map((path) => [
          path,
          {
            target: process.env['OBMEN_DEV_BENCH'] ?? 'http://127.0.0.1:8183',
            changeOrigin: true,
            headers: { origin: '' },
          },
        ]),
      ),
    },
  },
})
