import { cmlOperation } from '../contracts/commerceml/operations.ts'
import { ksup } from '../contracts/ksup/operations.ts'
import type { Operation } from '../contracts/operation.ts'
import { regate } from '../contracts/regate/operations.ts'
import { siteOrders } from '../contracts/site-orders/operations.ts'

export interface RecognisedEntry {
  operation: Operation
  params: Record<string, string>
}

const escaped = (text: string): string => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&')

const patterns = [siteOrders, regate, ksup]
  .flatMap(({ operations }) => operations)
  .map((operation) => ({
    operation,
    methods:
      operation.method === 'GET'
        ? ['GET', 'HEAD', ...(operation.queryMessage ? ['POST'] : [])]
        : [operation.method],
    // Whatever publication or folder the real side lies in stands before the path of the contract.
    path: new RegExp(
      `(?:^|.)${operation.path
        .split(/\{\w+\}/)
        .map(escaped)
        .join('([^/]+)')}/?$`,
    ),
    names: [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
  }))
  .sort((a, b) => a.names.length - b.names.length)

/** The operation of a request that somebody else has seen, by the end of its path, or by `type` and `mode` of CommerceML. */
export function recogniseEntry(method: string, pathWithQuery: string): RecognisedEntry | null {
  const [path = '', search = ''] = pathWithQuery.split('?', 2)
  const query = new URLSearchParams(search)
  const cml = cmlOperation(query.get('type') ?? '', query.get('mode') ?? '')
  if (cml) return { operation: cml, params: {} }
  for (const { operation, methods, path: pattern, names } of patterns) {
    const found = methods.includes(method) ? pattern.exec(path) : null
    if (found) return { operation, params: Object.fromEntries(names.map((name, i) => [name, found[i + 1]!])) }
  }
  return null
}
