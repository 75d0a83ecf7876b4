import Router from '@koa/router'
import type Koa from 'koa'
import type { HttpMethod, Operation } from '../contracts/operation.ts'

export interface Recognised {
  /** `null`: no operation has this path and method. */
  operation: Operation | null
  params: Record<string, string>
  /** Methods that the path knows; empty when nothing is there. */
  allowed: string[]
}

/** The deepest folder that holds the paths of all operations: what is below it belongs to the contract. */
function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1))
  const length = first.findIndex(
    (part, i) => part.startsWith('{') || others.some((other) => other[i] !== part),
  )
  return first.slice(0, length < 0 ? first.length : length).join('/')
}

/** A read whose parameters may be too long for an address comes as a POST too (BD-02). */
const methodsOf = ({ method, queryMessage }: Operation): HttpMethod[] =>
  method === 'GET' && queryMessage ? ['GET', 'POST'] : [method]

/** A path without parameters: most requests are found by it at once. */
interface FixedPath {
  operations: Map<string, Operation>
  allowed: string[]
}

const allowedOf = (methods: Iterable<string>): string[] => {
  const known = [...new Set(methods)].sort()
  return known.length > 0 ? [...known, 'OPTIONS'] : []
}

function fixedPaths(prefix: string, operations: readonly Operation[]): Map<string, FixedPath> {
  const paths = new Map<string, FixedPath>()
  for (const operation of operations) {
    const known = paths.get(prefix + operation.path) ?? { operations: new Map(), allowed: [] }
    for (const method of methodsOf(operation)) {
      known.operations.set(method, operation)
      if (method === 'GET') known.operations.set('HEAD', operation)
    }
    known.allowed = allowedOf(known.operations.keys())
    paths.set(prefix + operation.path, known)
  }
  return paths
}

const hasParams = ({ path }: Operation): boolean => path.includes('{')

/** A function that finds the operation of a request; it gives `null` for a path that is not of this contract. */
export function recogniser(prefix: string, operations: readonly Operation[]) {
  const folder = `${prefix}${commonFolder(operations.map(({ path }) => path))}/`
  const fixed = fixedPaths(
    prefix,
    operations.filter((operation) => !hasParams(operation)),
  )
  const byId = new Map(operations.map((operation) => [operation.id, operation]))
  const router = new Router({ strict: true, sensitive: true })
  for (const operation of operations.filter(hasParams)) {
    const path = prefix + operation.path.replace(/\{(\w+)\}/g, ':$1')
    router.register(path, methodsOf(operation), () => {}, { name: operation.id })
  }

  return (ctx: Koa.Context): Recognised | null => {
    const here = fixed.get(ctx.path)
    if (here) return { operation: here.operations.get(ctx.method) ?? null, params: {}, allowed: here.allowed }
    if (!`${ctx.path}/`.startsWith(folder)) return null
    const { path, pathAndMethod } = router.match(ctx.path, ctx.method)
    const [layer] = pathAndMethod
    return {
      operation: (layer?.name !== undefined && byId.get(layer.name)) || null,
      params: layer ? layer.params(ctx.path, layer.captures(ctx.path)) : {},
      allowed: allowedOf(path.flatMap(({ methods }) => methods)),
    }
  }
}
