import Router from '@koa/router'
import type Koa from 'koa'
import type { Operation } from '../contracts/operation.ts'

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

/** A function that finds the operation of a request; it gives `null` for a path that is not of this contract. */
export function recogniser(prefix: string, operations: readonly Operation[]) {
  const folder = `${prefix}${commonFolder(operations.map(({ path }) => path))}/`
  const byId = new Map(operations.map((operation) => [operation.id, operation]))
  const router = new Router({ strict: true, sensitive: true })
  for (const { id, method, path } of operations)
    router.register(prefix + path.replace(/\{(\w+)\}/g, ':$1'), [method], () => {}, { name: id })

  return (ctx: Koa.Context): Recognised | null => {
    if (!`${ctx.path}/`.startsWith(folder)) return null
    const { path, pathAndMethod } = router.match(ctx.path, ctx.method)
    const [layer] = pathAndMethod
    const known = [...new Set(path.flatMap(({ methods }) => methods))].sort()
    return {
      operation: (layer?.name !== undefined && byId.get(layer.name)) || null,
      params: layer ? layer.params(ctx.path, layer.captures(ctx.path)) : {},
      allowed: known.length > 0 ? [...known, 'OPTIONS'] : [],
    }
  }
}
