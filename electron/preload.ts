import { contextBridge, ipcRenderer } from 'electron'
import type { IpcRendererEvent } from 'electron'
import { version } from '../package.json'
import type { DesktopBridge, MenuCommand } from '../renderer/desktop.ts'
import type { BridgeCall, BridgeInput, BridgeResults, menuChannel } from './bridge.ts'

const call = <Call extends BridgeCall>(name: Call, ...input: BridgeInput<Call>) =>
  ipcRenderer.invoke(name, ...input) as Promise<BridgeResults[Call]>

// The name is repeated from bridge.ts: importing a value from there would bring zod into the preload.
const channel: typeof menuChannel = 'menu.command'

const bridge: DesktopBridge = {
  platform: process.platform,
  appVersion: version,
  openFile: (extensions = []) => call('file.open', extensions),
  saveFile: (name, bytes) => call('file.save', name, bytes),
  showItemInFolder: (path) => call('file.show', path),
  onMenu(listener) {
    const heard = (_event: IpcRendererEvent, command: MenuCommand) => listener(command)
    ipcRenderer.on(channel, heard)
    return () => ipcRenderer.off(channel, heard)
  },
  setLocale: (locale) => void call('locale.set', locale),
}

contextBridge.exposeInMainWorld('obmen', bridge)
