import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './project.mjs'

const folder = join(root, 'node_modules', 'electron')

/** How long to wait for the first answer of the page that Electron is downloaded from, and for the download itself. */
const probeMs = 3000
const downloadMs = 5 * 60_000

/**
 * @typedef {{ path: string } | { missing: string }} FoundElectron the executable, or why there is none
 * @returns {Promise<FoundElectron>} `OBMEN_ELECTRON`, else the one of the `electron` package, which is downloaded when its page answers
 */
export async function findElectron() {
  if (process.env.OBMEN_ELECTRON) return { path: process.env.OBMEN_ELECTRON }
  if (!hasDisplay()) return { missing: 'there is no display' }
  return installed() ?? (await download())
}

function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

function installed() {
  const name = join(folder, 'path.txt')
  if (!existsSync(name)) return null
  const path = join(folder, 'dist', readFileSync(name, 'utf8'))
  return existsSync(path) ? { path } : null
}

async function download() {
  const page =
    process.env.ELECTRON_MIRROR ??
    process.env.npm_config_electron_mirror ??
    'https://github.com/electron/electron/releases/'
  const reached = await fetch(page, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(probeMs),
  }).catch(() => null)
  if (!reached || reached.status >= 400)
    return { missing: `Electron is not installed and ${new URL(page).host} does not answer` }
  console.error('Downloading Electron (about 110 MB, once)…')
  const code = await run(process.execPath, [join(folder, 'install.js')], { timeout: downloadMs }).catch(
    () => 1,
  )
  return (code === 0 && installed()) || { missing: 'Electron could not be downloaded' }
}

/** Chromium refuses its sandbox to root; everybody else keeps it. */
export const electronFlags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
