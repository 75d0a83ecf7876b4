import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { logOf, startOnec } from './cml-onec-bench.ts'
import { scriptedSite, type ScriptedSite } from './cml-scripted-site.ts'

/** Holds the answer of a mode back until it is released; says when the request is there. */
function heldAnswer(site: ScriptedSite, mode: string, body: string, from = 1) {
  let asked = 0
  let arrived = () => undefined as void
  let release = () => undefined as void
  const there = new Promise<void>((resolve) => (arrived = resolve))
  const after = new Promise<void>((resolve) => (release = resolve))
  site.answer(mode, () => {
    asked += 1
    if (asked < from) return body
    arrived()
    return { body, after }
  })
  return { there, release }
}

describe('stop and resume', () => {
  it('[C §16 1C 4] stop ends the running request at once, nothing more is sent', async () => {
    const site = await scriptedSite()
    const { there } = heldAnswer(site, 'import', 'success')
    const { onec, folder } = await startOnec(site.address, { pictures: false })
    const { id } = await onec.start('shop', { kind: 'catalogue', full: true }, 'manual')
    await there
    const run = await onec.stop(id)
    expect(run).toMatchObject({ state: 'stopped', resumable: true })
    expect(run.steps.at(-1)).toMatchObject({ mode: 'import', verdict: 'failed', status: null })
    expect(logOf(run).at(-1)).toBe('Обмен прерван пользователем')
    expect(site.modes().at(-1)).toBe('import')
    expect(existsSync(join(folder, 'export')) ? readdirSync(join(folder, 'export')) : []).toEqual([])
  })

  it('[C §16 1C 4] stop ends the pause between polls', async () => {
    const site = await scriptedSite()
    const polls = heldAnswer(site, 'import', 'progress\nжду', 3)
    const { onec } = await startOnec(site.address, { pictures: false })
    const { id } = await onec.start('shop', { kind: 'catalogue', full: true }, 'manual')
    await polls.there
    const stopping = onec.stop(id)
    polls.release()
    const run = await stopping
    expect(run.state).toBe('stopped')
    expect(site.modes().filter((mode) => mode === 'import')).toHaveLength(3)
  })

  it('[C §4.2] a stopped run goes on with the portion it stopped in, by the same full export', async () => {
    const site = await scriptedSite()
    const { there } = heldAnswer(site, 'import', 'success', 2)
    const { onec, exchange } = await startOnec(site.address, { portion: 2, pictures: false })
    const { id } = await onec.start('shop', { kind: 'catalogue', full: true }, 'manual')
    await there
    await onec.stop(id)
    site.forget()
    site.answer('import', 'success')
    const run = await exchange({ kind: 'catalogue', resume: id })
    expect(run.state).toBe('done')
    expect([...site.files().keys()]).toEqual([
      'import0_2.xml',
      'offers0_1.xml',
      'offers0_2.xml',
      'offers0_3.xml',
    ])
    expect(logOf(run)[0]).toBe(`Продолжение сеанса №${id} с порции 2.`)
    expect(run.steps[0]!.portion).toBe(2)
    expect((await onec.nodes())[0]!.changed).toBe(0)
  })

  it('a run that ended by itself does not go on', async () => {
    const site = await scriptedSite()
    const { onec, exchange } = await startOnec(site.address)
    const { id } = await exchange({ kind: 'check' })
    await expect(onec.start('shop', { kind: 'check', resume: id }, 'manual')).rejects.toMatchObject({
      code: 'CML-RUN-NOT-RESUMABLE',
    })
    await expect(onec.start('nobody', { kind: 'check' }, 'manual')).rejects.toMatchObject({
      code: 'CML-NODE-UNKNOWN',
    })
    await expect(onec.run(999)).rejects.toMatchObject({ code: 'CML-RUN-UNKNOWN' })
  })

  it('[C §16 1C 8] a run that the program left running is «прервано» after a restart', async () => {
    const site = await scriptedSite()
    const { there } = heldAnswer(site, 'checkauth', 'success\na\nb')
    const { onec, again } = await startOnec(site.address)
    const { id } = await onec.start('shop', { kind: 'check' }, 'manual')
    await there
    const restarted = again()
    const run = await restarted.run(id)
    expect(run).toMatchObject({ state: 'stopped', resumable: false })
    expect(logOf(run).at(-1)).toMatch(/прерван/)
    await onec.stopAll()
  })
})
