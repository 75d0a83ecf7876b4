import type { Clock } from '../storage/clock.ts'
import type { DocumentStore } from '../storage/document.ts'
import { createQueue } from '../storage/queue.ts'
import type { Caller, Overtaken } from '../team/model.ts'
import type { AdminCall } from './api.ts'
import { overwritten, type OverwritingCall } from './overwritten.ts'
import { AdminRefusal } from './problem.ts'
import { revisionOf } from './revision.ts'

/** No lost edits: a form that was filled from something that stands no more is refused. */

/** A refusal with what stands there now, so that a form can show both and let a person choose. */
function refusalOf(overtaken: Overtaken): AdminRefusal {
  const { by, at } = overtaken
  return new AdminRefusal(
    412,
    'ADMIN-OVERTAKEN',
    {
      ru:
        by === null
          ? 'Пока форма была открыта, это изменили в другом месте. Возьмите те изменения или оставьте свои.'
          : `Пока форма была открыта, это изменил другой человек (${by}, ${at}). Возьмите его изменения или оставьте свои.`,
      en:
        by === null
          ? 'This has been changed elsewhere while the form was open. Take those changes or keep yours.'
          : `Somebody else (${by}, ${at}) has changed this while the form was open. Take those changes or keep yours.`,
    },
    [],
    { overtaken },
  )
}

interface Request {
  params: Readonly<Record<string, string>>
  caller: Caller | null
  /** Header `If-Match`: the revision that a form was filled from, quoted (RFC 9110, section 13.1.1); empty: whatever stands. */
  ifMatch: string
}

export interface Held {
  /**
   * Carries a call out; one that overwrites, only while what its form was filled from still stands.
   * @throws AdminRefusal 412 `ADMIN-OVERTAKEN`
   */
  carryOut<Result>(call: AdminCall, request: Request, work: () => Promise<Result>): Promise<Result>
  /** Who put there what stands there now; `null` when nobody did by this call since the start. */
  lastChange(call: AdminCall, subject: string): { by: string | null; at: string } | null
}

interface Change {
  /** `null`: who has no account. */
  by: string | null
  at: string
  revision: string
  params: Readonly<Record<string, string>>
}

const isOverwriting = (call: AdminCall): call is OverwritingCall => Object.hasOwn(overwritten, call)

const keyOf = (call: AdminCall, params: Readonly<Record<string, string>>): string =>
  [call, ...Object.values(params)].join('\n')

export function createHeld({ document, clock }: { document: DocumentStore; clock: Clock }): Held {
  // Between the look and the write nobody else may write.
  const inTurn = createQueue()
  /** One for each form there is, so they are few. */
  const changes = new Map<string, Change>()

  const standing = (call: OverwritingCall, params: Request['params']): unknown =>
    overwritten[call](document.value, params)

  function lastOf(call: OverwritingCall, key: string): Change | null {
    const change = changes.get(key)
    return change && change.revision === revisionOf(standing(call, change.params)) ? change : null
  }

  return {
    carryOut(call, { params, caller, ifMatch }, work) {
      if (!isOverwriting(call)) return work()
      const key = keyOf(call, params)
      return inTurn(async () => {
        const current = standing(call, params)
        if (ifMatch !== '' && ifMatch !== `"${revisionOf(current)}"`) {
          const change = lastOf(call, key)
          throw refusalOf({ current, by: change?.by ?? null, at: change?.at ?? null })
        }
        const result = await work()
        if (caller)
          changes.set(key, {
            by: caller.name || caller.login,
            at: clock().toISOString(),
            revision: revisionOf(standing(call, params)),
            params,
          })
        return result
      })
    },
    lastChange(call, subject) {
      if (!isOverwriting(call)) return null
      const change = lastOf(call, subject === '' ? call : `${call}\n${subject}`)
      return change && { by: change.by, at: change.at }
    },
  }
}
