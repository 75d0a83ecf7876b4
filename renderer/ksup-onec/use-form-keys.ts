import { useEventListener } from '@vueuse/core'
import { isTyping, matchesShortcut } from '../shell/shortcut.ts'

/** Fields of amounts take what is typed when they are left. */
function takeTyped() {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement)) return
  field.blur()
  field.focus()
}

/**
 * Keys of a form: shortcuts such as `Ctrl+S` with what they do, and Escape, which closes it. Keys of a dialog belong to the
 * dialog, and the Escape of a field or of an open list of choices to them.
 */
export function useFormKeys(shortcuts: Readonly<Record<string, () => void>>, close: () => void): void {
  useEventListener(
    window,
    'keydown',
    (event: KeyboardEvent) => {
      const at = event.target instanceof Element ? event.target : document.body
      if (at.closest('[role="dialog"]')) return
      if (matchesShortcut(event, 'Escape')) {
        if (!isTyping(event.target) && !at.closest('.n-base-selection--active')) close()
        return
      }
      const shortcut = Object.keys(shortcuts).find((one) => matchesShortcut(event, one))
      if (shortcut === undefined) return
      event.preventDefault()
      takeTyped()
      shortcuts[shortcut]!()
    },
    // Dialogs let the key go on after they have closed, so it is looked at before them.
    { capture: true },
  )
}
