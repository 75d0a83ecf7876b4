import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { AdminError } from '../../server/admin/client.ts'
import { fileAddresses } from '../../server/admin/api.ts'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import type { RestoreChoice, Snapshot, SnapshotsView } from './types.ts'

/** Snapshots and what is done with them. Everything can be taken back, so nobody is asked. */
export function useSnapshots() {
  const report = useReport()
  const router = useRouter()
  const { busy, run } = useTask()
  const view = useResource(() => admin.call('snapshots.list'), { areas: ['snapshots'] })
  const snapshots = computed(() => view.data.value?.snapshots ?? [])

  const show = (id: string) => router.replace({ name: 'snapshots', params: { id } })

  async function made(work: () => Promise<Snapshot>, said: string): Promise<boolean> {
    const snapshot = await run(work, said)
    if (!snapshot) return false
    await view.reload()
    await show(snapshot.id)
    return true
  }

  const save = (name: string, note: string) =>
    made(() => admin.call('snapshots.save', { body: { name, note } }), t('snapshots.saved'))
  const edit = ({ id }: Snapshot, name: string, note: string) =>
    made(() => admin.call('snapshots.edit', { params: { id }, body: { name, note } }), t('snapshots.edited'))

  function duplicate({ id, name }: Snapshot) {
    const taken = new Set(snapshots.value.map((one) => one.name))
    let copy = t('snapshots.copyOf', { name })
    for (let number = 2; taken.has(copy); number += 1) copy = `${t('snapshots.copyOf', { name })} ${number}`
    return made(
      () => admin.call('snapshots.duplicate', { params: { id }, body: { name: copy } }),
      t('snapshots.copied'),
    )
  }

  async function restore({ id, name }: Snapshot, how: RestoreChoice): Promise<void> {
    const restored = await run(() => admin.call('snapshots.restore', { body: { id, ...how } }))
    if (!restored) return
    const { before } = restored
    await view.reload()
    report.outcome(
      'success',
      t('snapshots.restored', { name }),
      t('snapshots.restoredHint'),
      before ? { label: t('snapshots.undo'), run: () => void takeBack(before, how) } : undefined,
    )
  }

  /** Puts back what was there before a restore, and the snapshot of it is not needed any more. */
  async function takeBack({ id }: Snapshot, { tables }: RestoreChoice): Promise<void> {
    const body = { id, tables, keepPresent: false }
    const done = await run(() => admin.call('snapshots.restore', { body }), t('snapshots.takenBack'))
    if (done) await view.reload()
  }

  async function put(work: () => Promise<SnapshotsView>): Promise<boolean> {
    const next = await run(work)
    if (next) view.set(next)
    return next !== undefined
  }

  async function remove({ id, name, kind }: Snapshot): Promise<void> {
    if (kind === 'demo') return
    if (!(await put(() => admin.call('snapshots.remove', { body: { ids: [id] } })))) return
    report.outcome('success', t('snapshots.removed'), name, {
      label: t('snapshots.undo'),
      run: () => void put(() => admin.call('snapshots.bringBack', { body: { ids: [id] } })),
    })
  }

  const take = (file: File) =>
    made(async () => {
      const answer = await fetch(fileAddresses.snapshotImport, { method: 'POST', body: file })
      const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>
      if (!answer.ok) throw new AdminError(answer.status, said)
      return said as unknown as Snapshot
    }, t('snapshots.taken'))

  return { view, snapshots, busy, show, save, edit, duplicate, restore, remove, take }
}
