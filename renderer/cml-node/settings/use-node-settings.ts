import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import type { CmlFault, NodeSettings } from '../types.ts'

/** What the form of a node edits: all but the failures, which are switched on their own tab and at once. */
const formPart = ({ faults: _, ...rest }: NodeSettings): string => JSON.stringify(rest)
const copyOf = (settings: NodeSettings): NodeSettings => JSON.parse(JSON.stringify(settings)) as NodeSettings

/** The settings of a node with the form over them. */
export function useNodeSettings(node: string) {
  const { busy, run } = useTask()
  const stored = useResource(() => admin.call('cmlOnec.settings', { params: { node } }), {
    areas: ['cml-onec', 'state'],
  })
  const form = ref<NodeSettings | null>(null)
  /** Empty: the stored password stays. */
  const password = ref('')
  const dirty = computed(
    () =>
      stored.data.value !== null &&
      form.value !== null &&
      (password.value !== '' || formPart(form.value) !== formPart(stored.data.value)),
  )

  // Newer settings from the server never overwrite what a person is typing.
  watch(stored.data, (next, before) => {
    if (!next) return
    if (!before || !form.value || formPart(before) === formPart(form.value)) form.value = copyOf(next)
  })

  async function write(settings: NodeSettings, secret: string | null, success?: string) {
    const saved = await run(
      () => admin.call('cmlOnec.saveNode', { params: { node }, body: { ...settings, password: secret } }),
      success,
    )
    if (saved) stored.set(saved)
    return saved
  }

  async function save() {
    if (!form.value || !stored.data.value || !dirty.value) return
    const settings = { ...form.value, faults: stored.data.value.faults }
    const saved = await write(
      settings,
      password.value === '' ? null : password.value,
      t('cmlNode.settings.saved'),
    )
    if (!saved) return
    form.value = copyOf(saved)
    password.value = ''
  }

  function revert() {
    if (stored.data.value) form.value = copyOf(stored.data.value)
    password.value = ''
  }

  /** Failures take effect at once, whatever else the form holds. */
  async function saveFaults(faults: CmlFault[]) {
    if (stored.data.value) await write({ ...stored.data.value, faults }, null)
  }

  return { stored, form, password, dirty, busy, save, revert, saveFaults }
}

export type NodeSettingsForm = ReturnType<typeof useNodeSettings>
