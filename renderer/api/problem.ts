import { AdminError } from '../../server/admin/client.ts'
import type { Text } from '../../server/contracts/text.ts'

/** Which sentence of advice fits a refusal; the sentences are in the dictionary under `problem.<kind>`. */
export type ProblemKind = 'offline' | 'absent' | 'conflict' | 'refused' | 'forbidden' | 'failed' | 'defect'

export interface Problem {
  kind: ProblemKind
  /** What the server or the browser said, as it said it. */
  detail: string
  /** The same in both languages, when the server knows it so. */
  message: Text | null
  code: string
  /** Places that a refusal names. */
  places: { pointer: string; message: string }[]
}

function kindOf(status: number): ProblemKind {
  if (status === 401 || status === 403) return 'forbidden'
  if (status === 404) return 'absent'
  if (status === 409 || status === 412 || status === 423) return 'conflict'
  return status >= 500 ? 'failed' : 'refused'
}

function textOf(value: unknown): Text | null {
  const { ru, en } = (value ?? {}) as { ru?: unknown; en?: unknown }
  return typeof ru === 'string' && typeof en === 'string' ? { ru, en } : null
}

/** Turns whatever a call rejected with into a problem that can be shown: AdminError, a lost connection, or a defect. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AdminError) {
    const errors = Array.isArray(error.problem['errors']) ? (error.problem['errors'] as unknown[]) : []
    return {
      kind: kindOf(error.status),
      detail: error.message,
      message: textOf(error.problem['message']),
      code: error.code || `HTTP ${error.status}`,
      places: errors.flatMap((item) => {
        const { pointer, message } = (item ?? {}) as { pointer?: unknown; message?: unknown }
        return typeof pointer === 'string'
          ? [{ pointer, message: typeof message === 'string' ? message : '' }]
          : []
      }),
    }
  }
  // `fetch` rejects with a TypeError when there is no connection at all.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return { kind: 'offline', detail: error.message, message: null, code: '', places: [] }
  }
  return {
    kind: 'defect',
    detail: error instanceof Error ? error.message : String(error),
    message: null,
    code: '',
    places: [],
  }
}
