import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { problemOf } from '../../api/problem.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useReport } from '../../ui/use-report.ts'
import { faultsOf, faultsOfProblem, type Fault } from './faults.ts'
import { copyOfProfile, newProfile, placedAfter, plain, same } from './profile-list.ts'
import type { InvoiceProfile } from './types.ts'

/** The profiles as they are being edited; the server takes the whole list or nothing of it. */
export function useProfiles() {
  const stored = useResource(() => admin.call('invoiceProfiles.list'), { areas: ['state'] })
  const report = useReport()
  const saving = ref(false)

  const profiles = ref<InvoiceProfile[]>([])
  const activeId = ref<string | null>(null)
  const position = computed(() => profiles.value.findIndex(({ id }) => id === activeId.value))
  const active = computed(() => profiles.value[position.value] ?? null)

  /** The list that the edited one began as. */
  const written = ref<InvoiceProfile[]>([])
  const unwritten = computed(() => {
    const before = new Map(written.value.map((profile) => [profile.id, profile]))
    return new Set(
      profiles.value.filter((profile) => !same(profile, before.get(profile.id))).map(({ id }) => id),
    )
  })
  /** The file has become another one since; writing puts this list in its place. */
  const overtaken = computed(
    () => stored.data.value !== null && !same(stored.data.value.profiles, written.value),
  )
  const dirty = computed(() => !same(profiles.value, written.value))

  function show(next: readonly InvoiceProfile[]) {
    written.value = plain([...next])
    profiles.value = plain([...next])
    if (!active.value) activeId.value = profiles.value[0]?.id ?? null
  }
  // The file of the workspace can be changed elsewhere as well; what is being edited here stays.
  watch(stored.data, (list) => list && !dirty.value && show(list.profiles), { immediate: true })

  /** What the server refused; it holds until something is changed. */
  const refused = ref<Fault[]>([])
  watch(profiles, () => (refused.value = []), { deep: true })
  const own = computed(() => faultsOf(profiles.value))
  const faults = computed(() => [...own.value, ...refused.value])
  const faulty = computed(
    () => new Set(faults.value.flatMap(({ place }) => profiles.value[Number(place[0])]?.id ?? [])),
  )

  function insert(made: InvoiceProfile) {
    profiles.value = placedAfter(profiles.value, activeId.value, made)
    activeId.value = made.id
  }

  function duplicate() {
    const from = active.value
    if (from) insert(copyOfProfile(from, profiles.value, t('invoiceProfiles.copyName', { name: from.name })))
  }

  function remove() {
    const at = position.value
    const gone = active.value
    if (!gone) return
    profiles.value = profiles.value.toSpliced(at, 1)
    activeId.value = (profiles.value[at] ?? profiles.value[at - 1])?.id ?? null
    report.outcome(
      'success',
      t('invoiceProfiles.removed', { name: gone.name }),
      t('invoiceProfiles.removedHint'),
      {
        label: t('invoiceProfiles.undo'),
        run: () => {
          profiles.value = profiles.value.toSpliced(at, 0, gone)
          activeId.value = gone.id
        },
      },
    )
  }

  function move(by: 1 | -1) {
    const at = position.value
    const one = active.value
    if (one && profiles.value[at + by]) {
      profiles.value = profiles.value.toSpliced(at, 1).toSpliced(at + by, 0, one)
    }
  }

  async function save() {
    if (saving.value || !dirty.value || own.value.length > 0) return
    saving.value = true
    try {
      const answer = await admin.call('invoiceProfiles.save', {
        body: { profiles: plain(profiles.value) },
        // What the page knows of: that the file has become another one is shown above the form.
        base: stored.data.value?.profiles,
      })
      show(answer.profiles)
      stored.set(answer)
      report.success(t('invoiceProfiles.saved'))
    } catch (error) {
      const problem = problemOf(error)
      refused.value = faultsOfProblem(problem)
      if (refused.value.length === 0) report.failure(problem)
    } finally {
      saving.value = false
    }
  }

  function revert() {
    const before = plain(profiles.value)
    show(stored.data.value?.profiles ?? written.value)
    report.outcome('success', t('invoiceProfiles.reverted'), '', {
      label: t('invoiceProfiles.undo'),
      run: () => (profiles.value = before),
    })
  }

  return {
    stored,
    profiles,
    active,
    activeId,
    position,
    dirty,
    overtaken,
    unwritten,
    faults,
    faulty,
    saving,
    add: () => insert(newProfile(profiles.value, t('invoiceProfiles.newName'))),
    duplicate,
    remove,
    move,
    save,
    revert,
  }
}
