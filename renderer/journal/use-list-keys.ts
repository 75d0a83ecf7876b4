/** Keys of the list. Letters are matched by place, so that they work on a Russian layout. */
export interface ListCommands {
  move(step: number, extend: boolean): void
  end(which: 'first' | 'last'): void
  open(): void
  toggle(): void
  all(): void
  pin(): void
  remove(): void
  escape(): void
  menu(): void
}

const STEPS: Record<string, number> = {
  ArrowDown: 1,
  KeyJ: 1,
  ArrowUp: -1,
  KeyK: -1,
  PageDown: 20,
  PageUp: -20,
}

export function pressed(event: KeyboardEvent, commands: ListCommands): void {
  if (event.altKey) return
  const ctrl = event.ctrlKey || event.metaKey
  const plain: Record<string, () => void> = {
    Home: () => commands.end('first'),
    End: () => commands.end('last'),
    Enter: commands.open,
    Space: commands.toggle,
    KeyP: commands.pin,
    Delete: commands.remove,
    Escape: commands.escape,
    ContextMenu: commands.menu,
  }
  const withCtrl: Record<string, () => void> = {
    KeyA: commands.all,
    KeyP: commands.pin,
    Delete: commands.remove,
  }
  const step = ctrl ? undefined : STEPS[event.code]
  const act =
    step !== undefined ? () => commands.move(step, event.shiftKey) : (ctrl ? withCtrl : plain)[event.code]
  if (!act) return
  event.preventDefault()
  act()
}
