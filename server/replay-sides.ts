import type { CommerceMlParts } from './commerceml/assembly.ts'
import type { EnterpriseAccounts } from './enterprises/accounts.ts'
import type { Enterprises } from './enterprises/enterprises.ts'
import type { Player } from './enterprises/player.ts'
import { publicationOf } from './enterprises/routes.ts'
import type { JournalEntry } from './journal/model.ts'
import { LOOPBACK } from './journal/replay/address.ts'
import type { Account } from './journal/replay/model.ts'
import { calledOf } from './http/link-paths.ts'
import type { KsupParts } from './ksup/service.ts'

export interface ReplaySidesDeps {
  /** Where the bench listens. */
  address(): string
  /** The site of the orders' exchange, wherever it is, and the account there. */
  site(): Promise<{ address: string; user: string; password: string }>
  commerceMl: Pick<CommerceMlParts, 'settings'>
  nodes(): Parameters<CommerceMlParts['settings']['endpoint']>[0][]
  ksup: Pick<KsupParts, 'accountOf'>
  player: Pick<Player, 'accountOf'>
  enterprises: Pick<Enterprises, 'list'>
  accounts: Pick<EnterpriseAccounts, 'password'>
  /** Links of the recording proxy. */
  links(): readonly { id: string; address: string }[]
}

/** A link that leads to itself has no end. */
const LINKS_IN_A_ROW = 10

export type ReplaySides = ReturnType<typeof createReplaySides>

/** What is looked at of an exchange. */
type Called = Pick<JournalEntry, 'operation' | 'url' | 'to'>

/** Whose account a recorded request is sent with today, and where the bench plays the side that it called. */
export function createReplaySides(deps: ReplaySidesDeps) {
  const { address, commerceMl, ksup, player, enterprises, accounts } = deps
  const scriptOf = (url: string): string => url.replace(/\?.*$/, '')

  async function cmlAccount({ url }: Called): Promise<Account | null> {
    for (const node of deps.nodes()) {
      const { address: script, user, password } = await commerceMl.settings.endpoint(node)
      if (scriptOf(script) === scriptOf(url)) return { user, password }
    }
    return url.startsWith(`${address()}/site/`) ? commerceMl.settings.siteAccount() : null
  }

  async function accountOf(entry: Called): Promise<Account | null> {
    const { url } = entry
    if (entry.operation?.startsWith('commerceml.')) return cmlAccount(entry)
    const { address: base, ...account } = await deps.site()
    if (url.startsWith(`${base}/`)) return account
    return (await ksup.accountOf(url)) ?? player.accountOf(url)
  }

  /** The account that the bench's own side takes; there is none when the workspace has put a real one in its place. */
  async function at(base: string, entry: Called, probe: string) {
    const account = await accountOf({ ...entry, url: `${base}${probe}` })
    return account && { base, account }
  }

  async function ownSide(entry: Called): Promise<{ base: string; account: Account } | null> {
    switch (entry.operation?.split('.')[0]) {
      case 'site-orders':
        return at(`${address()}/site`, entry, '/api/1c/v1/ping')
      case 'commerceml': {
        const { paths } = commerceMl.settings.site()
        const path = paths.find((one) => scriptOf(entry.url).endsWith(`/site${one.path}`)) ?? paths[0]
        if (!path) return null
        return { base: `${address()}/site${path.path}`, account: await commerceMl.settings.siteAccount() }
      }
      case 'regate': {
        const bases = enterprises.list()
        const base = bases.find(({ id }) => entry.url.includes(`${publicationOf(id)}/`)) ?? bases[0]
        const [user] = base?.users ?? []
        if (!base || user === undefined) return null
        const password = (await accounts.password(base.id, user)) ?? ''
        return { base: `${address()}${publicationOf(base.id)}`, account: { user, password } }
      }
      case 'ksup':
        return entry.to === 'onec'
          ? at(`${address()}/onec`, entry, '/hs/ksup/ping')
          : at(`${address()}/ksup`, entry, '/')
      default:
        return null
    }
  }

  /** Behind a link of the proxy stands another system, which may be a link again. */
  function reach(url: string): string {
    let reached = url
    for (let links = 0; links < LINKS_IN_A_ROW; links += 1) {
      if (!URL.canParse(reached) || !URL.canParse(address())) return reached
      const { hostname, port, pathname, search } = new URL(reached)
      const isHere = port === new URL(address()).port && LOOPBACK.test(hostname)
      const called = isHere ? calledOf(pathname + search) : null
      const link = called && deps.links().find(({ id }) => id === called.link)
      if (!link) return reached
      reached = `${link.address}${called.rest}`
    }
    return reached
  }

  return { accountOf, ownSide, reach }
}
