/**
 * What the desktop shell offers to the page beyond a browser, as `window.obmen`; `undefined` in a browser. Types only:
 * electron/preload.ts implements it.
 */
export interface DesktopBridge {
  platform: string
  appVersion: string
  /**
   * Lets a person choose a file. `null`: nothing was chosen. Rejects when the file is over 64 MiB or cannot be read.
   * @param extensions without the dot; none: any file
   */
  openFile(extensions?: string[]): Promise<{ name: string; bytes: Uint8Array } | null>
  /** Asks where to save and writes the file. Resolves to its path, `null` when the person gave up. */
  saveFile(name: string, bytes: Uint8Array): Promise<string | null>
  /** Shows a file of the workspace, or one that was saved by `saveFile`, in the file manager. */
  showItemInFolder(path: string): Promise<void>
  /** Commands of the menu that only the page can carry out. Returns the function that ends the listening. */
  onMenu(listener: (command: MenuCommand) => void): () => void
  /** Menu, tray and dialogs follow the language of the page. */
  setLocale(locale: 'ru' | 'en'): void
}

/** Ids of the page's actions, see shell/actions.ts. */
export type MenuCommand = 'order.new' | 'exchange.run' | 'view.palette' | 'view.rail' | 'view.shortcuts'

declare global {
  interface Window {
    obmen?: DesktopBridge
  }
}
