import type { Text } from '../contracts/text.ts'
import { toLocalTime } from '../contracts/time.ts'
import type { Due } from './due.ts'
import { MOST_CAUGHT_UP } from './due.ts'
import type { MissedPolicy } from './model.ts'

/** What the history says of runs besides what they say themselves. Pure. */

export const running: Text = { ru: 'Выполняется.', en: 'Running.' }
export const waiting: Text = {
  ru: 'Ждёт конца предыдущего выполнения.',
  en: 'Waits for the run before to end.',
}
export const overlapped: Text = {
  ru: 'Пропущено: предыдущее выполнение ещё не закончилось.',
  en: 'Skipped: the run before has not ended yet.',
}
export const busyNow: Text = {
  ru: 'Пропущено: предыдущее выполнение ещё не закончилось, и одно уже ждёт.',
  en: 'Skipped: the run before has not ended yet, and one waits already.',
}
export const stoppedByHand: Text = { ru: 'Остановлено вручную.', en: 'Stopped by hand.' }
export const stillEnding: Text = {
  ru: 'Работа ещё завершается; до её конца задание не начнётся снова.',
  en: 'The work is still ending; the errand does not begin again before that.',
}
export const closing: Text = {
  ru: 'Остановлено: программа завершается.',
  en: 'Stopped: the program ends.',
}

export const limitReached = (minutes: number): Text => ({
  ru: `Остановлено: превышено время выполнения, ${minutes} мин.`,
  en: `Stopped: it took longer than ${minutes} min.`,
})

/** Why moments were missed. */
export type MissedReason = 'off' | 'asleep'

const reasons: Record<MissedReason, Text> = {
  off: { ru: 'программа была выключена', en: 'the program was off' },
  asleep: {
    ru: 'компьютер спал или часы стенда перевели вперёд',
    en: 'the computer slept, or the clock of the bench was put forward',
  },
}

const printed = (moment: Date, zone: string): Text => {
  const [day = '', time = ''] = toLocalTime(moment, zone).split('T')
  return { ru: `${day.split('-').reverse().join('.')} ${time}`, en: `${day} ${time}` }
}

/** @param zone IANA zone that times are shown in */
export function missedWords(
  { missed, run }: Due & { missed: NonNullable<Due['missed']> },
  policy: MissedPolicy,
  reason: MissedReason,
  zone: string,
): Text {
  const [first, last] = [printed(missed.first, zone), printed(missed.last, zone)]
  const why = reasons[reason]
  const number = missed.more ? { ru: `${missed.count} или больше`, en: `${missed.count} or more` } : null
  const caught = run.filter(({ trigger }) => trigger === 'catch-up').length
  const after: Text =
    policy === 'all' && caught > 0
      ? {
          ru: ` Догоняются последние ${MOST_CAUGHT_UP}.`,
          en: ` The last ${MOST_CAUGHT_UP} are caught up.`,
        }
      : policy === 'once'
        ? { ru: ' Выполняется один раз за все.', en: ' It runs once for all of them.' }
        : { ru: '', en: '' }
  const span: Text =
    missed.count === 1 ? first : { ru: `${first.ru} … ${last.ru}`, en: `${first.en} … ${last.en}` }
  return {
    ru: `Пропущено запусков: ${number?.ru ?? missed.count} (${span.ru}): ${why.ru}.${after.ru}`,
    en: `Missed runs: ${number?.en ?? missed.count} (${span.en}): ${why.en}.${after.en}`,
  }
}

export const timeGoneBy: Text = {
  ru: 'Этот момент уже прошёл. Укажите будущий или выполните задание сейчас.',
  en: 'This moment has passed. Give a future one, or run the errand now.',
}
