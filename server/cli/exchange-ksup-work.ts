import { randomBytes } from 'node:crypto'
import type { Bench } from '../bench.ts'
import { kopecks, moneyText, thousandths } from '../contracts/decimal.ts'
import { identify } from '../contracts/identify.ts'
import { dealStates } from '../contracts/ksup/deal-state.ts'
import type { KnownBody } from '../contracts/ksup/known-body.ts'
import * as ksupOperations from '../contracts/ksup/operations.ts'
import type { KsupOperation } from '../contracts/ksup/operations.ts'
import type { PriceStockAnswer } from '../contracts/ksup/price-stock-messages.ts'
import { nowLocal } from '../contracts/time.ts'
import type { Sender } from '../outbox/model.ts'
import type { CoverageRow, CoveredObject } from '../../mocks/ksup-onec/model.ts'
import { onecOf, serverOf, tell } from './exchange-ksup-sides.ts'
import type { SideOptions } from './exchange-ksup-sides.ts'
import { storyOf } from './exchange-ksup-story.ts'
import {
  describeStatus,
  describeTold,
  describeVerdict,
  outboxTable,
  priceTable,
} from './exchange-ksup-words.ts'
import type { PriceRow } from './exchange-ksup-words.ts'
import { Failure, print, readInput, say } from './terminal.ts'

/** What each subcommand of `obmen exchange ksup` does with a bench; resolves to whether all went well. */

const PAGE = 500

/** Every row of a list that comes in pages. */
async function everyRow<Row>(
  page: (query: { offset: number; limit: number }) => Promise<{ rows: Row[]; total: number }>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (;;) {
    const { rows: more, total } = await page({ offset: rows.length, limit: PAGE })
    rows.push(...more)
    if (more.length === 0 || rows.length >= total) return rows
  }
}

const asJson = (value: unknown): void => print(JSON.stringify(value, null, 2))

/* ---------- send ---------- */

export interface SendOptions extends SideOptions {
  as?: string
  contentType: string
}

/** Ids of the operations that a body can be sent as. */
export const sendable: readonly KsupOperation[] = ksupOperations.operations.filter(({ request }) => request)

/** @throws Failure for a body that is none of contract D */
function operationOf(file: string, body: { bytes: Uint8Array; contentType: string }, as?: string) {
  const id = as ?? identify(body, { fixture: true })?.operation.id
  const operation = sendable.find((known) => known.id === id)
  if (!operation)
    throw new Failure(`${file}: это не сообщение обмена с КСУП; укажите --as, если это всё же оно`)
  return operation
}

export async function sendFile(bench: Bench, file: string, options: SendOptions): Promise<boolean> {
  const contentType = options.contentType || 'application/json; charset=utf-8'
  const body = { bytes: await readInput(file), contentType }
  const operation = operationOf(file, body, options.as)
  const known = operation.request!.read(body, 'lenient', {}).value as Partial<KnownBody> | null
  const peer = operation.callee === 'onec' ? await onecOf(bench, options) : await serverOf(bench, options)
  const told = await tell(bench, peer, { ...body, operation, id: known?.meta?.message_id ?? null })
  say(`${operation.id}: ${describeTold(told)}`)
  if (told.text !== '') print(told.text)
  return told.ok
}

/* ---------- prices ---------- */

export interface PricesOptions extends SideOptions {
  contact?: string
  json?: boolean
}

/** Asks a real 1C, as the server would. */
async function askOnec(bench: Bench, articles: string[], options: PricesOptions): Promise<boolean> {
  const operation = ksupOperations.priceStock
  const request = { contact_code: options.contact ?? null, articles }
  const told = await tell(bench, await onecOf(bench, options), {
    ...operation.request.write(request, 'json', 'canonical'),
    operation,
    id: null,
  })
  say(describeTold({ ...told, value: null }))
  if (!told.ok) return false
  const answer = told.value as PriceStockAnswer
  if (options.json) asJson(answer)
  else print(priceTable(answer.rows.map(rowOnWire)))
  return reportMissing(answer)
}

const orNull = (roubles: number | null): number | null => (roubles === null ? null : kopecks(roubles))

const rowOnWire = (row: PriceStockAnswer['rows'][number]): PriceRow => ({
  ...row,
  available: thousandths(row.available),
  price_retail: orNull(row.price_retail),
  price_special: orNull(row.price_special),
  price_contract: orNull(row.price_contract),
})

/** Tells what there are no prices for; `true` when there is nothing to tell but warnings. */
function reportMissing({ errors, warnings }: Pick<PriceStockAnswer, 'errors' | 'warnings'>): boolean {
  for (const { code, message } of warnings) say(`${code} ${message}`)
  for (const { article, code, message } of errors) say(`${article}: ${code} ${message}`)
  return errors.length === 0
}

/** «Получить цены и остатки» of КСУП (D-99…D-111), or the same asked of a real 1C. */
export async function prices(bench: Bench, articles: string[], options: PricesOptions): Promise<boolean> {
  if (options.onec !== undefined) return askOnec(bench, articles, options)
  const view = await bench.parts.ksup.ksup.priceStock({ contact: options.contact ?? null, articles })
  if (options.json) asJson(view)
  else print(priceTable(view.rows))
  return reportMissing(view)
}

/* ---------- conditions ---------- */

export interface ConditionsOptions extends SideOptions {
  object?: CoveredObject | 'contact'
  json?: boolean
}

type ConditionRow = Pick<CoverageRow, 'title' | 'verdicts'> & { object: string; ref: string }

/** What КСУП would ask 1C to create. */
async function contactConditions({ parts }: Bench): Promise<ConditionRow[]> {
  const { ksup } = parts.ksup
  const rows = await everyRow((query) => ksup.contacts(query))
  return Promise.all(
    rows.map(async ({ code_ksup, name }) => ({
      object: 'contact',
      ref: code_ksup,
      title: `${name} (КСУП ${code_ksup})`,
      verdicts: [(await ksup.contact(code_ksup)).verdict],
    })),
  )
}

/** «Условия отправки»: what would go, what would not, and why. */
export async function conditions(bench: Bench, { object, json }: ConditionsOptions): Promise<boolean> {
  const rows: ConditionRow[] = []
  if (object === undefined || object === 'contact') rows.push(...(await contactConditions(bench)))
  if (object !== 'contact')
    rows.push(...(await everyRow((query) => bench.parts.ksup.onec.coverage({ ...query, object }))))
  if (json) asJson(rows)
  else
    for (const { title, verdicts } of rows)
      print([title, ...verdicts.map((verdict) => `  ${describeVerdict(verdict)}`)].join('\n'))
  return true
}

/* ---------- outbox ---------- */

export interface OutboxOptions extends SideOptions {
  sender: Sender
  json?: boolean
  send?: boolean
}

/** What has not been delivered; with `send` what is due goes first. `false` when something waits for a person. */
export async function outbox({ parts }: Bench, { sender, json, send }: OutboxOptions): Promise<boolean> {
  const queue = parts.ksup.outbox(sender)
  if (send) {
    queue.poke()
    await queue.idle()
  }
  const all = await Promise.all(
    (['new', 'sending', 'waiting', 'parked'] as const).map((state) =>
      everyRow((query) => queue.list({ ...query, state })),
    ),
  )
  const rows = all.flat()
  const status = await queue.status()
  if (json) asJson({ status, rows })
  else if (rows.length > 0) print(outboxTable(rows))
  say(describeStatus(status))
  return status.counts.parked === 0 && status.stopped === null
}

/* ---------- story ---------- */

export interface StoryOptions extends SideOptions {
  deal?: number
  contact?: string
  json?: boolean
}

/** A deal and a client that nothing was told of: new ones of the bench's КСУП, those of the command line at a real server. */
async function freshFacts({ parts }: Bench, { deal, contact }: StoryOptions, own: boolean) {
  if (deal !== undefined) return { deal, code1c: contact ?? null }
  if (!own) throw new Failure('Настоящему серверу нужна своя сделка: укажите --deal с её номером')
  const { ksup } = parts.ksup
  const code1c = contact ?? `CLI-${randomBytes(4).toString('hex')}`
  const client =
    contact === undefined
      ? await ksup.createContact({ name: 'Покупатель из командной строки', code_1c: code1c })
      : null
  const made = await ksup.createDeal({
    title: 'История из командной строки',
    ...(client && { contact: client.code_ksup }),
  })
  return { deal: made.number, code1c }
}

/** One day as 1C tells it; ends at the first refusal. */
export async function story(bench: Bench, options: StoryOptions): Promise<boolean> {
  const { parts } = bench
  const peer = await serverOf(bench, options)
  const facts = await freshFacts(bench, options, peer.own)
  const now = nowLocal(parts.clock(), parts.ksup.settings().zone)
  const orderNumber = `CLI-${String(facts.deal).slice(-16)}`
  const played: object[] = []
  let ok = true
  for (const { title, letter } of storyOf({ ...facts, orderNumber, now })) {
    const told = await tell(bench, peer, letter)
    say(`${title}: ${describeTold(told)}`)
    const { status, code, message, value } = told
    played.push({
      title,
      operation: letter.operation.id,
      message_id: letter.id,
      status,
      code,
      message,
      answer: value,
    })
    ok = told.ok
    if (!ok) break
  }
  if (peer.own && ok) ok = await isFinished(bench, facts.deal)
  if (options.json) asJson({ ok, ...facts, order_number: orderNumber, steps: played })
  return ok
}

/** What КСУП has of the deal when the day is over. */
async function isFinished({ parts }: Bench, number: number): Promise<boolean> {
  const { state, amount, shipped, received, files } = await parts.ksup.ksup.deal(number)
  say(
    `Сделка ${number}: ${dealStates[state].name}, заказ ${moneyText(amount)}, отгружено ${moneyText(shipped)}, ` +
      `получено ${moneyText(received)}, файлов ${files.length}`,
  )
  return state === 'finished' && amount === shipped && amount === received
}
