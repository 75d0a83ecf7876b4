import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DesktopBridge } from '../../../renderer/desktop.ts'
import { removeFolder, temporaryFolder } from '../../../scripts/served-bench.mjs'
import {
  desktopTest as test,
  expect,
  launch,
  launchAgain,
  serve,
  shellFile,
  type OpenDesktop,
} from '../harness.ts'

/** The desktop shell around the page (issue 2, points 5 and 12). */

/** Ends the process of the server as a crash would. */
const crashServer = (desktop: OpenDesktop) =>
  desktop.app.evaluate(({ app }) => {
    const server = app.getAppMetrics().find((process) => process.name === 'Obmen server')
    if (!server) throw new Error('no server process')
    process.kill(server.pid, 'SIGKILL')
  })

/** Chooses a command of the menu by its words. */
const choose = (desktop: OpenDesktop, label: string) =>
  desktop.app.evaluate(({ Menu }, label) => {
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? [])
    const item = items?.find((item) => item.label === label)
    if (!item) throw new Error(`no ${label} in the menu`)
    item.click()
  }, label)

/** Playwright's own list counts the frame of the PDF viewer too. */
const windowCount = (desktop: OpenDesktop) =>
  desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

const menuLabels = (desktop: OpenDesktop) =>
  desktop.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map((item) => item.label))

test('the window shows the page of the server that runs beside it', async ({ desktop }) => {
  expect(desktop.address()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await expect(desktop.page).toHaveTitle(/Обмен|Obmen/)
  const state: unknown = await (await fetch(`${desktop.address()}/api/state`)).json()
  expect(state).toMatchObject({ workspace: { path: desktop.workspace } })
})

test('the page is sandboxed: no Node, only the listed calls', async ({ desktop }) => {
  const seen = await desktop.page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
    bridge: Object.keys(window.obmen ?? {}).sort(),
  }))
  expect(seen.node).toEqual([])
  expect(seen.bridge).toEqual(
    ['appVersion', 'onMenu', 'openFile', 'platform', 'saveFile', 'setLocale', 'showItemInFolder'].sort(),
  )
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    const { contextIsolation, sandbox, nodeIntegration } = contents.getLastWebPreferences()
    return { contextIsolation, sandbox, nodeIntegration }
  })
  expect(preferences).toEqual({ contextIsolation: true, sandbox: true, nodeIntegration: false })
})

test('the page cannot leave the bench, open windows, reach the network or get permissions', async ({
  desktop,
}) => {
  const address = desktop.address()
  const tried = await desktop.page.evaluate(async () => ({
    window: window.open('https://example.com/') === null,
    notifications: await Notification.requestPermission(),
  }))
  expect(tried).toEqual({ window: true, notifications: 'denied' })
  for (const elsewhere of ['https://example.com/', 'file:///etc/hostname', 'obmen:restart'])
    await desktop.page.evaluate((url) => (location.href = url), elsewhere)
  expect(desktop.address()).toBe(address)
  expect(await windowCount(desktop)).toBe(1)
  const refusal = await desktop.app.evaluate(({ session }) =>
    session.defaultSession.fetch('https://example.com/').then(
      () => 'fetched',
      (error: Error) => error.message,
    ),
  )
  expect(refusal).toContain('ERR_BLOCKED_BY_CLIENT')
})

test('a crash of the server is shown, and the server comes back at the same address with the same screen', async ({
  desktop,
}) => {
  const { page } = desktop
  const address = desktop.address()
  await page.getByTestId('nav-journal').click()
  await expect(page.getByTestId('nav-journal')).toHaveAttribute('aria-current', 'page')
  await crashServer(desktop)
  await expect(page.getByRole('status')).toContainText('Сервер остановился и запускается снова')
  await page.waitForURL(`${address}/#/journal`)
  await expect(page.getByTestId('nav-journal')).toHaveAttribute('aria-current', 'page')
  expect((await fetch(`${address}/api/state`)).status).toBe(200)
})

test('a start that is refused is explained, with a button to try again', async () => {
  const workspace = await temporaryFolder('workspace')
  const userData = await temporaryFolder('desktop')
  const other = await serve(workspace)
  const app = await launch(workspace, userData)
  try {
    const page = await app.firstWindow()
    await expect(page.getByRole('status')).toContainText('Сервер не запущен')
    await expect(page.getByText(/Причина:.*[а-яё]{4}/)).toBeVisible()
    await other.stop()
    await page.getByRole('link', { name: 'Перезапустить сервер' }).click()
    await page.waitForURL(/^http:/)
  } finally {
    await other.stop()
    await app.close()
    await removeFolder(workspace)
    await removeFolder(userData)
  }
})

test('the menu speaks the language of the page and opens its screens', async ({ desktop }) => {
  await expect.poll(() => menuLabels(desktop)).toEqual(['&Файл', '&Правка', '&Вид', '&Окно', '&Справка'])
  await choose(desktop, 'Журнал')
  await desktop.page.waitForURL(/#\/journal/)
  await desktop.page.evaluate(() => window.obmen?.setLocale('en'))
  await expect.poll(() => menuLabels(desktop)).toEqual(['&File', '&Edit', '&View', '&Window', '&Help'])
})

test('commands of the menu are carried out by the page', async ({ desktop }) => {
  await expect(desktop.page.getByTestId('story-new-order')).toBeVisible()
  await choose(desktop, 'Команды')
  await expect(desktop.page.getByRole('dialog')).toBeVisible()
})

test('an invoice opens in a window of its own, without the bridge', async ({ desktop }) => {
  const api = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${desktop.address()}/api${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const order = (await api('POST', '/site/orders', await api('GET', '/site/draft'))) as { order_id: string }
  await api('POST', '/onec/exchange')
  await api('POST', `/onec/orders/${order.order_id}/return`)
  await desktop.page.getByTestId('nav-account').click()
  await desktop.page.getByRole('link', { name: 'Скачать счёт' }).click()
  await expect.poll(() => windowCount(desktop)).toBe(2)
  await expect
    .poll(() =>
      desktop.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((w) => w.webContents.getURL()),
      ),
    )
    .toContainEqual(expect.stringContaining('/invoice'))
  const shown = await desktop.app.evaluate(async ({ BrowserWindow, session }) => {
    const viewer = BrowserWindow.getAllWindows().find((window) =>
      window.webContents.getURL().includes('invoice'),
    )
    const url = viewer?.webContents.getURL() ?? ''
    const answer = await session.defaultSession.fetch(url)
    const bridge: unknown = await viewer?.webContents.executeJavaScript('typeof window.obmen')
    return { status: answer.status, type: answer.headers.get('content-type'), bridge }
  })
  expect(shown).toEqual({ status: 200, type: 'application/pdf', bridge: 'undefined' })
  await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.webContents.getURL().includes('invoice'))
      ?.close(),
  )
})

test('a file is saved and opened through the dialogs of the system only', async ({ desktop }) => {
  const path = `${desktop.workspace}/счёт.json`
  await desktop.app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, path)
  const opened = await desktop.page.evaluate(async () => {
    const shell = window.obmen as DesktopBridge
    const saved = await shell.saveFile('счёт.json', new TextEncoder().encode('{"сумма": 1}'))
    const file = await shell.openFile(['json'])
    return { saved, name: file?.name, text: new TextDecoder().decode(file?.bytes) }
  })
  expect(opened).toEqual({ saved: path, name: 'счёт.json', text: '{"сумма": 1}' })
})

test('size of the window and workspace are remembered, and quitting stops the server gracefully', async ({
  ownDesktop: desktop,
}) => {
  const wanted = { x: 40, y: 60, width: 1111, height: 777 }
  const bounds = () =>
    desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  await desktop.app.evaluate(
    ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted),
    wanted,
  )
  await expect.poll(bounds).toEqual(wanted)
  await desktop.relaunch()
  await expect.poll(bounds).toEqual(wanted)
  expect(JSON.parse(await shellFile(desktop, 'desktop.json'))).toMatchObject({ workspace: desktop.workspace })

  const address = desktop.address()
  expect((await fetch(`${address}/api/state`)).status).toBe(200)
  await desktop.app.close()
  await expect(fetch(`${address}/api/state`)).rejects.toThrow()
})

test('a second start ends, and the first window opens the workspace that it named', async ({
  ownDesktop: desktop,
}) => {
  const other = await mkdtemp(join(tmpdir(), 'obmen-other-'))
  await launchAgain(other, desktop.userData)
  await expect
    .poll(() =>
      fetch(`${desktop.address()}/api/state`).then(
        (answer): Promise<unknown> => answer.json(),
        () => null,
      ),
    )
    .toMatchObject({ workspace: { path: other } })
  expect(await windowCount(desktop)).toBe(1)
  // A page that is closed while it loads tells of the files that it did not get.
  await expect(desktop.page.getByRole('main')).toBeVisible()
  await desktop.app.close()
  await rm(other, { recursive: true })
})
