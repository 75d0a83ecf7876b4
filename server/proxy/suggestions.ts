import type { ProxyLink, WorkspaceDocument } from '../storage/document-schema.ts'
import { allLinks, linksToSides, type Link } from './side-links.ts'

/** A link that suits a real system of the settings: one click makes it, or puts the side behind the proxy. */
export type LinkSuggestion = Pick<Link, 'id' | 'name' | 'address' | 'from' | 'to' | 'side' | 'title'>

type Settings = Pick<WorkspaceDocument, 'sides' | 'ksup' | 'regate' | 'commerceml' | 'proxy'>

const trimmed = (address: string): string => address.replace(/\/+$/, '')

/** Real systems that are no sides of their own in the settings. */
function others({ regate, commerceml }: Settings): LinkSuggestion[] {
  const link = (id: string, name: string, address: string, way: Pick<ProxyLink, 'from' | 'to'>) => ({
    id: id.slice(0, 40).replace(/-+$/, ''),
    name: name.slice(0, 80),
    address: trimmed(address),
    ...way,
    side: null,
    title: null,
  })
  return [
    link('regate', 'ReStore → 1С', regate.restore.address, { from: 'restore', to: 'onec' }),
    ...commerceml.nodes.map(({ id, name, address }) =>
      link(`cml-${id}`, `CommerceML: ${name}`, address, { from: 'onec', to: 'site' }),
    ),
  ]
}

/** Links for the real systems that no link leads to yet. */
export function suggestLinks(settings: Settings): LinkSuggestion[] {
  const links = allLinks(settings)
  const taken = new Set(links.map(({ id }) => id))
  const known = new Set(links.map(({ address, from }) => `${from} ${trimmed(address)}`))
  const real = linksToSides(settings, 'real').map(
    ({ mode: _mode, insecure: _insecure, ...suggestion }): LinkSuggestion => suggestion,
  )
  return [...real, ...others(settings)].filter(
    ({ id, address, from }) =>
      /^https?:\/\//.test(address) && !taken.has(id) && !known.has(`${from} ${address}`),
  )
}
