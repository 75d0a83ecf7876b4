/** What a shortcut needs of a keyboard event. */
export type KeyStroke = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Keys are matched by place, not by letter: `Ctrl+K` works on a Russian layout, where that key types «л». */
function matchesKey(stroke: KeyStroke, key: string): boolean {
  if (/^[A-Z]$/.test(key)) return stroke.code === `Key${key}`
  if (/^\d$/.test(key)) return stroke.code === `Digit${key}`
  return stroke.key === key
}

/** `true` when the event is the shortcut (`Ctrl+K`, `Alt+1`, `?`). Ctrl stands for ⌘ on a Mac. */
export function matchesShortcut(stroke: KeyStroke, shortcut: string): boolean {
  const parts = shortcut.split('+')
  const key = parts.pop()!
  // The shift of a sign such as `?` belongs to the sign.
  const shiftCounts = /^[A-Z\d]$/.test(key) || key.length > 1
  return (
    matchesKey(stroke, key) &&
    (stroke.ctrlKey || stroke.metaKey) === parts.includes('Ctrl') &&
    stroke.altKey === parts.includes('Alt') &&
    (!shiftCounts || stroke.shiftKey === parts.includes('Shift'))
  )
}

/** `true` while keys belong to a field that a person types in; nobody types in a radio button or a checkbox. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox'].includes(target.type)
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}
