import { setImmediate } from 'node:timers/promises'
import { Refusal, WrongInput } from '../../storage/refusal.ts'
import type { MakeTask } from '../kind.ts'
import { kinds } from '../kinds.ts'
import type { Filling, SideId } from '../model.ts'
import type { Bases } from './bases.ts'
import { fillings, type Opener } from './fillings.ts'
import { added, nothing } from './portion.ts'

/** The largest amount that goes into bases at once: they are small databases, and their lists are read whole. */
export const MOST_INTO = 50_000

export interface Filler {
  /**
   * Begins a filling and returns at once.
   * @param enterprise of `regate`
   * @throws Refusal `MAKE-RUNNING`; WrongInput `MAKE-INTO`, `MAKE-ENTERPRISE`, `MAKE-TOO-MANY`
   */
  start(task: MakeTask, into: SideId, enterprise?: string): Filling
  /** The filling that runs, or the last one; `null` before the first. */
  current(): Filling | null
  /** Ends the filling behind the portion that is on its way; what is made stays. */
  stop(): Filling | null
  /** Resolves when nothing runs. */
  finished(): Promise<Filling | null>
}

const wrong = (code: string, ru: string, en: string): WrongInput => new WrongInput(code, { ru, en })

function openerOf({ kind, count }: MakeTask, into: SideId): Opener {
  const opener = fillings[into][kind]
  const { title } = kinds[kind]
  if (!opener)
    throw wrong(
      'MAKE-INTO',
      `Вид «${title.ru}» в базу ${into} не заполняется. Можно: ${kinds[kind].into.join(', ')}.`,
      `The kind "${title.en}" does not go into ${into}. It goes into: ${kinds[kind].into.join(', ')}.`,
    )
  if (count > MOST_INTO)
    throw wrong(
      'MAKE-TOO-MANY',
      `В базу за один раз кладётся не больше ${MOST_INTO}. Уменьшите количество или сохраните в файл.`,
      `At most ${MOST_INTO} go into a base at once. Lower the amount, or save a file.`,
    )
  return opener
}

function enterpriseOf(bases: Bases, into: SideId, given: string | undefined): string {
  if (into !== 'regate') return ''
  const known = bases.enterprises().map(({ id }) => id)
  const enterprise = given ?? known[0]
  if (enterprise !== undefined && known.includes(enterprise)) return enterprise
  throw wrong(
    'MAKE-ENTERPRISE',
    `Предприятия «${enterprise ?? ''}» в рабочем пространстве нет. Есть: ${known.join(', ') || 'ни одного'}.`,
    `The workspace has no enterprise "${enterprise ?? ''}". It has: ${known.join(', ') || 'none'}.`,
  )
}

/**
 * Puts made data into the bases of simulated sides, a portion at a time, one filling at once.
 * @param changed called when a filling has got further
 * @param report receives defects of ours
 */
export function createFiller(
  bases: Bases,
  { changed, report }: { changed(): void; report(error: unknown): void },
): Filler {
  let filling: Filling | null = null
  let stopping = false
  let work: Promise<void> = Promise.resolve()

  function note(change: Partial<Filling>): void {
    filling = { ...filling!, ...change }
    changed()
  }

  async function run(opener: Opener, task: MakeTask, enterprise: string): Promise<void> {
    try {
      const { size, put } = await opener(bases, task, enterprise)
      let total = nothing()
      for (let from = 0; from < task.count && !stopping; from += size) {
        const to = Math.min(task.count, from + size)
        total = added(total, await put(from, to))
        note({ through: to, ...total })
        await setImmediate()
      }
      note({ state: filling!.through < task.count ? 'stopped' : 'done' })
    } catch (error) {
      if (!(error instanceof Refusal)) report(error)
      note({
        state: 'failed',
        problem:
          error instanceof Refusal
            ? error.text
            : {
                ru: 'В стенде произошла ошибка, подробности в журнале программы. То, что уже записано, осталось в базе.',
                en: 'The bench has failed; the details are in the log of the program. What was written stays in the base.',
              },
      })
    }
  }

  return {
    start(task, into, given) {
      if (filling?.state === 'running')
        throw new Refusal('MAKE-RUNNING', {
          ru: 'База уже заполняется. Дождитесь конца или остановите заполнение.',
          en: 'A base is being filled already. Wait for the end or stop it.',
        })
      const opener = openerOf(task, into)
      const enterprise = enterpriseOf(bases, into, given)
      stopping = false
      filling = {
        kind: task.kind,
        into,
        enterprise,
        state: 'running',
        through: 0,
        count: task.count,
        ...nothing(),
        problem: null,
        startedAt: bases.clock().toISOString(),
      }
      work = run(opener, task, enterprise)
      return filling
    },
    current: () => filling,
    stop() {
      stopping = true
      return filling
    },
    async finished() {
      await work
      return filling
    },
  }
}
