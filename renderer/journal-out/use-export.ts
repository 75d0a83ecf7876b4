import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { AdminError } from '../../server/admin/client.ts'
import { fileAddresses } from '../../server/admin/api.ts'
import { admin } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'
import type { AdminApi } from '../../server/admin/api.ts'
import { saveFile } from '../ui/save-file.ts'

type Preview = ResultOf<AdminApi['interchange.preview']>
type Body = CallInput<AdminApi['interchange.export']>['body']
export type ExportTarget = Body['format'] | 'fixtures'
type RuleId = Body['rules'][number]

/** What leaves, by which rules, and what these would hide: asked anew whenever the choice changes. */
export function useExport(show: Ref<boolean>, selection: () => Body['selection']) {
  const rules = ref<RuleId[]>([])
  const binaries = ref(false)
  const preview = shallowRef<Preview | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let asked = 0

  const request = computed(() => ({ selection: selection(), rules: rules.value, binaries: binaries.value }))

  async function look() {
    const mine = (asked += 1)
    loading.value = true
    try {
      const answer = await admin.call('interchange.preview', { body: request.value })
      // A newer question is on its way: its answer is the one that counts.
      if (mine === asked) [preview.value, problem.value] = [answer, null]
    } catch (error) {
      if (mine === asked) [preview.value, problem.value] = [null, problemOf(error)]
    } finally {
      if (mine === asked) loading.value = false
    }
  }

  async function begin() {
    preview.value = null
    problem.value = null
    binaries.value = false
    try {
      const known = await admin.call('interchange.rules')
      rules.value = known.filter((rule) => rule.default).map(({ id }) => id)
      await look()
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  /** @returns how many entries are in the file, or paths of what was written */
  async function save(format: ExportTarget): Promise<number | string[]> {
    if (format === 'fixtures')
      return (await admin.call('interchange.fixtures', { body: request.value })).files
    const { token, name, entries } = await admin.call('interchange.export', {
      body: { ...request.value, format },
    })
    const answer = await fetch(fileAddresses.interchangeFile(token))
    if (!answer.ok) throw new AdminError(answer.status, (await answer.json()) as Record<string, unknown>)
    saveFile(name, new Uint8Array(await answer.arrayBuffer()), 'application/octet-stream')
    return entries
  }

  function toggle(id: RuleId, on: boolean) {
    rules.value = on ? [...rules.value, id] : rules.value.filter((one) => one !== id)
    void look()
  }

  watch(show, (shown) => shown && void begin(), { immediate: true })
  watch(binaries, () => show.value && preview.value && void look())

  return { rules, binaries, preview, problem, loading, look, save, toggle }
}
