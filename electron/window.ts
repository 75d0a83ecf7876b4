import {
  app,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  session,
  shell,
  utilityProcess,
} from 'electron'
import { config } from '../package.json'
import type { IpcMainInvokeEvent } from 'electron'
import { join } from 'node:path'
import type { Text } from '../server/contracts/text.ts'
import { bridgeCalls, menuChannel, type BridgeCall, type BridgeHandlers } from './bridge.ts'
import { harden } from './hardening.ts'
import icon from './icons/obmen.png?inline'
import { mayOpenOutside, workspaceArgument, workspaceOf } from './locations.ts'
import { createMainWindow, placement } from './main-window.ts'
import { menuTemplate, type ShellActions } from './menu.ts'
import { nativeFiles } from './native-files.ts'
import { createProgramLog } from './program-log.ts'
import { shellSecrets } from './secrets.ts'
import { createServerProcess, type ServerState } from './server-process.ts'
import { openSettings } from './settings.ts'
import { pageActions, statusPage } from './status-page.ts'
import { texts, type Say } from './texts.ts'
import { createTray } from './tray.ts'
import { openViewer } from './viewer-window.ts'

/** Entry of the desktop application's main process: one window over one server process. */

const out = join(import.meta.dirname, '..')
/** `npm run dev` serves the page itself; then it, not the bench, is what the window shows. */
const devPage = process.env['ELECTRON_RENDERER_URL'] ?? null

const workspaceIn = (argv: readonly string[], from: string) =>
  workspaceArgument(argv.slice(1), app.getAppPath(), from)

// macOS hands over the file of a double click before the application is ready, and at any time later.
let openPath: (path: string) => void = (path) => (doubleClicked = path)
let doubleClicked: string | null = null
app.on('open-file', (event, path) => {
  event.preventDefault()
  openPath(path)
})

// Not awaited: Electron is ready only after this module has been evaluated.
if (app.requestSingleInstanceLock()) void openDesktop()
else app.quit()

async function openDesktop() {
  await app.whenReady()
  const userData = app.getPath('userData')
  const settings = await openSettings(join(userData, 'desktop.json'))
  const named = workspaceIn(process.argv, process.cwd()) ?? (doubleClicked && workspaceOf(doubleClicked))
  if (named !== null) await settings.update({ workspace: named })

  const say: Say = (word) => texts[word][settings.value.locale]
  const log = createProgramLog(join(userData, 'logs', 'server.log'))
  const server = createServerProcess({
    rendererDir: join(out, 'renderer'),
    ...(process.env['OBMEN_PORT'] ? { port: Number(process.env['OBMEN_PORT']) } : {}),
    fork() {
      const child = utilityProcess.fork(join(out, 'main', 'server.js'), [], {
        stdio: 'pipe',
        execArgv: config.engine,
        serviceName: 'Obmen server',
      })
      child.stdout?.on('data', log.write)
      child.stderr?.on('data', log.write)
      return child
    },
    secrets: (workspace) => shellSecrets(join(userData, 'secrets.json'), workspace),
    log: log.tail,
    onState: show,
  })
  const address = () => (server.state.state === 'running' ? server.state.address : null)
  const workspace = () =>
    server.state.state === 'running' ? server.state.workspace : settings.value.workspace
  const own = (url: string) => {
    const origin = URL.canParse(url) ? new URL(url).origin : null
    return origin !== null && (origin === address() || origin === devPage)
  }

  harden(app, session.defaultSession, own)
  app.setAboutPanelOptions({
    applicationName: 'Obmen',
    applicationVersion: app.getVersion(),
    copyright: 'MIT',
  })

  const picture = nativeImage.createFromDataURL(icon)
  const window = createMainWindow(
    settings,
    { preload: join(out, 'preload', 'preload.cjs'), icon: picture },
    { stays: (url) => own(url) || url === 'about:blank', leave },
  )
  const { webContents } = window
  /** The screen that was open, to come back to when the server is there again. */
  let route = ''
  /** Why the server before this one ended, until that has been told. */
  let crash: Text | null = null

  const actions: ShellActions = {
    async openWorkspace() {
      const { filePaths } = await dialog.showOpenDialog(window, {
        title: say('workspaceTitle'),
        properties: ['openDirectory', 'createDirectory'],
      })
      if (filePaths[0] !== undefined) await open(filePaths[0])
    },
    openDemo: () => open(null),
    showWorkspace: () => void shell.openPath(workspace() ?? userData),
    showLogs: () => shell.showItemInFolder(log.file),
    showWindow() {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    go: (screen) => load((route = `#${screen}`)),
    command: (command) => webContents.send(menuChannel, command),
    openInBrowser: (path) => void (address() && shell.openExternal(`${address()}${path}`)),
    copyAddress: () => clipboard.writeText(address() ?? ''),
    restartServer: () => server.restart(),
    quit: () => app.quit(),
  }
  const tray = createTray(actions)

  function show(state: ServerState) {
    tray.show(state, say)
    if (window.isDestroyed()) return
    if (state.state === 'restarting') crash = state.reason
    if (state.state === 'running') {
      if (crash !== null)
        new Notification({
          title: say('restarted'),
          body: `${say('reason')}: ${crash[settings.value.locale]}`,
        }).show()
      crash = null
      return enter(state.token)
    }
    const shown = new URL(webContents.getURL() || 'about:blank')
    if (shown.protocol !== 'data:') route = shown.hash
    // A crash and its reason stay in view until the server runs again.
    if (state.state === 'starting' && crash !== null) return
    if (state.state !== 'stopped')
      void window.loadURL(statusPage(state, say, settings.value.locale)).catch(aborted)
  }

  function load(hash: string) {
    if (address()) void window.loadURL(`${devPage ?? address()}/${hash}`).catch(aborted)
  }

  /** Whoever has the window needs no account: the bench turns its token into a cookie and takes it out of the address. */
  function enter(token: string) {
    if (devPage) return load(route)
    void window.loadURL(`${address()}/?token=${token}${route}`).catch(aborted)
  }

  function leave(url: string) {
    const onStatusPage = webContents.getURL().startsWith('data:')
    if (onStatusPage && url === pageActions.restart) void server.restart()
    else if (onStatusPage && url === pageActions.workspace) void actions.openWorkspace()
    else if (onStatusPage && url === pageActions.logs) actions.showLogs()
    else if (own(url)) openViewer(url, picture, own)
    else if (mayOpenOutside(url)) void shell.openExternal(url)
  }

  async function open(folder: string | null) {
    route = ''
    await settings.update({ workspace: folder })
    await server.start(folder)
  }

  function speak() {
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(say, actions, process.platform)))
    tray.show(server.state, say)
  }

  answerBridge(own, {
    ...nativeFiles(window, say, workspace),
    async 'locale.set'(locale) {
      if (locale === settings.value.locale) return
      await settings.update({ locale })
      speak()
    },
  })

  openPath = (path) => {
    const folder = workspaceOf(path)
    if (folder !== null) void open(folder)
  }
  app.on('second-instance', (_event, argv, from) => {
    actions.showWindow()
    const folder = workspaceIn(argv, from)
    if (folder !== null && folder !== workspace()) void open(folder)
  })
  // Windows with documents do not outlive the main one.
  window.on('closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (server.state.state === 'stopped') return
    event.preventDefault()
    // The last `update` waits for the writes before it; the window is still there when the menu or the system quits.
    const last = window.isDestroyed() ? {} : placement(window)
    void Promise.all([server.stop(), settings.update(last)]).then(() => app.quit())
  })

  speak()
  await server.start(settings.value.workspace)
}

/** A page that is replaced while it loads is no failure. */
function aborted(error: Error & { code?: string }) {
  if (error.code !== 'ERR_ABORTED') console.error(error.message)
}

/** Only the top frame of the bench's own page is answered, and only with arguments that parse. */
function answerBridge(own: (url: string) => boolean, handlers: BridgeHandlers) {
  const answer =
    <Call extends BridgeCall>(name: Call) =>
    (event: IpcMainInvokeEvent, ...input: unknown[]) => {
      const frame = event.senderFrame
      if (!frame || frame.parent || !own(frame.url)) throw new Error(`${name} is not for this page`)
      const handler = handlers[name] as (...input: unknown[]) => unknown
      return handler(...bridgeCalls[name].parse(input))
    }
  for (const name of Object.keys(bridgeCalls) as BridgeCall[]) ipcMain.handle(name, answer(name))
}
