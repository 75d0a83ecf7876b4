import type { Clock } from '../storage/clock.ts'
import type { DocumentStore } from '../storage/document.ts'
import { createQueue } from '../storage/queue.ts'
import type { Caller, Overtaken } from '../team/model.ts'
import type { AdminCall } from './api.ts'
import {
  overwritten,
  subjectOfForm,
  type OverwritingCall,
  type StandingFiles,
  type Subject,
} from './overwritten.ts'
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
  params: Subject
  body: unknown
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
  lastChange(call: AdminCall, subject: string): Promise<{ by: string | null; at: string } | null>
}

interface Change {
  /** `null`: who has no account. */
  by: string | null
  at: string
  revision: string
  subject: Subject
}

const isOverwriting = (call: AdminCall): call is OverwritingCall => Object.hasOwn(overwritten, call)

const keyOf = (call: AdminCall, subject: Subject): string => [call, ...Object.values(subject)].join('\n')

export function createHeld({
  document,
  files,
  clock,
}: {
  document: DocumentStore
  files: StandingFiles
  clock: Clock
}): Held {
  // Between the look and the write nobody else may write.
  const inTurn = createQueue()
  /** One for each form there is, so they are few. */
  const changes = new Map<string, Change>()

  const standing = async (call: OverwritingCall, subject: Subject): Promise<unknown> =>
    overwritten[call](document.value, subject, files)

  async function lastOf(call: OverwritingCall, key: string): Promise<Change | null> {
    const change = changes.get(key)
    return change && change.revision === revisionOf(await standing(call, change.subject)) ? change : null
  }

  return {
    carryOut(call, { params, body, caller, ifMatch }, work) {
      if (!isOverwriting(call)) return work()
      const subject = subjectOfForm(call, params, body)
      const key = keyOf(call, subject)
      return inTurn(async () => {
        const current = await standing(call, subject)
        if (ifMatch !== '' && ifMatch !== `"${revisionOf(current)}"`) {
          const change = await lastOf(call, key)
          throw refusalOf({ current, by: change?.by ?? null, at: change?.at ?? null })
        }
        const result = await work()
        if (caller)
          changes.set(key, {
            by: caller.name || caller.login,
            at: clock().toISOString(),
            revision: revisionOf(await standing(call, subject)),
            subject,
          })
        return result
      })
    },
    async lastChange(call, subject) {
      if (!isOverwriting(call)) return null
      const change = await lastOf(call, subject === '' ? call : `${call}\n${subject}`)
      return change && { by: change.by, at: change.at }
    },
  }
}
