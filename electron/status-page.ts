import type { ServerState } from './server-process.ts'
import type { Locale } from './settings.ts'
import type { Say, Word } from './texts.ts'

/** Where the buttons of the page lead; the window catches these before they go anywhere. */
export const pageActions = {
  restart: 'obmen:restart',
  workspace: 'obmen:workspace',
  logs: 'obmen:logs',
} as const

export const stateWords = {
  starting: 'stateStarting',
  running: 'stateRunning',
  restarting: 'stateRestarting',
  failed: 'stateFailed',
  stopped: 'stateStopped',
} as const satisfies Record<ServerState['state'], Word>

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const style = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: Canvas; color: CanvasText }
  main { max-width: 44rem; padding: 2rem }
  h1 { font-size: 1.4rem; font-weight: 600 }
  pre { overflow: auto; max-height: 16rem; padding: .75rem; border: 1px solid color-mix(in srgb, CanvasText 25%, Canvas); font-size: 12px }
  nav { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0 }
  a { padding: .4rem .9rem; border: 1px solid color-mix(in srgb, CanvasText 35%, Canvas); border-radius: 6px; color: inherit; text-decoration: none }
  a:focus-visible, a:hover { border-color: #2563eb }`

/**
 * The page shown in the window while there is no server to load: starting, after a crash, or after a refusal to start.
 * @returns a `data:` address; the page has no script
 */
export function statusPage(
  state: Exclude<ServerState, { state: 'running' }>,
  say: Say,
  locale: Locale,
): string {
  const parts = [`<h1 role="status">${escaped(say(stateWords[state.state]))}</h1>`]
  if (state.state === 'restarting' || state.state === 'failed')
    parts.push(
      `<p>${escaped(say('reason'))}: ${escaped(state.reason[locale])}</p><p>${escaped(say('recorded'))}</p>`,
    )
  if (state.state === 'failed') {
    parts.push(
      `<p>${escaped(say('remedy'))}</p><nav>`,
      `<a href="${pageActions.restart}">${escaped(say('restartServer'))}</a>`,
      `<a href="${pageActions.workspace}">${escaped(say('openWorkspace'))}</a>`,
      `<a href="${pageActions.logs}">${escaped(say('showLogs'))}</a></nav>`,
    )
    if (state.log) parts.push(`<p>${escaped(say('lastLines'))}</p><pre>${escaped(state.log)}</pre>`)
  }
  const html = `<!doctype html><html lang="${locale}"><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>Obmen</title><style>${style}</style><main>${parts.join('')}</main></html>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}
