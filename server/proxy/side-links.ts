import type { Text } from '../contracts/text.ts'
import {
  ProxiedSide,
  type ProxyLink,
  type SideMode,
  type WorkspaceDocument,
} from '../storage/document-schema.ts'

type Settings = Pick<WorkspaceDocument, 'sides' | 'ksup' | 'proxy'>

/** A side of the workspace that may be a real system behind the proxy. */
interface Side extends Pick<ProxyLink, 'from' | 'to'> {
  title: Text
  of(settings: Settings): { mode: SideMode; address: string }
}

/** Who calls each side, and where its mode is kept. */
const sides: Readonly<Record<ProxiedSide, Side>> = {
  'side.site': {
    title: { ru: '1С → сайт', en: '1C → site' },
    from: 'onec',
    to: 'site',
    of: (settings) => settings.sides.site,
  },
  'side.onec': {
    title: { ru: 'Сайт → 1С', en: 'Site → 1C' },
    from: 'site',
    to: 'onec',
    of: (settings) => settings.sides.onec,
  },
  'ksup.ksup': {
    title: { ru: 'Сервер → КСУП', en: 'Server → KSUP' },
    from: 'onec',
    to: 'ksup',
    of: ({ ksup }) => ksup.ksup,
  },
  'ksup.server': {
    title: { ru: '1С → сервер КСУП', en: '1C → KSUP server' },
    from: 'onec',
    to: 'ksup',
    of: ({ ksup }) => ksup.server,
  },
  'ksup.onec': {
    title: { ru: 'КСУП → 1С', en: 'KSUP → 1C' },
    from: 'ksup',
    to: 'onec',
    of: ({ ksup }) => ksup.onec,
  },
}

/** A link that a person made, or one that follows from the mode of a side; the latter has the title of the side. */
export type Link = ProxyLink & { side: ProxiedSide | null; title: Text | null }

const isAddress = (text: string): boolean => /^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text)

/** The sides that are real systems in one of the ways, with the links that lead or would lead to them. */
export function linksToSides(settings: Settings, mode: Exclude<SideMode, 'simulated'>): Link[] {
  return ProxiedSide.options.flatMap((side): Link[] => {
    const { title, from, to, of } = sides[side]
    const real = of(settings)
    const address = real.address.replace(/\/+$/, '')
    if (real.mode !== mode || !isAddress(address)) return []
    const conduct = settings.proxy.sides[side] ?? { mode: 'forward', insecure: false }
    return [{ id: side, side, title, name: title.ru, address, from, to, ...conduct }]
  })
}

/** Every link that there is now: those of people, and those of proxied sides. */
export const allLinks = (settings: Settings): Link[] => [
  ...settings.proxy.links.map((link): Link => ({ ...link, side: null, title: null })),
  ...linksToSides(settings, 'proxied'),
]

/** How a link of a side is to be from now on. */
export interface SideLinkChange extends Pick<ProxyLink, 'mode' | 'insecure'> {
  /** `false`: the side is real without the proxy again. */
  proxied: boolean
}

/** Changes a side's link in a draft of the workspace; a simulated side stays one. */
export function changeSideLink(
  settings: Settings,
  side: ProxiedSide,
  { proxied, mode, insecure }: SideLinkChange,
): void {
  settings.proxy.sides[side] = { mode, insecure }
  const kept = sides[side].of(settings)
  if (kept.mode !== 'simulated') kept.mode = proxied ? 'proxied' : 'real'
}
