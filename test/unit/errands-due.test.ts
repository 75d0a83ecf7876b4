import { describe, expect, it } from 'vitest'
import { dueOf, MOST_CAUGHT_UP } from '../../server/errands/due.ts'
import type { MissedPolicy } from '../../server/errands/model.ts'

const at = (time: string) => new Date(`2026-11-27T${time}Z`)
const clock = (moment: Date) => moment.toISOString().slice(11, 16)

function due(missed: MissedPolicy, through: string, now: string, minutes = 5) {
  const found = dueOf(
    { when: { kind: 'every', minutes }, missed },
    { through: at(through), now: at(now), anchor: at('09:00:00') },
  )
  return {
    run: found.run.map(({ planned, trigger }) => `${clock(planned)} ${trigger}`),
    missed: found.missed && [found.missed.count, clock(found.missed.first), clock(found.missed.last)],
  }
}

describe('moments that have come', () => {
  it('one that is on time runs, and nothing is missed', () => {
    expect(due('skip', '09:05:00', '09:10:00')).toEqual({ run: ['09:10 schedule'], missed: null })
    expect(due('all', '09:10:00', '09:14:59')).toEqual({ run: [], missed: null })
  })

  it.each<[MissedPolicy, string[], [number, string, string] | null]>([
    ['skip', [], [4, '09:05', '09:20']],
    ['once', ['09:20 catch-up'], [3, '09:05', '09:15']],
    ['all', ['09:05 catch-up', '09:10 catch-up', '09:15 catch-up', '09:20 catch-up'], null],
  ])('those that were missed: %s', (policy, run, missed) => {
    expect(due(policy, '09:00:00', '09:23:00')).toEqual({ run, missed })
  })

  it('once: a run that is due on time stands for those that were missed', () => {
    expect(due('once', '09:00:00', '09:15:20')).toEqual({
      run: ['09:15 schedule'],
      missed: [2, '09:05', '09:10'],
    })
  })

  it('all is bounded; what is beyond the bound is told as missed', () => {
    const { run, missed } = due('all', '09:00:00', '12:02:30')
    expect(run).toHaveLength(MOST_CAUGHT_UP)
    expect(run.at(-1)).toBe('12:00 catch-up')
    expect(missed?.[0]).toBe(36 - MOST_CAUGHT_UP)
  })
})
