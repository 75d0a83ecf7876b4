import { commerceMlApi } from '../../server/admin/api-commerceml.ts'

const id = commerceMlApi['cmlOnec.saveNode'].body.shape.id

/** `true` for a text that can be the code of a node. */
export const isNodeId = (text: string): boolean => id.safeParse(text).success

/** A code that no node has yet: `site`, `site-2`, `site-3` … */
export function freeId(taken: readonly string[]): string {
  let candidate = 'site'
  for (let n = 2; taken.includes(candidate); n++) candidate = `site-${n}`
  return candidate
}
