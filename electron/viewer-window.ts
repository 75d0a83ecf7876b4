import { BrowserWindow } from 'electron'
import type { NativeImage } from 'electron'

/**
 * A window for one document of the bench that the page wants beside itself: an invoice. It has no bridge to the shell.
 * @param stays tells which addresses may be loaded in it
 */
export function openViewer(url: string, icon: NativeImage, stays: (url: string) => boolean): void {
  const viewer = new BrowserWindow({
    width: 900,
    height: 1000,
    autoHideMenuBar: true,
    icon,
    webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false },
  })
  viewer.webContents.on('will-frame-navigate', (event) => {
    if (!stays(event.url)) event.preventDefault()
  })
  viewer.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  // A document that turns out to be a download leaves the window empty.
  void viewer.loadURL(url).catch(() => viewer.destroy())
}
