import type { Contract, Operation, Side } from '../contracts/operation.ts'
import { calledOf } from '../http/link-paths.ts'
import { recogniseEntry } from '../journal/recognise-entry.ts'
import type { FaultLink } from './model.ts'

/** Which exchange a request begins, as far as its address tells. */
export interface ExchangeLink {
  /** `null`: nobody that the contracts know. */
  from: Side | null
  to: Side
  operation: Operation | null
  /** `null` for CommerceML, whose requests are no messages of the JSON kind, and for pages. */
  contract: Contract | null
  params: Record<string, string>
  /** Id of the link of the recording proxy that it goes through. */
  proxy: string | null
  /** The bench waits for the number of the journal entry in the answer; everybody else is told it only by the simulated sides. */
  named: boolean
}

/** A link of the recording proxy. */
export interface ProxiedLink {
  id: string
  name: string
  from: Side
  to: Side
}

const SIDE = /^\/(site|onec|ksup)(?:[/?]|$)/
/** Documentation is no part of the exchange, wherever it is published. */
const DOCUMENTATION = /\/hs\/regate\/(?:docs|openapi\.json)(?:\?|$)/
/** The personal account is the one place that a person calls. */
const ACCOUNT = /^\/site\/account(?:[/?]|$)/

/**
 * The exchange that a request to the bench begins.
 * @param url path with query
 * @returns `null` for what is no exchange between sides: the page, the admin API, documentation, metrics
 */
export function exchangeLink(
  method: string,
  url: string,
  proxied: readonly ProxiedLink[],
): ExchangeLink | null {
  const called = calledOf(url)
  if (called) {
    const link = proxied.find(({ id }) => id === called.link)
    if (!link) return null
    const known = recogniseEntry(method, called.rest)
    return {
      from: link.from,
      to: link.to,
      operation: known?.operation ?? null,
      contract: known?.contract ?? null,
      params: known?.params ?? {},
      proxy: link.id,
      named: called.own,
    }
  }
  const side = SIDE.exec(url)?.[1] as Side | undefined
  if (!side || DOCUMENTATION.test(url)) return null
  const known = recogniseEntry(method, url)
  return {
    from: known?.operation.caller ?? (ACCOUNT.test(url) ? 'buyer' : null),
    to: known?.operation.callee ?? side,
    operation: known?.operation ?? null,
    contract: known?.contract ?? null,
    params: known?.params ?? {},
    proxy: null,
    named: true,
  }
}

/** `site-orders` of `site-orders/1`. */
const contractName = ({ contract }: Operation): string => contract.split('/')[0]!

/** Whether a rule is about an exchange. */
export function covers(rule: FaultLink, link: ExchangeLink): boolean {
  const { operation } = link
  return (
    (rule.from === null || rule.from === link.from) &&
    (rule.to === null || rule.to === link.to) &&
    (rule.proxy === null || rule.proxy === link.proxy) &&
    (rule.contract === null || (operation !== null && contractName(operation) === rule.contract)) &&
    (rule.operations.length === 0 || (operation !== null && rule.operations.includes(operation.id)))
  )
}
