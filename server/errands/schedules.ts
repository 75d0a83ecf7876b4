import type { Text } from '../contracts/text.ts'
import type { Clock } from '../storage/clock.ts'
import type { DocumentStore } from '../storage/document.ts'
import { Refusal, WrongInput } from '../storage/refusal.ts'
import type { Errand } from './errand.ts'
import { whenKey } from './marks.ts'
import type { ErrandRow, ErrandSchedule } from './model.ts'
import { whenProblem } from './moments.ts'
import { paramsFor, paramsWords } from './params.ts'
import { whenWords } from './wording.ts'
import { timeGoneBy } from './words.ts'

/** A schedule as a person gives it; without `id` it is a new one. */
export type GivenSchedule = Omit<ErrandSchedule, 'id'> & { id?: string | undefined }

/** The schedules of the document: what stands there, whether it can be followed, and changes of it. */
export interface Schedules {
  /** Those that are followed now. */
  followed(): ErrandSchedule[]
  isFollowed(schedule: ErrandSchedule): boolean
  titleOf(schedule: ErrandSchedule): Text
  /** All of them in words. */
  rows(): Omit<ErrandRow, 'next' | 'running' | 'last'>[]
  /** @throws Refusal `ERRAND-UNKNOWN` */
  one(id: string): ErrandSchedule
  /** @throws WrongInput `ERRAND-KIND`, `ERRAND-PARAMS`, `ERRAND-WHEN`; Refusal when the document cannot be written */
  save(given: GivenSchedule): Promise<string>
  /** @throws Refusal `ERRAND-UNKNOWN` */
  switch(id: string, enabled: boolean): Promise<void>
  /** @throws Refusal `ERRAND-UNKNOWN` */
  remove(id: string): Promise<void>
}

const unknown = (id: string): Refusal =>
  new Refusal('ERRAND-UNKNOWN', {
    ru: `Регламентного задания «${id}» нет: возможно, его удалили. Обновите список.`,
    en: `There is no scheduled errand "${id}"; it may have been removed. Reload the list.`,
  })

export function createSchedules({
  document,
  errands,
  clock,
}: {
  document: Pick<DocumentStore, 'value' | 'update'>
  errands: readonly Errand[]
  clock: Clock
}): Schedules {
  const all = (): ErrandSchedule[] => document.value.schedules

  const kindOf = ({ errand }: Pick<ErrandSchedule, 'errand'>): Errand | undefined =>
    errands.find(({ id }) => id === errand)

  function titleOf(schedule: ErrandSchedule): Text {
    const { name, errand } = schedule
    return name === '' ? (kindOf(schedule)?.title ?? { ru: errand, en: errand }) : { ru: name, en: name }
  }

  function kindUnknown(errand: string): Text {
    const known = errands.map(({ id }) => id).join(', ')
    return {
      ru: `Задания «${errand}» нет. Есть: ${known}.`,
      en: `There is no errand "${errand}". There are: ${known}.`,
    }
  }

  /** Why a schedule cannot be followed. What it is about may be gone: that is told by its run, and in its row. */
  const problemOf = (schedule: ErrandSchedule): Text | null =>
    kindOf(schedule) ? whenProblem(schedule.when, clock()) : kindUnknown(schedule.errand)

  const isFollowed = (schedule: ErrandSchedule): boolean => schedule.enabled && problemOf(schedule) === null

  function paramsProblem(kind: Errand, schedule: ErrandSchedule): Text | null {
    try {
      paramsFor(kind.params(), schedule.params)
      return null
    } catch (error) {
      if (error instanceof WrongInput) return error.text
      throw error
    }
  }

  function checked(given: GivenSchedule) {
    const kind = kindOf(given)
    if (!kind) throw new WrongInput('ERRAND-KIND', kindUnknown(given.errand))
    const before = all().find(({ id }) => id === given.id)
    const problem = whenProblem(given.when, clock())
    const isNew = !before || whenKey(before.when) !== whenKey(given.when)
    const isPast = isNew && given.when.kind === 'once' && Date.parse(given.when.at) <= clock().getTime()
    if (problem || isPast) throw new WrongInput('ERRAND-WHEN', problem ?? timeGoneBy)
    return { ...given, params: paramsFor(kind.params(), given.params) }
  }

  function freshId(errand: string): string {
    const base = errand.toLowerCase().replace(/[^a-z0-9]+/g, '-')
    const taken = new Set(all().map(({ id }) => id))
    for (let n = 1; ; n += 1) {
      const id = n === 1 ? base : `${base}-${n}`
      if (!taken.has(id)) return id
    }
  }

  return {
    followed: () => all().filter(isFollowed),
    isFollowed,
    titleOf,
    rows: () =>
      all().map((schedule) => {
        const kind = kindOf(schedule)
        return {
          ...schedule,
          title: titleOf(schedule),
          about: kind ? paramsWords(kind.params(), schedule.params) : { ru: '', en: '' },
          words: whenWords(schedule.when),
          problem: problemOf(schedule) ?? (kind ? paramsProblem(kind, schedule) : null),
        }
      }),
    one(id) {
      const found = all().find((one) => one.id === id)
      if (!found) throw unknown(id)
      return found
    },
    async save(given) {
      const schedule = checked(given)
      const id = given.id ?? freshId(given.errand)
      await document.update((draft) => {
        const at = draft.schedules.findIndex((one) => one.id === id)
        if (at < 0) draft.schedules.push({ ...schedule, id })
        else draft.schedules[at] = { ...schedule, id }
      })
      return id
    },
    switch: (id, enabled) =>
      document.update((draft) => {
        const found = draft.schedules.find((one) => one.id === id)
        if (!found) throw unknown(id)
        found.enabled = enabled
      }),
    remove: (id) =>
      document.update((draft) => {
        const at = draft.schedules.findIndex((one) => one.id === id)
        if (at < 0) throw unknown(id)
        draft.schedules.splice(at, 1)
      }),
  }
}
