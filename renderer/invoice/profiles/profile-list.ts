import { InvoiceProfile } from '../../../server/invoice/profiles/model.ts'

/** What happens to a list of profiles. Pure. */

/** An id that no profile of the list has: `profile-1`, `profile-2` … */
function freeId(profiles: readonly InvoiceProfile[]): string {
  const taken = new Set(profiles.map(({ id }) => id))
  let number = profiles.length + 1
  while (taken.has(`profile-${number}`)) number++
  return `profile-${number}`
}

export const newProfile = (profiles: readonly InvoiceProfile[], name: string): InvoiceProfile =>
  InvoiceProfile.parse({ id: freeId(profiles), name })

export const copyOfProfile = (
  profile: InvoiceProfile,
  profiles: readonly InvoiceProfile[],
  name: string,
): InvoiceProfile => ({ ...plain(profile), id: freeId(profiles), name: name.slice(0, 80) })

/** The list with a profile behind the one that has the id, at its end when none has. */
export function placedAfter(
  profiles: readonly InvoiceProfile[],
  id: string | null,
  added: InvoiceProfile,
): InvoiceProfile[] {
  const at = profiles.findIndex((profile) => profile.id === id)
  return profiles.toSpliced(at < 0 ? profiles.length : at + 1, 0, added)
}

/** A copy that is no part of a reactive object. Profiles are JSON. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Whether two hold the same, whatever the order in which their members were written. */
export const same = (one: unknown, other: unknown): boolean => ordered(one) === ordered(other)

function ordered(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}

/** Whether a profile further up serves the same seller, so that this one is never reached. */
export function isShadowed(profile: InvoiceProfile, profiles: readonly InvoiceProfile[]): boolean {
  const above = profiles.slice(
    0,
    profiles.findIndex(({ id }) => id === profile.id),
  )
  return above.some(({ match }) =>
    match === null || profile.match === null
      ? match === profile.match
      : match.inn === profile.match.inn && match.kpp === profile.match.kpp,
  )
}
