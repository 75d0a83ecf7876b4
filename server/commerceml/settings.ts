import { randomBytes } from 'node:crypto'
import type { CmlNodeSettings, CmlSiteSettings } from '../storage/document-schema.ts'
import { Refusal } from '../storage/refusal.ts'
import type { Workspace } from '../storage/workspace.ts'

/** An address with what it wants to be called with. */
export interface CmlEndpoint {
  address: string
  user: string
  password: string
}

/** Settings and passwords of both ends of CommerceML: the document has what a team shares, passwords are secrets. */
export interface CmlSettings {
  /** Makes the password of the simulated site when it has none. */
  load(): Promise<void>
  site(): CmlSiteSettings
  /** @param password `null` keeps the one that is stored */
  saveSite(settings: CmlSiteSettings, password: string | null): Promise<CmlSiteSettings>
  siteAccount(): Promise<{ user: string; password: string }>
  /** @throws Refusal `CML-NODE-UNKNOWN` */
  node(id: string): CmlNodeSettings
  /** Adds the node or changes it. @throws Refusal `CML-NODE-ID` when the id in the settings is another one */
  saveNode(id: string, settings: CmlNodeSettings, password: string | null): Promise<CmlNodeSettings>
  /** @throws Refusal `CML-NODE-UNKNOWN` */
  removeNode(id: string): Promise<void>
  /** Where the site of a node is, and the account there. */
  endpoint(node: CmlNodeSettings): Promise<CmlEndpoint>
}

const SITE_PASSWORD = 'cml.site.password'
const passwordOf = (node: string): string => `cml.node.${node}.password`

export function createCmlSettings({
  workspace,
  address,
  real,
}: {
  workspace: Workspace
  /** Where the bench listens. */
  address(): string
  /** A real site for every node, for this run only. */
  real: CmlEndpoint | null
}): CmlSettings {
  const { document, secrets } = workspace
  const settings = () => document.value.commerceml

  async function siteAccount() {
    return { user: settings().site.user, password: (await secrets.get(SITE_PASSWORD)) ?? '' }
  }

  function node(id: string): CmlNodeSettings {
    const found = settings().nodes.find((one) => one.id === id)
    if (found) return found
    throw new Refusal('CML-NODE-UNKNOWN', {
      ru: `Узла обмена «${id}» нет: возможно, его удалили. Обновите список.`,
      en: `There is no exchange node "${id}": it may have been removed. Reload the list.`,
    })
  }

  return {
    async load() {
      if ((await secrets.get(SITE_PASSWORD)) === null)
        await secrets.set(SITE_PASSWORD, randomBytes(18).toString('base64url'))
    },
    site: () => settings().site,
    async saveSite(changed, password) {
      if (password !== null) await secrets.set(SITE_PASSWORD, password)
      await document.update((draft) => {
        draft.commerceml.site = changed
      })
      return settings().site
    },
    siteAccount,
    node,
    async saveNode(id, changed, password) {
      if (changed.id !== id)
        throw new Refusal('CML-NODE-ID', {
          ru: `Код узла не меняется: в адресе «${id}», в настройках «${changed.id}».`,
          en: `The id of a node does not change: "${id}" in the address, "${changed.id}" in the settings.`,
        })
      if (password !== null) await secrets.set(passwordOf(id), password)
      await document.update((draft) => {
        const { nodes } = draft.commerceml
        const at = nodes.findIndex((one) => one.id === id)
        if (at < 0) nodes.push(changed)
        else nodes[at] = changed
      })
      return node(id)
    },
    async removeNode(id) {
      node(id)
      await document.update((draft) => {
        draft.commerceml.nodes = draft.commerceml.nodes.filter((one) => one.id !== id)
      })
      await secrets.set(passwordOf(id), '')
    },
    async endpoint(of) {
      if (real) return real
      if (of.address === '')
        return {
          address: `${address()}/site${settings().site.paths[0]?.path ?? ''}`,
          ...(await siteAccount()),
        }
      return { address: of.address, user: of.user, password: (await secrets.get(passwordOf(of.id))) ?? '' }
    },
  }
}
