/** Marks by which a form and the server tell whether they speak of the same state. Pure: the page computes them too. */

/** A text that is the same for what holds the same, whatever the order in which members were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}

const text = new TextEncoder()

/**
 * A mark of 64 bits for a value of JSON: two FNV-1a sums over its UTF-8 bytes (RFC 9923, section 2, with two offsets). It
 * guards against mishaps, not against people, and a page without HTTPS has no digests of its own.
 */
export function revisionOf(value: unknown): string {
  let one = 0x811c9dc5
  let other = 0x01000193
  for (const byte of text.encode(canonical(value ?? null))) {
    one = Math.imul(one ^ byte, 0x01000193)
    other = Math.imul(other ^ byte, 0x01000193) ^ (other >>> 15)
  }
  return [one, other].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('')
}

/** Whether two values of JSON hold the same. */
export const holdsSame = (one: unknown, other: unknown): boolean =>
  canonical(one ?? null) === canonical(other ?? null)
