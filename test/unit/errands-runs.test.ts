import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Refusal } from '../../server/storage/refusal.ts'
import { done, errandsBench, held } from './errands-bench.ts'
import { settle } from './fake-time.ts'

type Bench = Awaited<ReturnType<typeof errandsBench>>
const open: Bench[] = []
async function bench(options: Parameters<typeof errandsBench>[0]): Promise<Bench> {
  const made = await errandsBench(options)
  open.push(made)
  return made
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

describe('the clock of the bench', () => {
  it('moved over a day rings a five-minute schedule 288 times, each run at its own moment', async () => {
    const { errands, move, time } = await bench({ work: done, schedules: [{}] })
    await errands.start(null)
    time.freeze()
    await move(24 * 60)
    const { runs, total } = await errands.history({ limit: 500 })
    expect(total).toBe(288)
    expect(new Set(runs.map(({ outcome }) => outcome))).toEqual(new Set(['ok']))
    expect(runs.every(({ plannedAt, begunAt }) => plannedAt === begunAt)).toBe(true)
    expect(runs.at(-1)).toMatchObject({ plannedAt: '2026-11-27T09:05:00.000Z', entries: 'id:1..2 from:onec' })
  })

  it('put back lets the schedule ring for the moments that come again', async () => {
    const { errands, move, changes, told } = await bench({ work: done, schedules: [{}] })
    await errands.start(null)
    await move(11)
    await move(-11)
    changes.publish({ area: 'clock' })
    await errands.settled()
    expect((await errands.list()).schedules[0]!.next[0]).toBe('2026-11-27T09:05:00.000Z')
    await move(6)
    expect(await told()).toEqual(['09:05 ok', '09:10 ok', '09:05 ok'])
  })
})

describe('missed moments', () => {
  it('a computer that slept: told, and caught up as the schedule says', async () => {
    const { errands, real, told } = await bench({
      work: done,
      schedules: [
        { id: 'skip', missed: 'skip' },
        { id: 'once', missed: 'once', when: { kind: 'every', minutes: 6 } },
      ],
    })
    await errands.start(null)
    real.leap(22)
    await errands.settled()
    expect((await told()).sort()).toEqual(['09:05 missed', '09:06 missed', '09:18 ok'])
    const { runs } = await errands.history({ schedule: 'skip', limit: 1 })
    expect(runs[0]!.words.ru).toBe(
      'Пропущено запусков: 4 (27.11.2026 12:05:00 … 27.11.2026 12:20:00): компьютер спал или часы стенда перевели вперёд.',
    )
  })

  it('a program that was off: decided when it begins again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'obmen-errands-'))
    const file = join(folder, 'bench.db')
    const schedules = [{ missed: 'all' as const }]
    const before = await errandsBench({ file, work: done, schedules })
    await before.errands.start(null)
    await before.move(5)
    await before.close()

    const after = await errandsBench({ file, work: done, schedules, from: '2026-11-27T09:17:00.000Z' })
    await after.errands.start(null)
    await after.errands.settled()
    expect(await after.told()).toEqual(['09:05 ok', '09:10 ok', '09:15 ok'])
    const { runs } = await after.errands.history({ limit: 1 })
    expect(runs[0]).toMatchObject({ trigger: 'catch-up', plannedAt: '2026-11-27T09:15:00.000Z' })
    await after.close()

    // Bases that were made anew have missed nothing, and what was off has neither.
    const renewed = await errandsBench({ file, work: done, schedules, from: '2026-11-27T11:00:00.000Z' })
    await renewed.errands.start(new Date('2026-11-27T11:00:00.000Z'))
    await renewed.errands.settled()
    expect(await renewed.told()).toHaveLength(3)
    await renewed.errands.switch('work', false)
    await renewed.move(60)
    await renewed.errands.switch('work', true)
    expect(await renewed.told()).toHaveLength(3)
    await renewed.close()
    await rm(folder, { recursive: true })
  })

  it('a program that does one thing and ends begins nothing, and tells when it would', async () => {
    const { errands, real, told } = await bench({ work: done, schedules: [{ missed: 'all' }] })
    await errands.start(null, false)
    real.leap(30)
    await errands.settled()
    expect(await told()).toEqual([])
    expect((await errands.list()).schedules[0]!.next).toHaveLength(5)
  })

  it('a run that a crash cut is told as such', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'obmen-errands-'))
    const file = join(folder, 'bench.db')
    const { work, begun } = held()
    const before = await errandsBench({ file, work, schedules: [{}] })
    await before.errands.start(null)
    await before.errands.run('work')
    await begun(1)
    await before.kill()

    const after = await errandsBench({ file, work: done, schedules: [{}] })
    await after.errands.start(null)
    const { runs } = await after.errands.history({ limit: 5 })
    expect(runs).toMatchObject([{ outcome: 'stopped', words: { ru: expect.stringContaining('Прервано') } }])
    await after.close()
    await rm(folder, { recursive: true })
  })
})

describe('runs do not overlap', () => {
  it.each([
    ['skip', ['09:05 ok', '09:10 skipped', '09:15 skipped']],
    ['wait', ['09:05 ok', '09:10 ok', '09:15 skipped']],
  ] as const)('%s', async (overlap, expected) => {
    const { work, release, begun } = held()
    const { errands, real, told } = await bench({ work, schedules: [{ overlap }] })
    await errands.start(null)
    for (let n = 0; n < 3; n += 1) {
      real.leap(5)
      await begun(1)
      await settle()
    }
    release()
    if (overlap === 'wait') {
      await begun(2)
      release()
    }
    await errands.settled()
    expect(await told()).toEqual(expected)
  })

  it('also not when a person orders one, whatever the schedule: the work is the same', async () => {
    const { work, begun } = held()
    const { errands } = await bench({ work, schedules: [{}, { id: 'other', enabled: false }] })
    await errands.start(null)
    await errands.run('other')
    await begun(1)
    const refused = await errands.run('work').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({ code: 'ERRAND-BUSY' })
  })
})

describe('a run ends', () => {
  it('by hand', async () => {
    const { work, begun } = held()
    const { errands } = await bench({ work, schedules: [{}] })
    await errands.start(null)
    const { id } = await errands.run('work')
    await begun(1)
    await errands.stopRun(id)
    await errands.settled()
    expect(await errands.runOf(id)).toMatchObject({
      outcome: 'stopped',
      trigger: 'manual',
      words: { ru: 'Остановлено вручную. Сделано.' },
    })
  })

  it('by its limit, also when the work does not listen', async () => {
    const { errands, real } = await bench({
      work: () => new Promise(() => {}),
      schedules: [{ limitMinutes: 2, enabled: false }],
    })
    await errands.start(null)
    const { id } = await errands.run('work')
    await settle()
    real.leap(2)
    await settle()
    real.leap(1)
    await settle()
    const ended = await errands.runOf(id)
    expect(ended.outcome).toBe('stopped')
    expect(ended.words.ru).toMatch(/превышено время выполнения, 2 мин.*ещё завершается/)
    await expect(errands.run('work')).rejects.toMatchObject({ code: 'ERRAND-BUSY' })
    const closing = errands.stop()
    await settle()
    real.leap(1)
    await closing
  })

  it('with a refusal as a failure in its words, with a defect as a failure that is reported', async () => {
    const refusals = [new Refusal('X', { ru: 'Узла нет.', en: 'No node.' }), new Error('a defect')]
    const { errands, reported } = await bench({
      work: () => Promise.reject(refusals.shift()!),
      schedules: [{}],
    })
    await errands.start(null)
    for (const words of ['Узла нет.', 'Внутренняя ошибка стенда, подробности в его выводе.']) {
      const { id } = await errands.run('work')
      await errands.settled()
      expect(await errands.runOf(id)).toMatchObject({ outcome: 'failed', words: { ru: words } })
    }
    expect(reported).toHaveLength(1)
  })
})

describe('a schedule', () => {
  it('that is saved with another «когда» begins anew; another name leaves its moments', async () => {
    const { errands, move } = await bench({ work: done, schedules: [{}] })
    await errands.start(null)
    const [row] = (await errands.list()).schedules
    await move(2)
    const next = async () => (await errands.list()).schedules[0]!.next[0]
    await errands.save({ ...row!, name: 'Иначе' })
    expect(await next()).toBe('2026-11-27T09:05:00.000Z')
    await errands.save({ ...row!, when: { kind: 'every', minutes: 30 } })
    expect(await next()).toBe('2026-11-27T09:32:00.000Z')
  })

  it('of a moment that has passed, of an unknown kind or with a strange parameter is refused', async () => {
    const { errands } = await bench({ work: done })
    await errands.start(null)
    const given = {
      errand: 'test.work',
      name: '',
      params: {},
      when: { kind: 'every', minutes: 5 },
      enabled: true,
      missed: 'skip',
      overlap: 'skip',
      limitMinutes: 60,
    } as const
    const past = { kind: 'once', at: '2026-11-27T08:00:00Z', zone: 'UTC' } as const
    await expect(errands.save({ ...given, when: past })).rejects.toMatchObject({ code: 'ERRAND-WHEN' })
    await expect(errands.save({ ...given, errand: 'no.such' })).rejects.toMatchObject({ code: 'ERRAND-KIND' })
    await expect(errands.save({ ...given, params: { node: 'x' } })).rejects.toMatchObject({
      code: 'ERRAND-PARAMS',
    })
    expect(await errands.save(given)).toBe('test-work')
    expect(await errands.save(given)).toBe('test-work-2')
  })
})
