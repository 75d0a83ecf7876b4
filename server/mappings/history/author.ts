import { userInfo } from 'node:os'
import type { Cause, ChangeReason } from './model.ts'

/** Who a change is signed by when 1C's answer caused it. */
export const reportedByOnec = '1C'

/** Who works at this machine, as the system knows them; `null` in a container that has no users. */
function systemUser(): string | null {
  try {
    return userInfo().username || null
  } catch {
    return null
  }
}

/** A person is told by the name that the system has for them, where it has one. */
export const causeOf = (by: string, why: ChangeReason): Cause =>
  by.toUpperCase() === reportedByOnec ? { by: reportedByOnec, why: '1c' } : { by: systemUser() ?? by, why }
