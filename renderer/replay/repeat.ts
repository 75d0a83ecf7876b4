import { shallowRef } from 'vue'
import { admin } from '../api/client.ts'
import type { ReplayPlan } from './types.ts'

/** «Повторить» of one entry: at once where nothing has to be thought about, else with its plan first. */

/**
 * A plan is to be seen when a system that is not this machine is called, and when the request would not be the recorded one:
 * its body or address is made anew, or something of it cannot be sent.
 */
export const hasToBeSeen = ({ realHosts, steps }: Pick<ReplayPlan, 'realHosts' | 'steps'>): boolean =>
  realHosts.length > 0 ||
  steps.some(({ changes }) =>
    changes.some(({ kind, place }) => kind === 'dropped' || !place.startsWith('header ')),
  )

/** `made`: the number of the new entry, `null` when nothing was sent because the plan has to be seen. */
export interface Repeated {
  made: number | null
}

async function repeatUnless(isStopped: (plan: ReplayPlan) => boolean, id: number): Promise<Repeated> {
  const plan = await admin.call('replay.plan', { body: { selection: { ids: [id] } } })
  if (isStopped(plan)) return { made: null }
  return { made: (await admin.call('journal.repeat', { params: { id } })).id }
}

export const repeatAtOnce = (id: number): Promise<Repeated> => repeatUnless(hasToBeSeen, id)

/** The very bytes, whatever a plan would change in them; a real system is called by its plan only. */
export const repeatAsIs = (id: number): Promise<Repeated> =>
  repeatUnless(({ realHosts }) => realHosts.length > 0, id)

/** The entry whose plan was asked for elsewhere than at its button. */
export const asked = shallowRef<number | null>(null)
export const askToReplay = (id: number): void => void (asked.value = id)
