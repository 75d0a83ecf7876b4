import { COMMERCEML } from '../../contracts/commerceml/operations.ts'
import { DEFAULT_ZONE, nowLocal } from '../../contracts/time.ts'
import type { Operation, Side } from '../../contracts/operation.ts'
import { draftOf } from '../../journal/sent.ts'
import { send, type Sent, type WireRequest } from '../../journal/transport.ts'
import { Refusal } from '../../storage/refusal.ts'
import { WorkspaceDocument } from '../../storage/document-schema.ts'
import type { Outcome, World } from '../../scenarios/world.ts'
import { adminApi } from '../api.ts'
import { AdminError, createAdminClient } from '../client.ts'
import type { BenchParts } from '../deps.ts'
import { checkCall, checkSettings, keptSettings } from './limits.ts'
import { answerBody, entryOf, headersOf, httpRequestOf, requestOf } from './sending.ts'

export interface WorldDeps {
  /** The parts as they are now: others take their place when bases are restored. */
  parts(): BenchParts
  operations: readonly Operation[]
  /** Opens the admin API. */
  token: string
  /** The document that a scenario begins with, where it does not say otherwise. */
  initialDocument(): WorkspaceDocument
}

/** Where a service lies of which the bench has several: a script of CommerceML, an enterprise of ReGate. */
const serviceAt = ({ contract }: Operation, at: string): string =>
  contract === COMMERCEML ? `/site${at}` : `/onec/${at}/`

/** How long one request may take, ms. */
const TIMEOUT_MS = 60_000

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Members of `patch` over those of `base`; lists are put whole, except that elements with an `id` are found by it. */
function merged(base: unknown, patch: unknown): unknown {
  if (Array.isArray(base) && isPlain(patch))
    return base.map((element: unknown) =>
      isPlain(element) && typeof element['id'] === 'string' && element['id'] in patch
        ? merged(element, patch[element['id']])
        : element,
    )
  if (!isPlain(base) || !isPlain(patch)) return patch
  const copy = { ...base }
  for (const [name, value] of Object.entries(patch)) copy[name] = merged(base[name], value)
  return copy
}

/** The bench that runs, as scenarios see it. */
export function createWorld({ parts, operations, token, initialDocument }: WorldDeps): World {
  let before: WorkspaceDocument | null = null
  let clockBefore: ReturnType<BenchParts['time']['state']> | null = null

  const document = () => parts().workspace.document

  async function put(next: object): Promise<void> {
    const checked = WorkspaceDocument.safeParse(next)
    if (!checked.success)
      throw new Refusal('SCENARIO-SETTINGS', {
        ru: `Настройки сценария не подходят: ${checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
        en: `Settings of the scenario do not fit: ${checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
      })
    await document().update((draft) => {
      for (const key of Object.keys(draft)) if (!(key in checked.data)) Reflect.deleteProperty(draft, key)
      Object.assign(draft, checked.data)
    })
    parts().changes.publish({ area: 'state' })
  }

  const withKept = (next: WorkspaceDocument, own: WorkspaceDocument): object => ({
    ...next,
    ...Object.fromEntries(
      keptSettings.filter((key) => key in own).map((key) => [key, own[key as keyof WorkspaceDocument]]),
    ),
  })

  const outcomeOf = (status: number, body: unknown, more: Partial<Outcome> = {}): Outcome => {
    const code = isPlain(body) && typeof body['code'] === 'string' && status >= 400 ? body['code'] : null
    return { status, headers: {}, body, code, entry: null, failure: null, ...more }
  }

  async function exchanged(
    request: WireRequest,
    operation: Operation | null,
    from: Side | null,
    to: Side | null,
  ): Promise<Outcome> {
    const { clock, journal } = parts()
    const sent: Sent = await send(request, { clock, timeoutMs: TIMEOUT_MS })
    if (sent.answer) {
      const own = entryOf(sent.answer)
      return outcomeOf(sent.answer.status, answerBody(sent.answer), {
        headers: headersOf(sent.answer),
        entry: own,
      })
    }
    const entry = await journal.record(
      draftOf({ from, to, operation, request, sent, judgement: null, subject: null }),
    )
    return outcomeOf(0, null, { entry, failure: `${sent.failure.code}: ${sent.failure.message}` })
  }

  const inMachineTime = (aheadMs: number): Date => new Date(parts().time.machine().getTime() + aheadMs)

  async function bases(name: string): Promise<void> {
    if (name === 'as-is') return
    if (name === 'demo') return parts().reset({ journal: false })
    const restored = await call('snapshots.restore', { body: { name } })
    if (restored.status >= 400)
      throw new Refusal('SCENARIO-BASES', {
        ru: `Снимок баз «${name}» не восстановлен: ${String((restored.body as { detail?: string } | null)?.detail ?? restored.code)}`,
        en: `The snapshot "${name}" cannot be restored: ${String((restored.body as { detail?: string } | null)?.detail ?? restored.code)}`,
      })
  }

  const call: World['call'] = async (name, { params, query, body }) => {
    if (!(name in adminApi)) throw new Error(`Действия «${name}» у стенда нет`)
    checkCall(name, body)
    const client = createAdminClient(parts().address(), token) as unknown as {
      call(name: string, input: object): Promise<unknown>
    }
    try {
      const input = {
        ...(params && { params }),
        ...(query && { query }),
        ...(body !== undefined && { body }),
      }
      return outcomeOf(200, await client.call(name, input))
    } catch (error) {
      if (error instanceof AdminError) return outcomeOf(error.status, error.problem)
      throw error
    }
  }

  return {
    async begin(given) {
      checkSettings(given.settings)
      const own = structuredClone(document().value)
      before ??= own
      clockBefore ??= parts().time.state()
      const start = withKept(initialDocument(), own) as WorkspaceDocument
      // Standing first: nothing rings while the bases of before and the time of the scenario do not fit each other, and
      // schedules of the settings count from that time.
      parts().time.freeze(new Date(given.clock))
      await put(merged(start, given.settings) as object)
      await bases(given.bases)
      if (!given.frozen) parts().time.go()
      parts().changes.publish({ area: 'clock' })
    },
    async end() {
      const { time, errands } = parts()
      // Standing first, as at the beginning: schedules that come back count from the time that comes back with them.
      if (clockBefore) time.freeze(clockBefore.frozen ? clockBefore.now : inMachineTime(clockBefore.aheadMs!))
      // The mapping tables too: whoever runs a scenario need not be one who may change them.
      if (before) await put(before)
      await errands.settled()
      if (clockBefore && !clockBefore.frozen) {
        time.reset()
        if (clockBefore.aheadMs !== 0) {
          time.freeze(inMachineTime(clockBefore.aheadMs!))
          time.go()
        }
      }
      parts().changes.publish({ area: 'clock' })
      before = null
      clockBefore = null
    },
    call,
    async send(name, input) {
      const operation = operations.find(({ id }) => id === name)
      if (!operation) throw new Error(`Операции «${name}» нет`)
      const side = await parts().sides.ownSide({
        operation: name,
        url: input.at === undefined ? '' : serviceAt(operation, input.at),
        to: operation.callee,
      })
      if (!side) throw new Error(`Стенд не играет того, кого зовёт «${name}»`)
      return exchanged(
        requestOf(operation, side.base, side.account, input),
        operation,
        operation.caller,
        operation.callee,
      )
    },
    http: (input) => exchanged(httpRequestOf(parts().address(), input, token), null, null, null),
    async settings(patch) {
      checkSettings(patch)
      await put(merged(structuredClone(document().value), patch) as object)
    },
    now: () => parts().time.clock(),
    lastEntry: () => parts().journal.lastId(),
    offset() {
      const zone = document().value.siteOrders.zone || DEFAULT_ZONE
      const local = nowLocal(parts().time.clock(), zone)
      const ms = Date.parse(`${local}Z`) - Math.floor(parts().time.clock().getTime() / 1000) * 1000
      const minutes = Math.round(Math.abs(ms) / 60_000)
      const two = (value: number): string => String(value).padStart(2, '0')
      return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
    },
  }
}
