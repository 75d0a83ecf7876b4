import type { ProxyLink, WorkspaceDocument } from '../storage/document-schema.ts'

/** A link that suits a side which is a real system by the settings: one click makes it. */
export type LinkSuggestion = Pick<ProxyLink, 'id' | 'name' | 'address' | 'from' | 'to'>

type Settings = Pick<WorkspaceDocument, 'sides' | 'ksup' | 'regate' | 'commerceml' | 'proxy'>

function realSides({ sides, ksup, regate, commerceml }: Settings): LinkSuggestion[] {
  const real = (block: { mode: string; address: string }): string =>
    block.mode === 'real' ? block.address : ''
  return [
    { id: 'site', name: '1С → сайт', address: real(sides.site), from: 'onec', to: 'site' },
    { id: 'ksup-server', name: '1С → сервер КСУП', address: real(ksup.server), from: 'onec', to: 'ksup' },
    { id: 'ksup-onec', name: 'КСУП → 1С', address: real(ksup.onec), from: 'ksup', to: 'onec' },
    { id: 'regate', name: 'ReStore → 1С', address: regate.restore.address, from: 'restore', to: 'onec' },
    ...commerceml.nodes.map(({ id, name, address }): LinkSuggestion => ({
      id: `cml-${id}`.slice(0, 40).replace(/-+$/, ''),
      name: `CommerceML: ${name}`.slice(0, 80),
      address,
      from: 'onec',
      to: 'site',
    })),
  ]
}

const trimmed = (address: string): string => address.replace(/\/+$/, '')

/** Links for the real sides that no link leads to yet. */
export function suggestLinks(settings: Settings): LinkSuggestion[] {
  const { links } = settings.proxy
  const taken = new Set(links.map(({ id }) => id))
  const known = new Set(links.map(({ address, from }) => `${from} ${trimmed(address)}`))
  return realSides(settings)
    .map((link) => ({ ...link, address: trimmed(link.address) }))
    .filter(
      ({ id, address, from }) =>
        /^https?:\/\//.test(address) && !taken.has(id) && !known.has(`${from} ${address}`),
    )
}
