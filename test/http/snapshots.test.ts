import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import { sumOf, type Manifest } from '../../server/snapshots/manifest.ts'
import type { Snapshot } from '../../server/snapshots/model.ts'
import { demoOrders, openBench, refusal, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

let bench: OpenBench

beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.stop())

const save = (name: string) => bench.api.call('snapshots.save', { body: { name } })
const restore = (id: string, how: { clock?: 'leave' | 'freeze' | 'asWas'; keepPresent?: boolean } = {}) =>
  bench.api.call('snapshots.restore', { body: { id, ...how } })
const compare = (before: string, after = 'now') =>
  bench.api.call('snapshots.compare', { query: { before, after } })
const names = async () => (await bench.api.call('snapshots.list')).snapshots.map(({ name }) => name)
const pathOf = (snapshot: Snapshot, file: string) => join(bench.workspace, 'snapshots', snapshot.id, file)

/** Something on every side: orders taken by 1C, a purchase of ReGate, a contact of КСУП, an item of a catalogue. */
async function work({ api, exchangeOrders, mapCourier }: OpenBench): Promise<void> {
  await mapCourier()
  await exchangeOrders()
  await api.call('restore.purchase', { body: { target: 'kolos' } })
  await api.call('ksup.createContact', { body: { name: 'Мария Лис', type: 'person' } })
  const { rows } = await api.call('cmlOnec.items', { query: { limit: 1 } })
  await api.call('cmlOnec.editItem', { body: { id: rows[0]!.id, name: 'Другое имя' } })
}

/** Writes a manifest with the sums of what lies in the folder now. */
async function reseal(snapshot: Snapshot, change: (manifest: Manifest) => void): Promise<void> {
  const manifest = JSON.parse(await readFile(pathOf(snapshot, 'snapshot.json'), 'utf8')) as Manifest
  change(manifest)
  for (const name of Object.keys(manifest.files) as (keyof Manifest['files'])[])
    manifest.files[name] = await sumOf(pathOf(snapshot, name))
  await writeFile(pathOf(snapshot, 'snapshot.json'), JSON.stringify(manifest))
}

describe('a restore', () => {
  it('brings every base and the mappings back, leaves the journal, and can be taken back', async () => {
    const { api } = bench
    const tables = () => api.call('mappings.table', { params: { kind: 'delivery_method' } })
    const mappingsBefore = (await tables()).rows
    const morning = await save('Утро')
    expect(await compare(morning.id)).toMatchObject({ same: true, kinds: [] })
    await work(bench)
    const entries = (await api.call('state.read')).counts.journal
    const orders = await api.call('onec.orders')
    expect(orders).toHaveLength(2)

    const { before, snapshot } = await restore(morning.id)
    expect(snapshot).toMatchObject({ id: morning.id, name: 'Утро' })
    expect(await compare(morning.id)).toMatchObject({ same: true })
    expect(await api.call('onec.orders')).toEqual([])
    expect((await tables()).rows).toEqual(mappingsBefore)
    expect((await api.call('state.read')).counts.journal).toBe(entries)
    // The order that waits for a mapping waits again, though a row for it was there a moment ago.
    await bench.exchangeOrders()
    expect(await api.call('mappings.unmapped')).toMatchObject([{ value: 'courier_city' }])

    expect(before).toMatchObject({ kind: 'before', name: 'до восстановления «Утро»' })
    await restore(before!.id, { keepPresent: false })
    expect(await api.call('onec.orders')).toEqual(orders)
    expect(await compare(before!.id)).toMatchObject({ same: true })
    // Links to entries hold: it is the same journal.
    expect((await api.call('onec.outbox')).every(({ entry }) => entry !== null)).toBe(true)
  })

  it('to the demo is always there, and the last five states before a restore are kept', async () => {
    await work(bench)
    for (let time = 0; time < 6; time += 1)
      await bench.api.call('snapshots.restore', { body: { name: 'demo' } })
    expect(await bench.api.call('onec.orders')).toEqual([])
    expect(await bench.api.call('site.orders')).toHaveLength(2)
    expect((await compare('demo')).same).toBe(true)
    const { snapshots } = await bench.api.call('snapshots.list')
    expect(snapshots.map(({ kind }) => kind)).toEqual(['demo', ...Array.from({ length: 5 }, () => 'before')])
    const ignored = await readFile(join(bench.workspace, 'snapshots', '.gitignore'), 'utf8')
    expect(ignored).toContain('before-*/')
  })

  it('leaves the clock, stops it at the moment of the snapshot, or puts it as it was', async () => {
    const { api } = bench
    const clock = () => api.call('clock.read')
    await api.call('clock.set', { body: { action: 'freeze', at: '2026-03-01T09:00:00+03:00' } })
    const frozen = await save('Стоит')
    await api.call('clock.set', { body: { action: 'move', byMs: 3_600_000 } })
    await restore(frozen.id)
    expect(await clock()).toMatchObject({ now: '2026-03-01T07:00:00.000Z', frozen: true })
    await api.call('clock.set', { body: { action: 'reset' } })
    await restore(frozen.id, { clock: 'freeze' })
    expect(await clock()).toMatchObject({ now: '2026-03-01T06:00:00.000Z', frozen: true })
    await api.call('clock.set', { body: { action: 'go' } })
    const moved = await save('Идут')
    await api.call('clock.set', { body: { action: 'reset' } })
    await restore(moved.id, { clock: 'asWas' })
    expect(await clock()).toMatchObject({ frozen: false, aheadMs: moved.clock!.aheadMs })
  })

  it('of what is broken, newer or unknown is refused before anything changes; an older one is brought up to date', async () => {
    const { api } = bench
    const kept = await save('Прежний')
    await work(bench)
    const present = await save('Нынешний')

    // As the program left it before the step that counts mentions of goods.
    const catalogue = new Sqlite(pathOf(kept, 'catalogue-onec.db'))
    catalogue.exec('drop table mentions')
    catalogue.exec("delete from kysely_migration where name = 'catalogue-0002-mentions'")
    catalogue.close()
    const refused = async () => {
      const error = await refusal(restore(kept.id))
      expect((await compare(present.id)).same).toBe(true)
      return error
    }
    expect(await refused()).toMatchObject({ status: 409, code: 'SNAPSHOT-BROKEN' })
    await reseal(kept, ({ steps }) => void steps.push('site-0099-later'))
    expect((await api.call('snapshots.list')).snapshots).toContainEqual(
      expect.objectContaining({ id: kept.id, fitness: 'newer' }),
    )
    expect(await refused()).toMatchObject({ code: 'SNAPSHOT-NEWER' })
    await reseal(kept, (manifest) => {
      manifest.steps = manifest.steps.filter((step) => !/later|mentions/.test(step))
    })
    await writeFile(pathOf(kept, 'mappings.json'), '{"product": 1}')
    expect((await refused()).message).toContain('mappings.json')
    await writeFile(pathOf(kept, 'mappings.json'), '{}')
    await restore(kept.id)
    expect(await api.call('onec.orders')).toEqual([])
    expect((await api.call('cmlOnec.items', { query: { limit: 1 } })).total).toBeGreaterThan(0)
    expect(await refusal(restore('no-such'))).toMatchObject({ status: 404, code: 'SNAPSHOT-UNKNOWN' })
    expect(await refusal(restore('../obmen'))).toMatchObject({ status: 404 })
  })
})

describe('a comparison', () => {
  it('counts objects in words and tells the fields that differ, in both directions', async () => {
    const { api } = bench
    const before = await save('До')
    await work(bench)
    const { kinds } = await compare(before.id)
    expect(kinds).toContainEqual({
      kind: 'onec_order',
      base: { ru: '1С', en: '1C' },
      title: { ru: 'Заказы клиентов', en: 'Orders of clients' },
      added: 2,
      changed: 0,
      removed: 0,
    })
    expect(kinds.find(({ kind }) => kind === 'catalogue-onec.items')).toMatchObject({ changed: 1 })
    const after = await save('После')
    const back = await compare(after.id, before.id)
    expect(back.kinds.find(({ kind }) => kind === 'onec_order')).toMatchObject({ added: 0, removed: 2 })

    const differences = (query: object) =>
      api.call('snapshots.differences', { query: { before: before.id, after: 'now', ...query } })
    const site = await differences({ kind: 'site_order', what: 'changed' })
    expect(site.total).toBe(2)
    const order = site.rows.find(({ key }) => key === demoOrders.mapped)!
    expect(order).toMatchObject({ name: '004417', what: 'changed' })
    expect(order.fields).toContainEqual({ field: 'exchange_state', before: 'marked', after: 'accepted' })
    expect((await differences({ text: 'другое имя' })).rows).toMatchObject([
      { kind: 'catalogue-onec.items', name: 'Другое имя' },
    ])
    const all = await differences({ limit: 5, offset: 2 })
    expect(all.rows).toHaveLength(5)
    expect(all.total).toBe(
      kinds.reduce((sum, { added, changed, removed }) => sum + added + changed + removed, 0),
    )
  })
})

describe('snapshots', () => {
  it('are named, noted, copied, removed and brought back; the demo stays as it is', async () => {
    const { api } = bench
    const first = await save('Первый')
    expect(await refusal(save('Первый'))).toMatchObject({ status: 409, code: 'SNAPSHOT-NAME-TAKEN' })
    const again = await api.call('snapshots.save', { body: { name: 'Первый', replace: true } })
    expect(again.id).not.toBe(first.id)
    const label = { name: 'Второй', note: 'после обеда' }
    const edited = await api.call('snapshots.edit', { params: { id: again.id }, body: label })
    expect(edited).toMatchObject({ ...label, id: again.id })
    await api.call('snapshots.duplicate', { params: { id: 'demo' }, body: { name: 'Демо, копия' } })
    expect((await names()).sort()).toEqual(['Второй', 'Демо, копия', 'Демонстрация'])
    const ids = [again.id]
    const { removed } = await api.call('snapshots.remove', { body: { ids } })
    expect(removed.map(({ id }) => id)).toContain(again.id)
    expect(await names()).not.toContain('Второй')
    await api.call('snapshots.bringBack', { body: { ids } })
    expect(await names()).toContain('Второй')
    expect(await refusal(api.call('snapshots.remove', { body: { ids: ['demo'] } }))).toMatchObject({
      code: 'SNAPSHOT-BUILT-IN',
    })
    // What a restore kept by itself becomes a snapshot like any other when it gets a name.
    const { before } = await restore('demo')
    const kept = await api.call('snapshots.edit', {
      params: { id: before!.id },
      body: { name: 'Третий', note: '' },
    })
    expect(kept).toMatchObject({ kind: 'own', name: 'Третий' })
    expect(kept.id).not.toContain('before')
    // A folder that is no snapshot is shown as what it is.
    await mkdir(join(bench.workspace, 'snapshots', 'чужая'))
    const { snapshots } = await api.call('snapshots.list')
    expect(snapshots.find(({ id }) => id === 'чужая')).toMatchObject({ fitness: 'broken' })
  })

  it('go to another workspace as one zip, without links to entries of this journal', async () => {
    await work(bench)
    const kept = await save('Для теста')
    const zip = await (await fetch(bench.address + fileAddresses.snapshot(kept.id))).arrayBuffer()
    expect(zip.byteLength).toBeLessThan(kept.bytes / 2)
    const other = await openBench()
    try {
      const send = (body: ArrayBuffer | string) =>
        fetch(other.address + fileAddresses.snapshotImport, { method: 'POST', body })
      const taken = (await (await send(zip)).json()) as Snapshot
      expect(taken).toMatchObject({ name: 'Для теста', fitness: 'ready' })
      await other.exchangeOrders()
      await other.api.call('snapshots.restore', { body: { name: 'Для теста' } })
      expect(await other.api.call('onec.orders')).toEqual(await bench.api.call('onec.orders'))
      const outbox = await other.api.call('onec.outbox')
      expect(outbox.length).toBeGreaterThan(0)
      expect(outbox.every(({ entry }) => entry === null)).toBe(true)
      expect((await send('это не zip')).status).toBe(409)
      const folders = await readdir(join(other.workspace, 'snapshots'))
      expect(folders.filter((name) => name.includes('making'))).toEqual([])
    } finally {
      await other.stop()
    }
  })

  it('obey the command line', async () => {
    const folder = await temporaryFolder()
    const snapshot = (...args: string[]) => run(['snapshot', ...args, '--address', bench.address])
    try {
      expect(await snapshot('save', 'Начало', '--note', 'до опыта')).toMatchObject({ code: 0 })
      await bench.exchangeOrders()
      const compared = await snapshot('compare', 'Начало', 'now', '--rows')
      expect(compared).toMatchObject({ code: 1 })
      expect(compared.stdout).toContain('1С, Заказы клиентов: добавлено 2')
      expect(compared.stdout).toContain('exchange_state: marked → accepted')
      expect(await snapshot('restore', 'Начало', '--no-keep')).toMatchObject({ code: 0 })
      expect(await snapshot('compare', 'Начало')).toMatchObject({ code: 0 })
      const zip = join(folder.path, 'снимок.zip')
      expect(await snapshot('export', 'Начало', '-o', zip)).toMatchObject({ code: 0, stdout: `${zip}\n` })
      expect((await snapshot('remove', 'Начало')).stderr).toContain('Удалено снимков: 1')
      expect(await snapshot('import', zip)).toMatchObject({ code: 0 })
      expect((await snapshot('list')).stdout).toContain('«Начало»')
      expect(await snapshot('restore', 'Нет такого')).toMatchObject({ code: 1 })
    } finally {
      await folder.remove()
    }
  })
})
