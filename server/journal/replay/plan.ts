import { createHash } from 'node:crypto'
import type { Text } from '../../contracts/text.ts'
import { realHost, realHostsOf, shownUrl, type Reach } from './address.ts'
import type { PlannedStep, ReplayInput, ReplayPlan } from './model.ts'
import { learn, newState } from './state.ts'
import { preparedStep, type Source } from './step.ts'

/** Stands for a value that only the run will know. */
const NEW = '‹new›'

/** An answer in which every value is another one: what would be learnt of it is learnt. */
const imagined = (text: string | null): string | null =>
  text?.replace(/("[^"]+"\s*:\s*")[^"]*"/g, `$1${NEW}"`).replace(/^(sessid|timestamp)=.*$/gm, `$1=${NEW}`) ??
  null

const titleOf = ({ entry, operation }: Source): Text => {
  const plain = `${entry.method} ${entry.path.split('?')[0]!}`
  return operation?.title ?? { ru: plain, en: plain }
}

/** GET reads, and so does what the contract says is only asked for. */
const writesOf = ({ entry, operation }: Source): boolean => {
  if (operation?.contract.startsWith('commerceml'))
    return /\.(?:file|import|success|deactivate)$/.test(operation.id)
  if (operation?.id === 'ksup.priceStock' || (operation?.method === 'GET' && operation.queryMessage))
    return false
  return !['GET', 'HEAD', 'OPTIONS'].includes(entry.method)
}

export interface PlanOptions {
  now: Date
  lastTurns: ReadonlyMap<string, number>
  /** Real systems may not be called. */
  forbidden: boolean
  reach: Reach
}

/**
 * What a run will do, step by step; sources are given one by one, oldest first, so that their bodies need not be in memory
 * together. The same for the same input: its hash is what a person confirms.
 */
export function createPlanner(input: ReplayInput, { now, lastTurns, forbidden, reach }: PlanOptions) {
  const state = newState([], lastTurns)
  const context = { off: new Set(input.off), now, uuid: () => `${NEW}${made++}` }
  const steps: PlannedStep[] = []
  let made = 0

  return {
    add(source: Source): PlannedStep {
      const { entry, operation } = source
      // More of them are known with every source.
      for (const [key, turn] of lastTurns) if (!state.turns.last.has(key)) state.turns.last.set(key, turn)
      const { url, changes } = preparedStep(state, source, context)
      const answer = entry.response?.text ?? null
      learn(state, entry, answer, imagined(answer))
      const step = {
        entry: entry.id,
        method: entry.method,
        url: shownUrl(url),
        contract: entry.contract,
        operation: operation?.id ?? null,
        title: titleOf(source),
        writes: writesOf(source),
        requestBytes: typeof source.edit === 'object' && source.edit ? source.edit.bytes : entry.requestBytes,
        status: entry.status,
        changes,
      }
      steps.push(step)
      return step
    },
    plan: (): ReplayPlan => planOf(steps, input, forbidden, reach),
  }
}

function planOf(steps: PlannedStep[], input: ReplayInput, forbidden: boolean, reach: Reach): ReplayPlan {
  const realHosts = realHostsOf(steps, reach)
  const effects = steps.filter(({ url, writes }) => writes && realHost(reach(url)) !== null)
  const warnings = [...new Map(effects.map(({ title }) => [title.ru, title])).values()].map((title): Text => {
    const times = effects.filter((step) => step.title.ru === title.ru).length
    return {
      ru: `${title.ru}: ${times} × — изменит данные настоящей системы`,
      en: `${title.en}: ${times} × — changes data of the real system`,
    }
  })
  const plan = {
    steps,
    target: input.target,
    realHosts,
    warnings,
    forbidden: forbidden && realHosts.length > 0,
  }
  const { off, edits, rate, account } = input
  const hash = createHash('sha256')
    .update(JSON.stringify({ ...plan, off: [...off].sort(), edits, rate, account }))
    .digest('hex')
  return { ...plan, hash }
}
