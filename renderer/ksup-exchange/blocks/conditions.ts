import type { BlockName, Conditions } from '../types.ts'

/** How a block can be told to behave, in the order in which it is offered. */
export const modes: { readonly [Block in BlockName]: readonly Conditions[Block][] } = {
  ksup: ['ok', 'down', 'error', 'slow'],
  server: ['ok', 'error', 'slow', 'lost-answer', 'maintenance'],
  onec: ['ok', 'down', 'locked', 'slow'],
}

/** `true` when some block has been told to take its time: only then the time matters. */
export const anySlow = (conditions: Conditions): boolean =>
  [conditions.ksup, conditions.server, conditions.onec].includes('slow')
