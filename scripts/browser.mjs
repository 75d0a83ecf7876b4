import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

// The first has no windows of its own to draw: a test takes a fifth less of the processor in it.
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

/**
 * The Chromium that tests and screenshots use.
 * @returns {string} `OBMEN_BROWSER`, one on the PATH, or Playwright's own
 * @throws {Error} one line that tells how to get one
 */
export function browserExecutable() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = [
    process.env.OBMEN_BROWSER,
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    chromium.executablePath(),
  ].find((path) => path && existsSync(path))
  if (found) return found
  throw new Error(
    'No Chromium found: `apt-get install chromium`, `npx playwright install chromium`, or set OBMEN_BROWSER',
  )
}

/** Quiet, offline, and able to run as root in a container, where Chromium has no sandbox. */
export const browserFlags = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
