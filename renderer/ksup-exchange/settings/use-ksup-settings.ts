import { computed, ref } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useHeldForm } from '../../team/use-held-form.ts'
import { useReport, useTask } from '../../ui/use-report.ts'
import { anyTyped, noPasswords, typedPasswords, type PasswordForm } from './passwords.ts'

/** The settings of the exchange with the form over them. */
export function useKsupSettings() {
  const { busy, run } = useTask()
  const stored = useResource(() => admin.call('ksup.settings'), { areas: ['ksup', 'state'] })
  const report = useReport()
  const held = useHeldForm({
    call: 'ksup.saveSettings',
    current: () => stored.data.value,
    reload: stored.reload,
  })
  const { form, changed, overtaken, takeTheirs, keepMine } = held
  const passwords = ref<PasswordForm>(noPasswords())
  const dirty = computed(() => form.value !== null && (anyTyped(passwords.value) || changed.value))

  async function save() {
    const settings = form.value
    if (!settings || !dirty.value) return
    const body = { settings, passwords: typedPasswords(passwords.value) }
    const saved = await run(() => held.send((base) => admin.call('ksup.saveSettings', { body, base })))
    if (!saved) return
    held.fill(saved)
    stored.set(saved)
    passwords.value = noPasswords()
    report.success(t('ksupExchange.settings.saved'))
  }

  function revert() {
    takeTheirs()
    passwords.value = noPasswords()
  }

  return { stored, form, passwords, dirty, overtaken, takeTheirs, keepMine, busy, save, revert }
}

export type KsupSettingsForm = ReturnType<typeof useKsupSettings>
