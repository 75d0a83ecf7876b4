import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run } from './project.mjs'

/** Everything that a build is made of. */
const sources = [
  'electron',
  'server',
  'mocks',
  'renderer',
  'fixtures',
  'package.json',
  'package-lock.json',
  'electron.config.ts',
]
const out = join(root, 'out')
const stamp = join(out, 'built-from')

/** Names, sizes and times of all sources: it differs when one was changed, added, removed or renamed. */
async function fingerprint() {
  const hash = createHash('sha256')
  for (const source of sources) {
    const path = join(root, source)
    const inside = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : ['']
    for (const name of inside.sort()) {
      const { size, mtimeMs } = await stat(join(path, name))
      hash.update(`${source}/${name}\t${size}\t${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

/**
 * Builds `out/` by electron-vite. Nothing goes to standard output, which belongs to the command that wanted the build.
 * The build is made beside the one that stands and takes its place when it is whole: a failed or killed build breaks nothing.
 * @returns {Promise<void>} rejects when the build fails; what it printed is on standard error
 */
export async function build() {
  const from = await fingerprint()
  const next = join(out, `next-${process.pid}`)
  const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const args = ['build', '-c', 'electron.config.ts', '-l', 'warn', '--outDir', next]
  try {
    const code = await run(process.execPath, [builder, ...args], {
      stdio: ['ignore', process.stderr, process.stderr],
    })
    if (code !== 0) throw new Error('The build failed, see above')
    for (const part of ['main', 'preload', 'renderer']) {
      await rename(join(out, part), join(next, `old-${part}`)).catch(ignoreMissing)
      await rename(join(next, part), join(out, part))
    }
    await writeFile(stamp, from)
  } finally {
    await rm(next, { recursive: true, force: true })
  }
}

/** @param {NodeJS.ErrnoException} error */
function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error
}

/** Builds when something has changed since the last build. */
export async function buildWhenStale() {
  const built = await readFile(stamp, 'utf8').catch(() => '')
  if (built === (await fingerprint())) return
  console.error('Building Obmen…')
  await build()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await build().catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
