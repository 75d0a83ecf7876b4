import { usePreferredDark, useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, watchEffect } from 'vue'
import { locales, setLocale, type Locale } from '../i18n/index.ts'

export const themes = ['light', 'dark', 'system'] as const
export type ThemeChoice = (typeof themes)[number]

/** What a person chose for this browser: theme, language, the width of the rail. */
export const usePreferencesStore = defineStore('preferences', () => {
  const storedTheme = useLocalStorage<string>('obmen.theme', 'system')
  const storedLocale = useLocalStorage<string>('obmen.locale', 'ru')
  const railCollapsed = useLocalStorage('obmen.layout.railCollapsed', false)
  const systemDark = usePreferredDark()

  // A hand-edited or outdated value falls back to the default.
  const theme = computed({
    get: () => themes.find((name) => name === storedTheme.value) ?? 'system',
    set: (choice: ThemeChoice) => (storedTheme.value = choice),
  })
  const locale = computed({
    get: () => locales.find((name) => name === storedLocale.value) ?? 'ru',
    set: (choice: Locale) => (storedLocale.value = choice),
  })
  const dark = computed(() => (theme.value === 'system' ? systemDark.value : theme.value === 'dark'))

  watchEffect(() => {
    document.documentElement.dataset['theme'] = dark.value ? 'dark' : 'light'
    document.documentElement.lang = locale.value
    setLocale(locale.value)
  })

  return { theme, locale, dark, railCollapsed }
})
