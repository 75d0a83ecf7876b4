import { shallowRef } from 'vue'
import type { Choice } from './choices.ts'

/** The value of a dictionary that is being dragged: what a drag carries is told to the page only when it ends. */
export const draggedChoice = shallowRef<Choice | null>(null)
