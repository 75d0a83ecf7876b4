import { computed, ref } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useHeldForm } from '../../team/use-held-form.ts'
import { useReport, useTask } from '../../ui/use-report.ts'
import type { SiteFault, SiteSettings } from '../types.ts'
import { pathsAreRight } from './paths.ts'

/** What the form edits: all but the failures, which are switched on their own tab and at once. */
const formPart = ({ faults: _, ...rest }: SiteSettings) => rest

/** The settings of the exchange point with the form over them. */
export function useSiteSettings() {
  const { busy, run } = useTask()
  const stored = useResource(() => admin.call('cmlSite.settings'), { areas: ['cml-site', 'state'] })
  const report = useReport()
  const held = useHeldForm({
    call: 'cmlSite.saveSettings',
    current: () => stored.data.value,
    reload: stored.reload,
    part: formPart,
  })
  const { form, changed, overtaken, takeTheirs, keepMine } = held
  /** Empty: the stored password stays. */
  const password = ref('')
  const dirty = computed(() => form.value !== null && (password.value !== '' || changed.value))
  const valid = computed(() => form.value !== null && pathsAreRight(form.value.paths))

  async function write(settings: SiteSettings, secret: string | null) {
    const body = { ...settings, password: secret }
    const saved = await run(() => held.send((base) => admin.call('cmlSite.saveSettings', { body, base })))
    if (saved) stored.set(saved)
    return saved
  }

  async function save() {
    if (!form.value || !stored.data.value || !dirty.value || !valid.value) return
    const settings = { ...form.value, faults: stored.data.value.faults }
    const secret = password.value === '' ? null : password.value
    const saved = await write(settings, secret)
    if (!saved) return
    held.fill(saved)
    password.value = ''
    report.success(t('cmlSite.settings.saved'))
  }

  function revert() {
    takeTheirs()
    password.value = ''
  }

  /** Failures take effect at once, whatever else the form holds. */
  async function saveFaults(faults: SiteFault[]) {
    if (stored.data.value) await write({ ...stored.data.value, faults }, null)
  }

  return {
    stored,
    form,
    password,
    dirty,
    valid,
    overtaken,
    takeTheirs,
    keepMine,
    busy,
    save,
    revert,
    saveFaults,
  }
}

export type SiteSettingsForm = ReturnType<typeof useSiteSettings>
