/**
 * Paths into results: `body.lines[0].price`, `body.orders[order_id=42].status`, `body.lines[*].price` (all of them),
 * `body.lines[last]`, `headers["x-total"]`. A text has the members that its lines name: `body.file_limit` of an answer of
 * CommerceML is what stands behind `file_limit=`.
 */

type Part =
  | { kind: 'member'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'every' }
  | { kind: 'find'; member: string; value: string }

const token = /\.?([^.[\]]+)|\[(\*|last|-?\d+)\]|\["([^"]*)"\]|\[([^\]=]+)=([^\]]*)\]/gy

/** @throws SyntaxError that shows where a path stops making sense */
function parse(path: string): Part[] {
  const parts: Part[] = []
  token.lastIndex = 0
  while (token.lastIndex < path.length) {
    const at = token.lastIndex
    const found = token.exec(path)
    if (!found) throw new SyntaxError(`«${path}»: not a path from character ${at + 1}`)
    const [, name, index, quoted, member, value] = found
    if (name !== undefined || quoted !== undefined) parts.push({ kind: 'member', name: (name ?? quoted)! })
    else if (index === '*') parts.push({ kind: 'every' })
    else if (index !== undefined) parts.push({ kind: 'index', index: index === 'last' ? -1 : Number(index) })
    else parts.push({ kind: 'find', member: member!, value: value! })
  }
  return parts
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value === 'string')
    return value
      .split(/\r?\n/)
      .find((line) => line.startsWith(`${name}=`))
      ?.slice(name.length + 1)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function follow(value: unknown, [part, ...rest]: Part[]): unknown {
  if (!part) return value
  const list = Array.isArray(value) ? (value as unknown[]) : null
  switch (part.kind) {
    case 'member':
      // A list has no members but its length.
      return follow(list && part.name === 'length' ? list.length : memberOf(value, part.name), rest)
    case 'index':
      return follow(list?.at(part.index), rest)
    case 'every':
      return list?.map((element) => follow(element, rest))
    case 'find':
      return follow(
        list?.find((element) => String(memberOf(element, part.member)) === part.value),
        rest,
      )
  }
}

/** What lies at a path, `undefined` when nothing does. Errors: SyntaxError for a path that is none. */
export const valueAt = (value: unknown, path: string): unknown => follow(value, parse(path))

/** A copy of `value` with something else at a path of members and indexes; `undefined` takes it away. */
export function withValueAt(value: unknown, path: string, put: unknown): unknown {
  const copy: unknown = structuredClone(value)
  const parts = parse(path)
  if (parts.some(({ kind }) => kind === 'every'))
    throw new SyntaxError(`«${path}»: one place can be changed, not several`)
  const last = parts.pop()
  const owner = follow(copy, parts)
  if (!last || typeof owner !== 'object' || owner === null)
    throw new SyntaxError(`«${path}»: there is nothing that could be changed`)
  const key = last.kind === 'member' ? last.name : last.kind === 'index' ? last.index : null
  if (key === null) throw new SyntaxError(`«${path}»: one place can be changed, not several`)
  if (Array.isArray(owner)) {
    const index = Number(key) < 0 ? owner.length + Number(key) : Number(key)
    if (put === undefined) owner.splice(index, 1)
    else owner[index] = put
  } else if (put === undefined) Reflect.deleteProperty(owner, key)
  else (owner as Record<string, unknown>)[key] = put
  return copy
}
