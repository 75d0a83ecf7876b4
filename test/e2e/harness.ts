import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  _electron,
  expect,
  test as playwright,
  type ConsoleMessage,
  type ElectronApplication,
  type Page,
} from '@playwright/test'
import { electronForTests } from '../../scripts/electron-for-tests.mjs'
import { root } from '../../scripts/project.mjs'
import { cleanEnvironment, removeFolder, serve, temporaryFolder } from '../../scripts/served-bench.mjs'

/**
 * What end-to-end tests stand on: `bench`, a real `obmen serve` on a free port with a workspace of its own, and `desktop`, the
 * real window. Both need `npm run build` first.
 */

export interface ServedBench {
  address: string
  workspace: string
}

export interface OpenDesktop {
  app: ElectronApplication
  page: Page
  workspace: string
  /** The shell's own folder: settings and program log. */
  userData: string
  /** Address of the bench that runs inside. */
  address(): string
}

export interface DesktopShell extends OpenDesktop {
  /** Ends the application as a person does and starts it again with the same folders. */
  relaunch(): Promise<void>
}

const base = playwright.extend<{ pageTrouble: string[] }>({
  /**
   * Exceptions, refusals by the content security policy and warnings of Vue, of the texts and of Naive UI fail the test that
   * caused them.
   */
  pageTrouble: async ({}, use) => {
    const trouble: string[] = []
    await use(trouble)
    expect(trouble, 'trouble in the page').toEqual([])
  },
})

/** Tests in a browser: relative addresses go to `bench`. */
export const test = base.extend<
  { bench: ServedBench },
  { served: ServedBench & { putBack: () => Promise<void> } }
>({
  served: [
    // Playwright reads the first parameter's pattern.
    async ({}, use) => {
      const workspace = await temporaryFolder('workspace')
      const server = await serve(workspace)
      const { address } = server
      await use({ workspace, address, putBack: await keep(workspace, address) })
      await server.stop()
      await removeFolder(workspace)
    },
    { scope: 'worker' },
  ],

  /** The worker's bench, put back to the demo data. */
  bench: async ({ served }, use) => {
    await served.putBack()
    await use(served)
  },

  baseURL: async ({ bench }, use) => use(bench.address),

  page: async ({ page, pageTrouble }, use) => {
    listen(page, pageTrouble)
    await use(page)
  },
})

/** Tests in the desktop window. Kept apart, because Playwright asks for `baseURL`, and so for `bench`, in every test that has it. */
export const desktopTest = base.extend<
  { desktop: OpenDesktop; ownDesktop: DesktopShell },
  { shared: { shell: DesktopShell; putBack: () => Promise<void> } }
>({
  shared: [
    async ({}, use) => {
      const { shell, close } = await openShell(() => {})
      await use({ shell, putBack: await keep(shell.workspace, shell.address()) })
      await close()
    },
    { scope: 'worker' },
  ],

  /** The worker's window, put back to the demo data and the first screen. A start costs more than most tests do. */
  desktop: async ({ shared, pageTrouble }, use) => {
    const { page } = shared.shell
    await shared.putBack()
    await page.evaluate(() => {
      localStorage.clear()
      location.hash = '#/'
    })
    const deaf = listen(page, pageTrouble)
    await page.reload()
    await firstScreen(page)
    await use(shared.shell)
    deaf()
    await page.unrouteAll()
  },

  /** An application of the test's own: for what ends it, or leaves in it what no reset takes away. */
  ownDesktop: async ({ pageTrouble }, use) => {
    const { shell, close } = await openShell((page) => listen(page, pageTrouble))
    await use(shell)
    await close()
  },
})

export { expect, serve }

/**
 * Remembers the settings of a bench that has just started.
 * @returns puts them and the demo data back: a reset alone leaves `obmen.json` as the test before wrote it
 */
async function keep(workspace: string, address: string): Promise<() => Promise<void>> {
  const file = join(workspace, 'obmen.json')
  const settings = await readFile(file, 'utf8')
  const { name } = JSON.parse(settings) as { name: string }
  const done = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${address}/api${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
    expect(answer.status, await answer.text()).toBe(200)
  }
  return async () => {
    await writeFile(file, settings)
    // A change is made to what stands in the file, so after it the file is in force.
    await done('PUT', '/settings/name', { name })
    await done('POST', '/workspace/reset')
  }
}

/** @returns stops listening */
function listen(page: Page, trouble: string[]): () => void {
  const thrown = (error: Error) => trouble.push(String(error.stack))
  const said = (message: ConsoleMessage) => {
    if (/Content Security Policy|\[Vue warn\]|\[intlify\]|\[naive\//.test(message.text()))
      trouble.push(message.text())
  }
  page.on('pageerror', thrown).on('console', said)
  return () => void page.off('pageerror', thrown).off('console', said)
}

/** The router does not hear of an address that is entered while it loads the first screen. */
const firstScreen = (page: Page) => page.getByRole('main').locator('> *').first().waitFor()

/** @param onPage is told of the page of each start before that page has loaded */
async function openShell(onPage: (page: Page) => void) {
  const workspace = await temporaryFolder('workspace')
  const userData = await temporaryFolder('desktop')
  const open = async () => {
    const app = await launch(workspace, userData)
    const page = await app.firstWindow()
    onPage(page)
    await page.waitForURL(/^http:/)
    await firstScreen(page)
    return { app, page }
  }
  const shell: DesktopShell = {
    ...(await open()),
    workspace,
    userData,
    address: () => new URL(shell.page.url()).origin,
    async relaunch() {
      await shell.app.close()
      Object.assign(shell, await open())
    },
  }
  return {
    shell,
    async close() {
      await shell.app.close()
      await removeFolder(workspace)
      await removeFolder(userData)
    },
  }
}

const commandOf = (workspace: string, userData: string) => [
  '--no-sandbox',
  root,
  workspace,
  `--user-data-dir=${userData}`,
]
const desktopEnvironment = () => ({
  ...cleanEnvironment(),
  OBMEN_PORT: '0',
  DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
})

/** Starts the program once more, as a person does who clicks its icon again, and waits for that process to end. */
export async function launchAgain(workspace: string, userData: string): Promise<void> {
  const again = spawn(await electronForTests(), commandOf(workspace, userData), {
    env: desktopEnvironment(),
    stdio: 'ignore',
  })
  await once(again, 'exit')
}

/** Opens the desktop application; its first page is the shell's own, until the server is ready. */
export async function launch(workspace: string, userData: string) {
  return _electron.launch({
    executablePath: await electronForTests(),
    args: commandOf(workspace, userData),
    env: desktopEnvironment(),
    timeout: 30_000,
  })
}

/** A file of the shell's folder, as text; empty when it is not there. */
export const shellFile = (desktop: OpenDesktop, name: string) =>
  readFile(join(desktop.userData, name), 'utf8').catch(() => '')
