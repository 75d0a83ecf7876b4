import { createHash } from 'node:crypto'
import type { Operation } from '../../contracts/operation.ts'
import type { Text } from '../../contracts/text.ts'
import type { JournalEntry } from '../model.ts'
import { addressAt, realHost, shownUrl } from './address.ts'
import type { Account, PlannedStep, ReplayInput, ReplayPlan } from './model.ts'
import { prepare } from './prepare.ts'
import { learn, newState } from './state.ts'

/** An entry with what a plan has to know of it. */
export interface Source {
  entry: JournalEntry
  operation: Operation | null
  /** The recorded request as text, with its BOM; `null`: it is sent as it is. */
  text: string | null
  /** Where the target has this contract; `null`: where the request went. */
  base: string | null
  account: Account | null
}

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

/**
 * What a run will do, step by step. Pure, and the same for the same input: its hash is what a person confirms.
 * @param sources oldest first
 */
export function planOf(
  sources: readonly Source[],
  input: ReplayInput,
  { now, lastTurns, forbidden }: { now: Date; lastTurns: ReadonlyMap<string, number>; forbidden: boolean },
): ReplayPlan {
  const state = newState([], lastTurns)
  let made = 0
  const steps = sources.map((source): PlannedStep => {
    const { entry, operation, text, base, account } = source
    const url = addressAt(entry, operation, base)
    const prepared = prepare(state, {
      entry,
      url,
      text,
      edit: input.edits[String(entry.id)] ?? null,
      off: new Set(input.off),
      account,
      now,
      uuid: () => `${NEW}${made++}`,
    })
    learn(state, entry, entry.response?.text ?? null, imagined(entry.response?.text ?? null))
    return {
      entry: entry.id,
      method: entry.method,
      url: shownUrl(url),
      contract: entry.contract,
      operation: entry.operation,
      title: titleOf(source),
      writes: writesOf(source),
      requestBytes: entry.requestBytes,
      status: entry.status,
      changes: prepared.changes,
    }
  })
  const realHosts = [...new Set(steps.map(({ url }) => realHost(url)).filter((host) => host !== null))]
  const effects = steps.filter(({ url, writes }) => writes && realHost(url) !== null)
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
