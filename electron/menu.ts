import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../renderer/desktop.ts'
import type { Say, Word } from './texts.ts'

/** What the menu and the tray can ask for. */
export interface ShellActions {
  openWorkspace(): void
  openDemo(): void
  showWorkspace(): void
  showLogs(): void
  showWindow(): void
  /** A screen of the page, by its route. */
  go(route: string): void
  /** A command that the page itself carries out. */
  command(command: MenuCommand): void
  openInBrowser(path: string): void
  copyAddress(): void
  restartServer(): void
  quit(): void
}

/** The screens in the order of the page's rail; the keys are the page's too. */
const screens: readonly (readonly [Word, string, string])[] = [
  ['overview', '/', 'Alt+1'],
  ['journal', '/journal', 'Alt+2'],
  ['mappings', '/mappings', 'Alt+3'],
  ['proxy', '/proxy', 'Alt+Shift+P'],
  ['site', '/site', 'Alt+4'],
  ['account', '/site/account', 'Alt+5'],
  ['onec', '/onec', 'Alt+6'],
  ['invoice', '/invoice', 'Alt+7'],
  ['validator', '/validator', 'Alt+8'],
  ['enterprises', '/enterprises', 'Alt+0'],
  ['restore', '/restore', 'Alt+Shift+1'],
  ['queue', '/queue', 'Alt+Shift+2'],
  ['publishing', '/publishing', 'Alt+Shift+3'],
  ['cmlNode', '/cml-node', 'Alt+Shift+4'],
  ['cmlSite', '/cml-site', 'Alt+Shift+5'],
  ['explorer', '/explorer', 'Alt+Shift+6'],
  ['ksup', '/ksup', 'Alt+Shift+7'],
  ['ksupOnec', '/ksup-onec', 'Alt+Shift+8'],
  ['ksupExchange', '/ksup-exchange', 'Alt+Shift+9'],
  ['ksupConditions', '/ksup-conditions', 'Alt+Shift+0'],
  ['settings', '/settings', 'Alt+9'],
]

/**
 * The application's menu in the language of the page. Keys that the page handles itself are shown beside their commands but
 * not registered, so that they act once.
 */
export function menuTemplate(
  say: Say,
  actions: ShellActions,
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  const role = (word: Word, role: MenuItemConstructorOptions['role']): MenuItemConstructorOptions => ({
    label: say(word),
    role,
  })
  const ofPage = (word: Word, command: MenuCommand, accelerator: string): MenuItemConstructorOptions => ({
    label: say(word),
    accelerator,
    registerAccelerator: false,
    click: () => actions.command(command),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }

  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: say('file'),
      submenu: [
        { label: say('openWorkspace'), accelerator: 'CmdOrCtrl+O', click: actions.openWorkspace },
        { label: say('openDemo'), click: actions.openDemo },
        { label: say('showWorkspace'), click: actions.showWorkspace },
        separator,
        ofPage('newOrder', 'order.new', 'Alt+N'),
        ofPage('fetchOrders', 'exchange.run', 'Alt+R'),
        separator,
        role('quit', 'quit'),
      ],
    },
    {
      label: say('edit'),
      submenu: [
        role('undo', 'undo'),
        role('redo', 'redo'),
        separator,
        role('cut', 'cut'),
        role('copy', 'copy'),
        role('paste', 'paste'),
        role('selectAll', 'selectAll'),
      ],
    },
    {
      label: say('view'),
      submenu: [
        ...screens.map(([word, route, accelerator]) => ({
          label: say(word),
          accelerator,
          click: () => actions.go(route),
        })),
        separator,
        ofPage('palette', 'view.palette', 'CmdOrCtrl+K'),
        ofPage('rail', 'view.rail', 'CmdOrCtrl+B'),
        separator,
        role('zoomIn', 'zoomIn'),
        role('zoomOut', 'zoomOut'),
        role('zoomReset', 'resetZoom'),
        role('fullScreen', 'togglefullscreen'),
        separator,
        { ...role('reload', 'reload'), accelerator: 'F5' },
        role('devTools', 'toggleDevTools'),
      ],
    },
    {
      label: say('window'),
      role: 'window',
      submenu: [role('minimize', 'minimize'), role('close', 'close')],
    },
    {
      label: say('help'),
      role: 'help',
      submenu: [
        ofPage('shortcuts', 'view.shortcuts', 'Shift+/'),
        { label: say('apiDocs'), click: () => actions.openInBrowser('/docs') },
        { label: say('openInBrowser'), click: () => actions.openInBrowser('/') },
        { label: say('copyAddress'), click: actions.copyAddress },
        separator,
        { label: say('restartServer'), click: actions.restartServer },
        { label: say('showLogs'), click: actions.showLogs },
        role('about', 'about'),
      ],
    },
  ]
}
