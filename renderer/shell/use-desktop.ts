import { onScopeDispose, watch, type Ref } from 'vue'
import { usePreferencesStore } from '../stores/preferences.ts'
import type { Action } from './actions.ts'

/** Joins the page with the desktop shell, where there is one: the menu runs actions, the shell speaks the page's language. */
export function useDesktop(actions: Readonly<Ref<Action[]>>): void {
  const { obmen } = window
  if (!obmen) return
  const stop = obmen.onMenu((command) => void actions.value.find(({ id }) => id === command)?.run())
  onScopeDispose(stop)
  const preferences = usePreferencesStore()
  watch(() => preferences.locale, obmen.setLocale, { immediate: true })
}
