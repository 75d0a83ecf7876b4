import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import type { KsupSettings } from '../types.ts'
import { anyTyped, noPasswords, typedPasswords, type PasswordForm } from './passwords.ts'

const copyOf = (settings: KsupSettings): KsupSettings => JSON.parse(JSON.stringify(settings)) as KsupSettings
const same = (one: KsupSettings, other: KsupSettings) => JSON.stringify(one) === JSON.stringify(other)

/** The settings of the exchange with the form over them. */
export function useKsupSettings() {
  const { busy, run } = useTask()
  const stored = useResource(() => admin.call('ksup.settings'), { areas: ['ksup', 'state'] })
  const form = ref<KsupSettings | null>(null)
  const passwords = ref<PasswordForm>(noPasswords())
  const dirty = computed(
    () =>
      stored.data.value !== null &&
      form.value !== null &&
      (anyTyped(passwords.value) || !same(form.value, stored.data.value)),
  )

  // Newer settings from the server never overwrite what a person is typing.
  watch(stored.data, (next, before) => {
    if (next && (!before || !form.value || same(before, form.value))) form.value = copyOf(next)
  })

  async function save() {
    const settings = form.value
    if (!settings || !dirty.value) return
    const saved = await run(
      () =>
        admin.call('ksup.saveSettings', {
          body: { settings, passwords: typedPasswords(passwords.value) },
        }),
      t('ksupExchange.settings.saved'),
    )
    if (!saved) return
    stored.set(saved)
    form.value = copyOf(saved)
    passwords.value = noPasswords()
  }

  function revert() {
    if (stored.data.value) form.value = copyOf(stored.data.value)
    passwords.value = noPasswords()
  }

  return { stored, form, passwords, dirty, busy, save, revert }
}

export type KsupSettingsForm = ReturnType<typeof useKsupSettings>
