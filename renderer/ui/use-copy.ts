import { useMessage } from 'naive-ui'
import { t } from '../i18n/index.ts'

/** Copies text and says so. */
export function useCopy() {
  const message = useMessage()
  return async function copy(value: string) {
    try {
      await navigator.clipboard.writeText(value)
      message.success(t('shell.copied'), { duration: 1500 })
    } catch {
      message.error(t('shell.copyFailed'))
    }
  }
}
