import { useEventListener } from '@vueuse/core'
import { computed, ref, type Ref } from 'vue'
import type { Range } from './selection.ts'

/**
 * The corner of the selection that is pulled down to fill. `done` gets the selection together with the lines it was pulled
 * over.
 */
export function useFillHandle(selection: Ref<Range>, done: (range: Range) => void) {
  const bottom = ref<number | null>(null)
  const range = computed<Range | null>(() =>
    bottom.value === null ? null : { ...selection.value, bottom: bottom.value },
  )

  useEventListener(window, 'mouseup', () => {
    const pulled = range.value
    bottom.value = null
    if (pulled && pulled.bottom > selection.value.bottom) done(pulled)
  })

  return {
    range,
    start: () => void (bottom.value = selection.value.bottom),
    /** The mouse is over a line. @returns whether the corner is being pulled */
    over(line: number): boolean {
      if (bottom.value === null) return false
      bottom.value = Math.max(line, selection.value.bottom)
      return true
    },
  }
}
