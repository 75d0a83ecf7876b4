import { ping } from '../../contracts/site-orders/operations.ts'
import { linkPath } from '../../http/link-paths.ts'
import type { SideSettings } from '../../storage/document-schema.ts'
import type { BenchParts } from '../deps.ts'
import type { BenchState, ContractSide, SideState } from '../model.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'

const sideTitles = {
  site: { ru: 'Сайт', en: 'Site' },
  onec: { ru: '1С', en: '1C' },
} satisfies Record<ContractSide, SideState['title']>

function contractSide(name: string): ContractSide {
  if (name === 'site' || name === 'onec') return name
  throw new AdminRefusal(404, 'ADMIN-NOT-FOUND', {
    ru: `Стороны «${name}» нет.`,
    en: `There is no side "${name}".`,
  })
}

/** The state of the bench: workspace, server, sides and what waits for a person. */
export async function benchState(parts: BenchParts): Promise<BenchState> {
  const { workspace, journal, onec, site, mappings, errands } = parts
  const document = workspace.document.value
  // A real 1C keeps its own schedule.
  const nextExchange =
    document.sides.onec.mode === 'simulated'
      ? errands.nextOf(({ errand }) => errand === 'onec.exchange')
      : null
  const counts = { ...(await site.counts()), ...(await onec.counts()) }
  return {
    product: { name: 'Обмен', version: parts.version },
    workspace: {
      path: workspace.path,
      name: document.name,
      demo: workspace.demo,
      problem: workspace.document.problem,
    },
    server: { address: parts.address(), exposed: parts.exposed, startedAt: parts.startedAt },
    sides: await Promise.all((['onec', 'site'] as const).map((side) => sideState(parts, side))),
    siteOrders: document.siteOrders,
    exchange: { running: onec.running(), nextAt: nextExchange },
    counts: {
      journal: await journal.count(),
      unmapped: (await mappings.unmapped()).length,
      outbox: counts.outbox,
      marked: counts.marked,
    },
  }
}

const linkAddress = ({ address }: BenchParts, side: ContractSide): string =>
  address() + linkPath(`side.${side}`)

function effectiveAddress(parts: BenchParts, side: ContractSide, { mode, address }: SideSettings): string {
  if (mode === 'proxied') return linkAddress(parts, side)
  return mode === 'real' && address ? address : `${parts.address()}/${side}`
}

async function sideState(parts: BenchParts, side: ContractSide): Promise<SideState> {
  const settings = parts.workspace.document.value.sides[side]
  const last = (await parts.journal.page({ [side === 'site' ? 'to' : 'from']: side, limit: 1 })).rows[0]
  return {
    ...settings,
    side,
    title: sideTitles[side],
    effectiveAddress: effectiveAddress(parts, side, settings),
    linkAddress: linkAddress(parts, side),
    hasPassword: (await parts.workspace.secrets.get(`${side}.password`)) !== null,
    lastExchange: last ? { at: last.at, status: last.status, code: last.code, entry: last.id } : null,
  }
}

const isAddress = (text: string): boolean => /^https?:\/\/[^/\s]+/.test(text) && URL.canParse(text)

export function stateHandlers(parts: BenchParts) {
  const state = () => benchState(parts)
  return {
    'state.read': state,
    'sides.save': async ({ params, body: { password, ...settings } }) => {
      const side = contractSide(params.side)
      // The site is the one that is called; a real 1C needs an address only for its link of the proxy.
      const isCalled = settings.mode === 'proxied' || (side === 'site' && settings.mode === 'real')
      if (isCalled && !isAddress(settings.address)) {
        throw new AdminRefusal(
          422,
          'ADMIN-VALIDATION',
          {
            ru: `Реальной стороне нужен адрес, который начинается с http:// или https://; указано «${settings.address}».`,
            en: `A real side needs an address that starts with http:// or https://; got "${settings.address}".`,
          },
          [{ pointer: '/address', rule: 'url' }],
        )
      }
      await parts.workspace.document.update((draft) => {
        draft.sides[side] = { ...settings, address: settings.address.replace(/\/+$/, '') }
      })
      if (password !== null) await parts.workspace.secrets.set(`${side}.password`, password)
      parts.changes.publish({ area: 'state' })
      return state()
    },
    'sides.check': async ({ params }) => {
      contractSide(params.side)
      const reply = await parts.siteClient.call(ping, {})
      parts.changes.publish({ area: 'state' })
      return reply.ok
        ? {
            ok: true,
            status: reply.status,
            message: {
              ru: 'Сайт ответил, логин и пароль приняты.',
              en: 'The site answered; the account is accepted.',
            },
          }
        : { ok: false, status: reply.status, message: { ru: reply.message, en: reply.message } }
    },
    'settings.siteOrders': async ({ body }) => {
      await parts.workspace.document.update((draft) => {
        draft.siteOrders = body
      })
      parts.changes.publish({ area: 'state' })
      return state()
    },
    'settings.name': async ({ body }) => {
      await parts.workspace.document.update((draft) => {
        draft.name = body.name
      })
      parts.changes.publish({ area: 'state' })
      return state()
    },
    'workspace.reset': async () => {
      await parts.reset()
      return state()
    },
  } satisfies Partial<AdminHandlers>
}
