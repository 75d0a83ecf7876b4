import type { App, Session } from 'electron'

/**
 * Session-level rules on top of the server's content security policy: the page reaches its own bench and nothing else, and gets
 * no permission but to put text on the clipboard.
 * @param own tells whether an address belongs to the bench that runs at this moment
 */
export function harden(app: App, session: Session, own: (url: string) => boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(permission === 'clipboard-sanitized-write' && own(details.requestingUrl)),
  )
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === 'clipboard-sanitized-write' && own(origin),
  )
  session.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*', 'ftp://*/*'] },
    (details, answer) => answer({ cancel: !own(details.url.replace(/^ws/, 'http')) }),
  )
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}
