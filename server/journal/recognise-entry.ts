import { cmlOperation } from '../contracts/commerceml/operations.ts'
import { ksup } from '../contracts/ksup/operations.ts'
import type { Contract, Operation } from '../contracts/operation.ts'
import { regate } from '../contracts/regate/operations.ts'
import { siteOrders } from '../contracts/site-orders/operations.ts'

export interface RecognisedEntry {
  operation: Operation
  /** `null` for CommerceML, whose requests are no messages of the JSON kind. */
  contract: Contract | null
  /** Parameters of the path, decoded. */
  params: Record<string, string>
}

interface Pattern {
  operation: Operation
  contract: Contract
  methods: ReadonlySet<string>
  path: RegExp
  names: readonly string[]
}

const escaped = (text: string): string => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&')

/** A read may come as HEAD, and as a POST when its parameters are too long for an address (BD-02). */
const methodsOf = ({ method, queryMessage }: Operation): ReadonlySet<string> =>
  new Set(method === 'GET' ? ['GET', 'HEAD', ...(queryMessage ? ['POST'] : [])] : [method])

function patternOf(operation: Operation, contract: Contract): Pattern {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  const source = operation.path
    .split(/\{\w+\}/)
    .map(escaped)
    .join('([^/]+)')
  // The path of a publication of 1C, or of the folder that the site lies in, may stand before that of the contract.
  const path = new RegExp(`(?:^|.)${source}/?$`)
  return { operation, contract, methods: methodsOf(operation), path, names }
}

const patterns = [siteOrders, regate, ksup]
  .flatMap((contract) => contract.operations.map((operation) => patternOf(operation, contract)))
  // A path without parameters says more than one with them.
  .sort((a, b) => a.names.length - b.names.length)

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Which operation of any contract a request belongs to that the bench has seen or was told of, by the end of its path and its
 * method, or by `type` and `mode` of CommerceML (section 3).
 * @param url path with query, as the real side gets it
 */
export function recogniseEntry(method: string, url: string): RecognisedEntry | null {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  if (mark >= 0) {
    const query = new URLSearchParams(url.slice(mark))
    const operation = cmlOperation(query.get('type') ?? '', query.get('mode') ?? '')
    if (operation) return { operation, contract: null, params: {} }
  }
  for (const { operation, contract, methods, path: pattern, names } of patterns) {
    const found = methods.has(method) ? pattern.exec(path) : null
    if (!found) continue
    const params = Object.fromEntries(names.map((name, i) => [name, decoded(found[i + 1]!)]))
    return { operation, contract, params }
  }
  return null
}
