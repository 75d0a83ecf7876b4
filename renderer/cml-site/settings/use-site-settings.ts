import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import type { SiteFault, SiteSettings } from '../types.ts'
import { pathsAreRight } from './paths.ts'

/** What the form edits: all but the failures, which are switched on their own tab and at once. */
const formPart = ({ faults: _, ...rest }: SiteSettings): string => JSON.stringify(rest)
const copyOf = (settings: SiteSettings): SiteSettings => JSON.parse(JSON.stringify(settings)) as SiteSettings

/** The settings of the exchange point with the form over them. */
export function useSiteSettings() {
  const { busy, run } = useTask()
  const stored = useResource(() => admin.call('cmlSite.settings'), { areas: ['cml-site', 'state'] })
  const form = ref<SiteSettings | null>(null)
  /** Empty: the stored password stays. */
  const password = ref('')
  const dirty = computed(
    () =>
      stored.data.value !== null &&
      form.value !== null &&
      (password.value !== '' || formPart(form.value) !== formPart(stored.data.value)),
  )
  const valid = computed(() => form.value !== null && pathsAreRight(form.value.paths))

  // Newer settings from the server never overwrite what a person is typing.
  watch(stored.data, (next, before) => {
    if (!next) return
    if (!before || !form.value || formPart(before) === formPart(form.value)) form.value = copyOf(next)
  })

  async function write(settings: SiteSettings, secret: string | null, success?: string) {
    const saved = await run(
      () => admin.call('cmlSite.saveSettings', { body: { ...settings, password: secret } }),
      success,
    )
    if (saved) stored.set(saved)
    return saved
  }

  async function save() {
    if (!form.value || !stored.data.value || !dirty.value || !valid.value) return
    const settings = { ...form.value, faults: stored.data.value.faults }
    const secret = password.value === '' ? null : password.value
    const saved = await write(settings, secret, t('cmlSite.settings.saved'))
    if (!saved) return
    form.value = copyOf(saved)
    password.value = ''
  }

  function revert() {
    if (stored.data.value) form.value = copyOf(stored.data.value)
    password.value = ''
  }

  /** Failures take effect at once, whatever else the form holds. */
  async function saveFaults(faults: SiteFault[]) {
    if (stored.data.value) await write({ ...stored.data.value, faults }, null)
  }

  return { stored, form, password, dirty, valid, busy, save, revert, saveFaults }
}

export type SiteSettingsForm = ReturnType<typeof useSiteSettings>
