import { matchesShortcut, type KeyStroke } from '../../shell/shortcut.ts'

/** What a key means in the grid while no cell is edited. */
export type GridKey =
  | { does: 'move'; rows: number; columns: number; extend: boolean }
  | { does: 'next'; step: 1 | -1 }
  | { does: 'type'; text: string }
  | { does: 'edit' | 'add' | 'duplicate' | 'fill' | 'clear' | 'remove' | 'undo' | 'redo' | 'all' }

const PAGE = 15

const moves: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-PAGE, 0],
  PageDown: [PAGE, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
}

const commands = [
  ['F2', 'edit'],
  ['Enter', 'edit'],
  ['Insert', 'add'],
  ['Ctrl+D', 'fill'],
  ['Ctrl+Shift+D', 'duplicate'],
  ['Delete', 'clear'],
  ['Backspace', 'clear'],
  ['Ctrl+Delete', 'remove'],
  ['Ctrl+Z', 'undo'],
  ['Ctrl+Y', 'redo'],
  ['Ctrl+Shift+Z', 'redo'],
  ['Ctrl+A', 'all'],
] as const

/** The meaning of a key, `null` when the grid has none for it. */
export function gridKey(stroke: KeyStroke): GridKey | null {
  const command = commands.find(([shortcut]) => matchesShortcut(stroke, shortcut))
  if (command) return { does: command[1] }
  if (stroke.ctrlKey || stroke.metaKey) {
    if (stroke.key === 'Home')
      return { does: 'move', rows: -Infinity, columns: -Infinity, extend: stroke.shiftKey }
    if (stroke.key === 'End')
      return { does: 'move', rows: Infinity, columns: Infinity, extend: stroke.shiftKey }
    return null
  }
  if (stroke.altKey) return null
  const step = moves[stroke.key]
  if (step) return { does: 'move', rows: step[0], columns: step[1], extend: stroke.shiftKey }
  if (stroke.key === 'Tab') return { does: 'next', step: stroke.shiftKey ? -1 : 1 }
  return [...stroke.key].length === 1 ? { does: 'type', text: stroke.key } : null
}
