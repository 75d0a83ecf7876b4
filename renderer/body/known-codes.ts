import { admin } from '../api/client.ts'
import type { CodeExplanation } from './types.ts'

const known = new Map<string, Promise<CodeExplanation | null>>()

/** What a code means: asked once as long as the window is open, a failed question is asked again. */
export function explanationOf(code: string): Promise<CodeExplanation | null> {
  const asked = known.get(code) ?? admin.call('bodies.code', { params: { code } })
  known.set(code, asked)
  asked.catch(() => known.delete(code))
  return asked
}
