import type { Text } from '../server/contracts/text.ts'
import { action as actionEn, nav as navEn } from '../renderer/i18n/en/shell.ts'
import { action as actionRu, nav as navRu } from '../renderer/i18n/ru/shell.ts'

/** Words that the page has too are the page's own. */
const fromPage = <Key extends string>(key: Key, ru: Record<Key, string>, en: Record<Key, string>): Text => ({
  ru: ru[key],
  en: en[key],
})

/** Every word of the shell itself: menu, tray, dialogs and the page shown while there is no server. */
export const texts = {
  file: { ru: '&Файл', en: '&File' },
  openWorkspace: { ru: 'Открыть папку рабочего пространства…', en: 'Open Workspace Folder…' },
  openDemo: { ru: 'Открыть демонстрационное пространство', en: 'Open Demo Workspace' },
  showWorkspace: { ru: 'Показать папку', en: 'Show Folder' },
  showLogs: { ru: 'Показать журнал программы', en: 'Show Program Log' },
  quit: { ru: 'Выход', en: 'Quit' },
  edit: { ru: '&Правка', en: '&Edit' },
  undo: { ru: 'Отменить', en: 'Undo' },
  redo: { ru: 'Повторить', en: 'Redo' },
  cut: { ru: 'Вырезать', en: 'Cut' },
  copy: { ru: 'Копировать', en: 'Copy' },
  paste: { ru: 'Вставить', en: 'Paste' },
  selectAll: { ru: 'Выделить всё', en: 'Select All' },
  view: { ru: '&Вид', en: '&View' },
  overview: fromPage('overview', navRu, navEn),
  journal: fromPage('journal', navRu, navEn),
  mappings: fromPage('mappings', navRu, navEn),
  proxy: fromPage('proxy', navRu, navEn),
  site: fromPage('site', navRu, navEn),
  account: fromPage('account', navRu, navEn),
  onec: fromPage('onec', navRu, navEn),
  invoice: fromPage('invoice', navRu, navEn),
  validator: fromPage('validator', navRu, navEn),
  enterprises: fromPage('enterprises', navRu, navEn),
  restore: fromPage('restore', navRu, navEn),
  queue: fromPage('queue', navRu, navEn),
  publishing: fromPage('publishing', navRu, navEn),
  cmlNode: fromPage('cmlNode', navRu, navEn),
  cmlSite: fromPage('cmlSite', navRu, navEn),
  explorer: fromPage('explorer', navRu, navEn),
  ksup: fromPage('ksup', navRu, navEn),
  ksupOnec: fromPage('ksupOnec', navRu, navEn),
  ksupExchange: fromPage('ksupExchange', navRu, navEn),
  ksupConditions: fromPage('ksupConditions', navRu, navEn),
  settings: fromPage('settings', navRu, navEn),
  newOrder: fromPage('newOrder', actionRu, actionEn),
  fetchOrders: fromPage('fetchOrders', actionRu, actionEn),
  palette: fromPage('palette', actionRu, actionEn),
  rail: fromPage('toggleRail', actionRu, actionEn),
  zoomIn: { ru: 'Увеличить', en: 'Zoom In' },
  zoomOut: { ru: 'Уменьшить', en: 'Zoom Out' },
  zoomReset: { ru: 'Обычный размер', en: 'Actual Size' },
  fullScreen: { ru: 'Во весь экран', en: 'Full Screen' },
  reload: { ru: 'Обновить страницу', en: 'Reload Page' },
  devTools: { ru: 'Инструменты разработчика', en: 'Developer Tools' },
  window: { ru: '&Окно', en: '&Window' },
  minimize: { ru: 'Свернуть', en: 'Minimize' },
  close: { ru: 'Закрыть', en: 'Close' },
  help: { ru: '&Справка', en: '&Help' },
  shortcuts: fromPage('shortcuts', actionRu, actionEn),
  apiDocs: { ru: 'Описание API в браузере', en: 'API Reference in Browser' },
  openInBrowser: { ru: 'Открыть в браузере', en: 'Open in Browser' },
  about: { ru: 'О программе', en: 'About Obmen' },
  openWindow: { ru: 'Открыть окно', en: 'Open Window' },
  copyAddress: { ru: 'Копировать адрес', en: 'Copy Address' },
  restartServer: { ru: 'Перезапустить сервер', en: 'Restart Server' },
  openTitle: { ru: 'Открыть файл', en: 'Open File' },
  saveTitle: { ru: 'Сохранить файл', en: 'Save File' },
  workspaceTitle: { ru: 'Папка рабочего пространства', en: 'Workspace Folder' },
  stateStarting: { ru: 'Сервер запускается…', en: 'The server is starting…' },
  stateRunning: { ru: 'Сервер работает', en: 'The server is running' },
  stateRestarting: {
    ru: 'Сервер остановился и запускается снова',
    en: 'The server stopped and is starting again',
  },
  stateFailed: { ru: 'Сервер не запущен', en: 'The server is not running' },
  stateStopped: { ru: 'Сервер остановлен', en: 'The server is stopped' },
  reason: { ru: 'Причина', en: 'Reason' },
  remedy: {
    ru: 'Устраните причину и нажмите «Перезапустить сервер» или откройте другое рабочее пространство.',
    en: 'Remove the cause and press “Restart Server”, or open another workspace.',
  },
  recorded: {
    ru: 'Записанный обмен сохранён: всё, на что был дан ответ, лежит в рабочем пространстве.',
    en: 'Recorded exchanges are kept: whatever was answered is stored in the workspace.',
  },
  restarted: {
    ru: 'Сервер остановился и запущен снова',
    en: 'The server stopped and was started again',
  },
  lastLines: { ru: 'Последние строки журнала программы', en: 'Last lines of the program log' },
} satisfies Record<string, Text>

export type Word = keyof typeof texts
/** Gives a text of the shell in the language of the page. */
export type Say = (word: Word) => string
