import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startBench } from '../../server/bench.ts'
import { catalogueWorker } from '../catalogue-worker.ts'

/** The three blocks put together, over real HTTP: the demo data of the bench. */

async function theBench(folder: string) {
  const faults: string[] = []
  const bench = await startBench({
    workspace: folder,
    port: 0,
    catalogueWorker: await catalogueWorker(),
    log: (line) => faults.push(line),
  })
  const { ksup: parts } = bench.parts
  let stopped = false
  const stop = async (): Promise<void> => {
    if (stopped) return
    stopped = true
    await bench.stop()
  }
  onTestFinished(stop)
  /** Everything that could go has gone. */
  const settled = async (): Promise<void> => {
    for (const outbox of [parts.outbox('onec'), parts.outbox('server'), parts.outbox('onec')])
      await outbox.idle()
    await parts.inbox.idle()
  }
  const firstOrder = async () => {
    const { rows } = await parts.onec.documents({ kind: 'order', limit: 50 })
    return rows.find(({ deal_numbers }) => deal_numbers.includes(8101))!.ref
  }
  return { ...bench, stop, parts, faults, settled, firstOrder }
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-ksup-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

it('[D-46, D-47, DD-04, DD-07] posting an order puts its rows and its file into the deal', async () => {
  const { parts, settled, firstOrder, faults } = await theBench(await aFolder())
  await parts.onec.act(await firstOrder(), 'post')
  await settled()
  const deal = await parts.ksup.deal(8101)
  expect(deal.rows).toHaveLength(3)
  expect(deal.files).toMatchObject([{ type: 'pdf', current: true }])
  const { inbox, outbox } = await parts.overview()
  expect(inbox).toMatchObject({ applied: 1, queued: 0, refused: 0 })
  expect(outbox.onec.counts).toMatchObject({ delivered: 1 })
  expect(faults).toEqual([])
})

it('[D-12, D-13, D-19, D-22] an active task with an order makes a counterparty in 1C, its code comes back', async () => {
  const { parts, settled } = await theBench(await aFolder())
  const { code_ksup } = await parts.ksup.createContact({
    name: 'ООО «Проверка Связи»',
    type: 'company',
    emails: [{ value: 'svyaz@example.ru', main: true }],
  })
  await parts.ksup.saveTask(code_ksup, { title: 'Заказ', active: true, has_order: true })
  await settled()
  const { code_1c, link } = await parts.ksup.contact(code_ksup)
  expect(link).toBe('linked')
  const { rows } = await parts.onec.counterparties({ text: 'Проверка Связи', limit: 5 })
  expect(rows).toMatchObject([{ code_1c, code_ksup }])
})

it('[DD-04] КСУП down: 1C has delivered, the server keeps the message over a restart and applies it when КСУП is back', async () => {
  const folder = await aFolder()
  const first = await theBench(folder)
  first.parts.setConditions({ ksup: 'down' })
  await first.parts.onec.act(await first.firstOrder(), 'post')
  await first.settled()
  const overview = await first.parts.overview()
  expect(overview.inbox.queued).toBe(1)
  expect(overview.outbox.onec.counts.delivered).toBe(1)
  await first.stop()
  const second = await theBench(folder)
  await second.settled()
  expect((await second.parts.ksup.deal(8101)).rows).toHaveLength(3)
  expect((await second.parts.overview()).inbox).toMatchObject({ queued: 0, applied: 1 })
})

it('[section 3] ping answers; [DD-03] settings keep passwords apart, an address is wanted for a real block', async () => {
  const { parts } = await theBench(await aFolder())
  expect(await parts.ping()).toMatchObject({ ok: true, code: null })
  const none = { ksup: null, server: null, onec: null, serverAccount: null, onecAccount: null }
  const settings = parts.settings()
  const real = { ...settings, onec: { ...settings.onec, mode: 'real' as const } }
  await expect(parts.saveSettings(real, none)).rejects.toMatchObject({ code: 'KSUP-ADDRESS' })
  const saved = await parts.saveSettings(
    { ...real, onec: { ...real.onec, address: 'http://127.0.0.1:1' } },
    { ...none, onec: 'тайна' },
  )
  expect(JSON.stringify(saved)).not.toContain('тайна')
  expect((await parts.overview()).blocks.onec).toMatchObject({
    mode: 'real',
    address: 'http://127.0.0.1:1',
    has_password: true,
  })
  expect(await parts.ping()).toMatchObject({ ok: false, address: 'http://127.0.0.1:1' })
})

it('reset brings the demo anew: nothing waits, nothing was received', async () => {
  const { parts, settled, firstOrder } = await theBench(await aFolder())
  await parts.onec.act(await firstOrder(), 'post')
  await settled()
  await parts.reset()
  expect((await parts.ksup.deal(8101)).rows).toEqual([])
  expect(await parts.inbox.counts()).toMatchObject({ applied: 0, queued: 0 })
  await parts.onec.act(await firstOrder(), 'post')
  await settled()
  expect((await parts.ksup.deal(8101)).rows).toHaveLength(3)
})
