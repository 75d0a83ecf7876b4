import { useNow } from '@vueuse/core'
import { computed, shallowRef, type ComputedRef } from 'vue'
import { toLocalTime } from '../../server/contracts/time.ts'
import { displayZone } from '../format/time.ts'

/** What time it is on the bench. Its clock may stand still or be elsewhere than that of the machine of this page. */

interface Hands {
  /** Moment that the bench told, ms since 1970. */
  at: number
  frozen: boolean
  /** When it told so, by this page's clock. */
  heard: number
}

const hands = shallowRef<Hands | null>(null)

/** Sets the hands by what the bench said just now. */
export function setHands({ now, frozen }: { now: string; frozen: boolean }): void {
  hands.value = { at: Date.parse(now), frozen, heard: Date.now() }
}

function momentAt(here: number): Date {
  if (hands.value === null) return new Date(here)
  const { at, frozen, heard } = hands.value
  return new Date(frozen ? at : at + Math.max(0, here - heard))
}

/** Now, by the bench's clock. */
export const benchNow = (): Date => momentAt(Date.now())

/** Today in the zone of the screens, `yyyy-MM-dd`. */
export const benchToday = (): string => toLocalTime(benchNow(), displayZone.value).slice(0, 10)

/** Now, second by second. Call it in the setup of a component. */
export function useBenchNow(): ComputedRef<Date> {
  const here = useNow({ interval: 1000 })
  return computed(() => momentAt(Math.max(here.value.getTime(), hands.value?.heard ?? 0)))
}
