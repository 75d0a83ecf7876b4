import { Menu, nativeImage, Tray } from 'electron'
import quiet from './icons/tray.png?inline'
import troubled from './icons/tray-trouble.png?inline'
import type { ShellActions } from './menu.ts'
import type { ServerState } from './server-process.ts'
import { stateWords } from './status-page.ts'
import type { Say } from './texts.ts'

export interface ServerTray {
  /** Shows the state in the icon, the hint and the menu. */
  show(state: ServerState, say: Say): void
}

/** The icon beside the clock: state and address of the server, open, copy the address, restart, quit. */
export function createTray(actions: ShellActions): ServerTray {
  const icons = {
    quiet: nativeImage.createFromDataURL(quiet),
    troubled: nativeImage.createFromDataURL(troubled),
  }
  const tray = new Tray(icons.quiet)
  tray.on('click', actions.showWindow)
  return {
    show(state, say) {
      const running = state.state === 'running'
      const title = running ? `${say('stateRunning')}: ${state.address}` : say(stateWords[state.state])
      tray.setImage(running || state.state === 'starting' ? icons.quiet : icons.troubled)
      tray.setToolTip(`Obmen — ${title}`)
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: title, enabled: false },
          { type: 'separator' },
          { label: say('openWindow'), click: actions.showWindow },
          { label: say('openInBrowser'), enabled: running, click: () => actions.openInBrowser('/') },
          { label: say('copyAddress'), enabled: running, click: actions.copyAddress },
          { label: say('restartServer'), click: actions.restartServer },
          { type: 'separator' },
          { label: say('quit'), click: actions.quit },
        ]),
      )
    },
  }
}
