import { adminApi, type AdminApi, type AdminCall } from './api.ts'
import type { BenchEvent } from './model.ts'
import type { CallInput, ResultOf } from './endpoint.ts'
import type { Base, OverwritingCall } from './overwritten.ts'
import { revisionOf } from './revision.ts'

/** An answer of the admin API that is not a success: the problem details that it carried (RFC 9457). */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  readonly status: number
  readonly code: string
  readonly problem: Record<string, unknown>

  constructor(status: number, problem: Record<string, unknown>) {
    super(String(problem['detail'] ?? problem['title'] ?? `HTTP ${status}`))
    this.status = status
    this.code = String(problem['code'] ?? '')
    this.problem = problem
  }
}

/**
 * What a call is given. `base`: what a form was filled from, `null` for a form of something new; when something else stands
 * there meanwhile, the call is refused with `ADMIN-OVERTAKEN` instead of overwriting it.
 */
export type ClientInput<Name extends AdminCall> = CallInput<AdminApi[Name]> &
  (Name extends OverwritingCall ? { base?: Base<Name> | null | undefined } : unknown)

export interface AdminClient {
  /** Makes one call. Rejects with `AdminError` for a refusal and with `TypeError` when there is no connection. */
  call<Name extends AdminCall>(
    name: Name,
    ...input: unknown extends ClientInput<Name>
      ? []
      : object extends ClientInput<Name>
        ? [ClientInput<Name>?]
        : [ClientInput<Name>]
  ): Promise<ResultOf<AdminApi[Name]>>
}

/**
 * A client of the admin API, the same for the browser page and the command line.
 * @param base address of the bench without a slash at the end; `''` in the page that the bench itself served
 * @param token of the bench itself or of an account; a page has a cookie instead
 */
export function createAdminClient(base = '', token?: string): AdminClient {
  return {
    async call(name, ...[input]) {
      const endpoint = adminApi[name]
      const given = (input ?? {}) as {
        params?: Record<string, string | number>
        query?: Record<string, unknown>
        body?: unknown
        base?: unknown
      }
      const path = endpoint.path.replace(/:(\w+)/g, (_, key: string) =>
        encodeURIComponent(String(given.params?.[key] ?? '')),
      )
      const search = new URLSearchParams(
        Object.entries(given.query ?? {})
          .filter(([, value]) => value !== undefined && value !== '')
          .map(([key, value]): [string, string] => [key, String(value)]),
      ).toString()
      const response = await fetch(`${base}/api${path}${search && `?${search}`}`, {
        method: endpoint.method,
        headers: {
          accept: 'application/json',
          ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(given.base === undefined ? {} : { 'if-match': `"${revisionOf(given.base)}"` }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
      })
      const answer: unknown = await response.json().catch(() => null)
      if (!response.ok) throw new AdminError(response.status, (answer ?? {}) as Record<string, unknown>)
      return answer as never
    },
  }
}

/** The message of one server-sent event of `/api/events`. */
export const parseBenchEvent = (data: string): BenchEvent => JSON.parse(data) as BenchEvent
