import { useEventListener } from '@vueuse/core'
import { isTyping, matchesShortcut } from '../../shell/shortcut.ts'

/** Escape closes a card. That of a field, of an open list of choices and of a dialog belongs to them. */
export function useCloseKey(close: () => void): void {
  useEventListener(
    window,
    'keydown',
    (event: KeyboardEvent) => {
      if (!matchesShortcut(event, 'Escape') || isTyping(event.target)) return
      const at = event.target instanceof Element ? event.target : document.body
      if (at.closest('[role="dialog"], .n-base-selection--active')) return
      close()
    },
    // Dialogs let the key go on after they have closed, so it is looked at before them.
    { capture: true },
  )
}
