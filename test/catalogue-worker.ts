import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const root = join(import.meta.dirname, '..')
// Inside the tree, so that the thread finds the native addon.
const folder = join(root, '.cache', 'catalogue-worker')

let built: Promise<string> | null = null

/** Path of the thread of imports, bundled as the build does it. Files of tests that need it at once share one. */
export function catalogueWorker(): Promise<string> {
  built ??= build()
  return built
}

async function build(): Promise<string> {
  const bundle = await rolldown({
    input: join(root, 'server/catalogue/worker.ts'),
    external: ['libsql'],
    platform: 'node',
    // As electron.config.ts has it.
    resolve: { alias: { fflate: 'fflate/browser' } },
    checks: { eval: false, pluginTimings: false },
    logLevel: 'silent',
  })
  try {
    const { output } = await bundle.generate({ format: 'esm', codeSplitting: false })
    const { code } = output[0]
    const file = join(folder, `${createHash('sha1').update(code).digest('hex').slice(0, 12)}.mjs`)
    if (existsSync(file)) return file
    await mkdir(folder, { recursive: true })
    await writeFile(`${file}.${process.pid}`, code)
    // Two processes may build the same text at once: each moves a whole file into place.
    await rename(`${file}.${process.pid}`, file)
    return file
  } finally {
    await bundle.close()
  }
}
