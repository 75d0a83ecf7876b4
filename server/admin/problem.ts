import type { Context, Next } from 'koa'
import type { Text } from '../contracts/text.ts'
import { ContractError, type ProblemErrorItem } from '../http/errors.ts'
import { Refusal, WrongInput } from '../storage/refusal.ts'

/** A refusal of the admin API itself. `text` says what, where and what to do. */
export class AdminRefusal extends Refusal {
  readonly status: number
  readonly errors: readonly ProblemErrorItem[]
  /** Members of the problem beyond the common ones. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    code: string,
    text: Text,
    errors: readonly ProblemErrorItem[] = [],
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(code, text)
    this.status = status
    this.errors = errors
    this.members = members
  }
}

/** What a refusal of a part below means over HTTP: it was given something wrong or absent, or cannot be done now. */
function statusOfRefusal(refusal: Refusal): number {
  if (refusal instanceof WrongInput) return 422
  return refusal.code.endsWith('-UNKNOWN') ? 404 : 409
}

interface Known {
  status: number
  code: string
  message: Text
  errors: readonly ProblemErrorItem[]
  members?: Readonly<Record<string, unknown>>
}

function problemOf(error: unknown): Known | null {
  if (error instanceof AdminRefusal) {
    const { status, code, text, errors, members } = error
    return { status, code, message: text, errors, members }
  }
  if (error instanceof Refusal) {
    return { status: statusOfRefusal(error), code: error.code, message: error.text, errors: [] }
  }
  if (error instanceof ContractError) {
    const message = { ru: error.message, en: error.message }
    return { status: error.status, code: error.code, message, errors: error.errors }
  }
  return null
}

/** The status that an error is answered with. */
export const statusOf = (error: unknown): number => problemOf(error)?.status ?? 500

/** The one place where an error of the admin API becomes an answer (RFC 9457; `message` has both languages). */
export async function asProblem(ctx: Context, next: Next) {
  try {
    await next()
  } catch (error) {
    const known = problemOf(error)
    if (!known) ctx.app.emit('error', error, ctx)
    const status = statusOf(error)
    const message = known?.message ?? {
      ru: 'В стенде произошла ошибка, подробности в журнале программы.',
      en: 'The bench has failed; the details are in the log of the program.',
    }
    const code = known?.code ?? 'ADMIN-INTERNAL'
    ctx.status = status
    ctx.type = 'application/problem+json'
    ctx.body = JSON.stringify({
      type: `urn:obmen:problem:${code.toLowerCase()}`,
      title: message.ru,
      status,
      detail: message.ru,
      code,
      message,
      ...(known?.errors.length ? { errors: known.errors } : {}),
      ...known?.members,
    })
  }
}
