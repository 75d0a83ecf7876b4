import type { Ksup } from '../../mocks/ksup/service.ts'
import type { KsupOnec } from '../../mocks/ksup-onec/service.ts'
import type { Changes } from '../storage/changes.ts'
import type { KsupConditions } from './model.ts'
import type { ServerBehaviour } from './server-behaviour.ts'
import type { Inbox } from './service.ts'

export interface ConditionsDeps {
  ksup: Pick<Ksup, 'mode' | 'setMode'>
  onec: Pick<KsupOnec, 'mode' | 'setMode'>
  server: ServerBehaviour
  inbox: Pick<Inbox, 'poke'>
  changes: Changes
}

/** What a person has switched on to see how the others take it. They are forgotten with the process. */
export function createConditions({ ksup, onec, server, inbox, changes }: ConditionsDeps) {
  const current = (): KsupConditions => ({
    ksup: ksup.mode(),
    server: server.mode(),
    onec: onec.mode(),
    slow_ms: server.slowMs(),
  })
  return {
    current,
    set(wanted: Partial<KsupConditions>): KsupConditions {
      const next = { ...current(), ...wanted }
      ksup.setMode(next.ksup, next.slow_ms)
      onec.setMode(next.onec, next.slow_ms)
      server.set(next.server, next.slow_ms)
      // КСУП may be there again.
      inbox.poke()
      changes.publish({ area: 'ksup' })
      return current()
    },
  }
}
