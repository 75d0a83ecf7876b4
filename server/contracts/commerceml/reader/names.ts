/** A local name and how many elements of the file have it. */
export interface CmlName {
  local: string
  count: number
  /** What came after it last time: most files repeat one order of elements. */
  follower: CmlName | null
}

/** More names than any schema has; a file that brings them is noise made to fill memory. */
const NAME_LIMIT = 4096

/**
 * Names of elements, counted. Every tag that is met comes back as one and the same string, so that comparing it with
 * the names of the contract is comparing pointers.
 */
export class CmlNames {
  private readonly byTag = new Map<string, CmlName>()
  private last: CmlName = { local: '', count: 0, follower: null }
  private readonly byLocal = new Map<string, CmlName>()

  /** @returns `null` when the file has too many different names */
  of(tag: string): CmlName | null {
    const { follower } = this.last
    // Comparing with a guess is cheaper than hashing the name of every tag.
    if (follower !== null && follower.local === tag) return (this.last = follower)
    const name = this.byTag.get(tag) ?? this.add(tag)
    if (name !== null) {
      this.last.follower = name
      this.last = name
    }
    return name
  }

  private add(tag: string): CmlName | null {
    if (this.byTag.size >= NAME_LIMIT) return null
    // A property key is stored once for the whole program: that makes the string the same as the literals of the readers.
    const [local = ''] = Object.keys({ [tag.slice(tag.indexOf(':') + 1)]: true })
    const name = this.byLocal.get(local) ?? { local, count: 0, follower: null }
    this.byLocal.set(local, name)
    this.byTag.set(tag === local ? local : `${tag} `.slice(0, -1), name)
    return name
  }

  count(local: string): number {
    return this.byLocal.get(local)?.count ?? 0
  }

  /** Elements of every local name. */
  counts(): Record<string, number> {
    return Object.fromEntries(Array.from(this.byLocal.values(), ({ local, count }) => [local, count]))
  }
}
