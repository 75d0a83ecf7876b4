import { useEventListener } from '@vueuse/core'
import type { Ref } from 'vue'
import { matchesShortcut } from '../shell/shortcut.ts'

/** Ctrl+F of the page goes to its own search field. */
export function useSearchKey(field: Readonly<Ref<{ focus(): void; select(): void } | null>>) {
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (!matchesShortcut(event, 'Ctrl+F') || !field.value) return
    event.preventDefault()
    field.value.focus()
    field.value.select()
  })
}
