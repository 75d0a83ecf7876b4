import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')

let built: Promise<string> | null = null

/** Path of the thread that prints batches, bundled as the build does it. Files of tests that need it at once share one. */
export function invoiceWorker(): Promise<string> {
  built ??= bundle()
  return built
}

async function bundle(): Promise<string> {
  const outDir = join(root, '.cache', 'invoice-worker')
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    // As electron.config.ts has it.
    resolve: { alias: { fflate: 'fflate/browser' } },
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'server/invoice/batch/worker.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: {
        output: { entryFileNames: '[name]-[hash].js' },
        checks: { eval: false, pluginTimings: false },
      },
    },
  })
  const { output } = [result].flat()[0] as { output: { fileName: string }[] }
  return join(outDir, output[0]!.fileName)
}
