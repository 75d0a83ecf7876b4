import { BrowserWindow, screen } from 'electron'
import type { NativeImage, Rectangle } from 'electron'
import type { DesktopSettings, SettingsStore } from './settings.ts'

const smallest = { width: 960, height: 600 }
const usual = { width: 1360, height: 860 }

/**
 * The one window. It shows what it is told to load, and reports every attempt to leave.
 * @param on.leave an address that the page, a frame of it or a new window of it wants to open; nothing is opened by itself
 * @param stays tells which addresses the page and its frames may go to
 */
export function createMainWindow(
  settings: SettingsStore,
  files: { preload: string; icon: NativeImage },
  on: { stays(url: string): boolean; leave(url: string): void },
): BrowserWindow {
  const { bounds, maximized } = settings.value
  const window = new BrowserWindow({
    ...(bounds && isOnScreen(bounds) ? bounds : usual),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Obmen',
    icon: files.icon,
    webPreferences: {
      preload: files.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (maximized) window.maximize()

  const { webContents } = window
  webContents.on('will-frame-navigate', (event) => {
    if (on.stays(event.url)) return
    event.preventDefault()
    on.leave(event.url)
  })
  webContents.on('will-redirect', (event) => {
    if (!on.stays(event.url)) event.preventDefault()
  })
  webContents.setWindowOpenHandler(({ url }) => {
    on.leave(url)
    return { action: 'deny' }
  })
  window.once('ready-to-show', () => window.show())
  window.on('close', () => void settings.update(placement(window)))
  return window
}

/** Where the window is, as the settings remember it. */
export const placement = (window: BrowserWindow): Pick<DesktopSettings, 'bounds' | 'maximized'> => ({
  bounds: window.getNormalBounds(),
  maximized: window.isMaximized(),
})

/** A screen may have been unplugged since: enough of the title bar must be where a pointer can take it. */
function isOnScreen(bounds: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(bounds)
  return (
    bounds.x + bounds.width > workArea.x + 100 &&
    bounds.x < workArea.x + workArea.width - 100 &&
    bounds.y >= workArea.y - 10 &&
    bounds.y < workArea.y + workArea.height - 50
  )
}
