import { computed, ref } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useHeldForm } from '../../team/use-held-form.ts'
import { useReport, useTask } from '../../ui/use-report.ts'
import type { CmlFault, NodeSettings } from '../types.ts'

/** What the form of a node edits: all but the failures, which are switched on their own tab and at once. */
const formPart = ({ faults: _, ...rest }: NodeSettings) => rest

/** The settings of a node with the form over them. */
export function useNodeSettings(node: string) {
  const { busy, run } = useTask()
  const stored = useResource(() => admin.call('cmlOnec.settings', { params: { node } }), {
    areas: ['cml-onec', 'state'],
  })
  const report = useReport()
  const held = useHeldForm({
    call: 'cmlOnec.saveNode',
    subject: node,
    current: () => stored.data.value,
    reload: stored.reload,
    part: formPart,
  })
  const { form, changed, overtaken, takeTheirs, keepMine } = held
  /** Empty: the stored password stays. */
  const password = ref('')
  const dirty = computed(() => form.value !== null && (password.value !== '' || changed.value))

  async function write(settings: NodeSettings, secret: string | null) {
    const body = { ...settings, password: secret }
    const saved = await run(() =>
      held.send((base) => admin.call('cmlOnec.saveNode', { params: { node }, body, base })),
    )
    if (saved) stored.set(saved)
    return saved
  }

  async function save() {
    if (!form.value || !stored.data.value || !dirty.value) return
    const settings = { ...form.value, faults: stored.data.value.faults }
    const saved = await write(settings, password.value === '' ? null : password.value)
    if (!saved) return
    held.fill(saved)
    password.value = ''
    report.success(t('cmlNode.settings.saved'))
  }

  function revert() {
    takeTheirs()
    password.value = ''
  }

  /** Failures take effect at once, whatever else the form holds. */
  async function saveFaults(faults: CmlFault[]) {
    if (stored.data.value) await write({ ...stored.data.value, faults }, null)
  }

  return { stored, form, password, dirty, overtaken, takeTheirs, keepMine, busy, save, revert, saveFaults }
}

export type NodeSettingsForm = ReturnType<typeof useNodeSettings>
