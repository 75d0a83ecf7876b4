import { Option, type Command } from 'commander'
import type { ClockMoved, ClockView } from '../admin/api-clock.ts'
import { createAdminClient } from '../admin/client.ts'
import { isLocalTime, fromLocalTime, toLocalTime } from '../contracts/time.ts'
import { Failure, print, say } from './terminal.ts'

/** `obmen clock …`: the clock of a bench that is running. */

interface ClockOptions {
  address: string
  token?: string
  json?: boolean
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `+1d`, `-30m`, `90s`, `1d12h`: ms; `null` when it is no such text. */
export function durationOf(text: string): number | null {
  const match = /^([+-]?)((?:\d{1,7}[smhd])+)$/.exec(text)
  if (!match) return null
  const parts = match[2]!.matchAll(/(\d+)([smhd])/g)
  const ms = [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0)
  return match[1] === '-' ? -ms : ms
}

/** A moment with its zone, or a local time in the zone of the bench. @throws Failure */
export function momentOf(text: string, zone: string): string {
  const local = text.replace(' ', 'T')
  const full = /T\d\d:\d\d$/.test(local) ? `${local}:00` : local.length === 10 ? `${local}T00:00:00` : local
  if (isLocalTime(full)) return fromLocalTime(full, zone).toISOString()
  const instant = /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : null
  if (instant && !Number.isNaN(instant.getTime())) return instant.toISOString()
  throw new Failure(
    `«${text}» — не момент. Пример: 2026-03-01T09:00, 2026-03-01 или 2026-03-01T09:00:00+03:00`,
  )
}

function tell({ now, zone, frozen, aheadMs, next }: ClockView): void {
  const local = (at: string) => `${toLocalTime(new Date(at), zone)} ${zone}`
  const state = frozen
    ? 'часы остановлены'
    : aheadMs === 0
      ? 'обычное время'
      : `от времени машины отличаются на ${Math.round((aheadMs ?? 0) / 1000)} с`
  print(local(now))
  say(`${state}; ближайшее событие: ${next === null ? 'нет' : local(next)}`)
}

export function addClock(program: Command): void {
  const clock = program
    .command('clock')
    .description('the clock of a bench that is running; a bench that is started again has the usual time')

  const command = (name: string, description: string) =>
    clock
      .command(name)
      .description(description)
      .addOption(
        new Option('--address <url>', 'address of the bench').env('OBMEN_ADDRESS').makeOptionMandatory(),
      )
      .addOption(new Option('--token <token>', 'token of a bench that is exposed').env('OBMEN_TOKEN'))
      .option('--json', 'the whole answer as JSON on stdout')
  const client = ({ address, token }: ClockOptions) => createAdminClient(address.replace(/\/+$/, ''), token)
  const answer = (options: ClockOptions, view: ClockView | ClockMoved): void => {
    if (options.json) return print(JSON.stringify(view, null, 2))
    tell(view)
    if ('rang' in view && view.rang > 0) say(`Сработало событий: ${view.rang}`)
  }

  command('read', 'what time it is').action(async (options: ClockOptions) =>
    answer(options, await client(options).call('clock.read')),
  )
  command('freeze', 'stop the clock')
    .argument('[moment]', 'at this moment; local time of the bench when no zone is given')
    .action(async (moment: string | undefined, options: ClockOptions) => {
      const api = client(options)
      const { zone } = await api.call('clock.read')
      const at = moment === undefined ? {} : { at: momentOf(moment, zone) }
      answer(options, await api.call('clock.set', { body: { action: 'freeze', ...at } }))
    })
  command('move', 'move the clock; what is due on the way is done at its own moment')
    .argument('<time>', '30s, 5m, 1h, 3d, 1d12h, or a moment')
    .action(async (text: string, options: ClockOptions) => {
      const api = client(options)
      const { zone } = await api.call('clock.read')
      const byMs = durationOf(text)
      const to = byMs === null ? { at: momentOf(text, zone) } : { byMs }
      answer(options, await api.call('clock.set', { body: { action: 'move', ...to } }))
    })
  for (const [action, description] of [
    ['next', 'move to the next moment at which something is due'],
    ['go', 'let a stopped clock go on'],
    ['reset', "the machine's own time again"],
  ] as const)
    command(action, description).action(async (options: ClockOptions) =>
      answer(options, await client(options).call('clock.set', { body: { action } })),
    )
}
