import { randomBytes } from 'node:crypto'
import { ONEC_BASE } from '../contracts/ksup/paths.ts'
import { linkPath, ownPath } from '../http/link-paths.ts'
import type { KsupSettings } from '../storage/document-schema.ts'
import { Refusal } from '../storage/refusal.ts'
import type { Workspace } from '../storage/workspace.ts'
import type { KsupBlockState } from './model.ts'
import type { KsupPasswords } from './service.ts'

export const BLOCKS = ['ksup', 'server', 'onec'] as const
export type Block = (typeof BLOCKS)[number]

/** An address with what it wants to be called with. */
export interface KsupEndpoint {
  address: string
  user: string
  password: string
}

/** Settings and passwords of the three blocks: the document has what a team shares, passwords are secrets (DD-03). */
export interface KsupBlocks {
  /** Makes the passwords of the bench's own accounts when there are none. */
  load(): Promise<void>
  settings(): KsupSettings
  /** @param passwords `null` keeps the one that is stored */
  save(settings: KsupSettings, passwords: KsupPasswords): Promise<KsupSettings>
  /** Who may call the server, and who the simulated 1C: two accounts (DD-03). */
  account(of: 'server' | 'onec'): Promise<{ user: string; password: string }>
  /** Where a block is reached now. A simulated КСУП is in the process and has no account. */
  endpoint(block: Block): Promise<KsupEndpoint>
  state(block: Block): Promise<KsupBlockState>
  /** The account of today for an address of the exchange; `null` for any other address. */
  accountOf(url: string): Promise<{ user: string; password: string } | null>
}

const ownSecret = { server: 'ksup.server.password', onec: 'ksup.onec.password' } as const
const realSecret = (block: Block): string => `ksup.real.${block}.password`

/** Mount points of the bench. */
const mounts: Readonly<Record<Block, string>> = { ksup: '/ksup', server: '/ksup', onec: '/onec' }

export function createKsupBlocks({
  workspace: { document, secrets },
  address,
}: {
  workspace: Pick<Workspace, 'document' | 'secrets'>
  /** Where the bench listens. */
  address(): string
}): KsupBlocks {
  const settings = (): KsupSettings => document.value.ksup

  const realAddress = (block: Block): string => settings()[block].address.replace(/\/+$/, '')
  const linkAddress = (block: Block): string => address() + linkPath(`ksup.${block}`)

  /** What others are told. */
  function addressOf(block: Block): string {
    switch (settings()[block].mode) {
      case 'real':
        return realAddress(block)
      case 'proxied':
        return linkAddress(block)
      case 'simulated':
        return `${address()}${mounts[block]}`
    }
  }

  /** Where the bench itself calls. */
  const callAddress = (block: Block): string =>
    settings()[block].mode === 'proxied' ? address() + ownPath(`ksup.${block}`) : addressOf(block)

  async function account(of: 'server' | 'onec') {
    const user = of === 'server' ? settings().serverUser : settings().onecUser
    return { user, password: (await secrets.get(ownSecret[of])) ?? '' }
  }

  return {
    settings,
    async load() {
      for (const name of Object.values(ownSecret))
        if ((await secrets.get(name)) === null) await secrets.set(name, randomBytes(18).toString('base64url'))
    },
    async save(changed, passwords) {
      for (const block of BLOCKS)
        if (changed[block].mode !== 'simulated' && changed[block].address === '')
          throw new Refusal('KSUP-ADDRESS', {
            ru: 'Для настоящей системы укажите её адрес: без него обращаться некуда.',
            en: 'Give the address of the real system: without it there is nowhere to call.',
          })
      const given = {
        [ownSecret.server]: passwords.serverAccount,
        [ownSecret.onec]: passwords.onecAccount,
        [realSecret('ksup')]: passwords.ksup,
        [realSecret('server')]: passwords.server,
        [realSecret('onec')]: passwords.onec,
      }
      for (const [name, password] of Object.entries(given))
        if (password !== null) await secrets.set(name, password)
      await document.update((draft) => {
        draft.ksup = changed
      })
      return settings()
    },
    account,
    async endpoint(block) {
      const { mode, user } = settings()[block]
      if (mode !== 'simulated')
        return { address: callAddress(block), user, password: (await secrets.get(realSecret(block))) ?? '' }
      return { address: callAddress(block), ...(await account(block === 'onec' ? 'onec' : 'server')) }
    },
    async accountOf(url) {
      for (const block of ['server', 'onec'] as const) {
        const { user, password } = await this.endpoint(block)
        // What has gone through a link is recorded under the address of the real system.
        const base = settings()[block].mode === 'proxied' ? realAddress(block) : addressOf(block)
        // The service of 1C shares its publication with others.
        if (url.startsWith(block === 'onec' ? `${base}${ONEC_BASE}/` : `${base}/`)) return { user, password }
      }
      return null
    },
    async state(block) {
      const { mode } = settings()[block]
      const password = mode === 'simulated' ? null : await secrets.get(realSecret(block))
      return {
        mode,
        address: addressOf(block),
        link_address: linkAddress(block),
        has_password: mode === 'simulated' || Boolean(password),
      }
    },
  }
}
