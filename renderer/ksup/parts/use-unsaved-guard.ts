import { useDialog } from 'naive-ui'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { t } from '../../i18n/index.ts'

/** Asks before a form that was changed and not saved is left for another card or another screen. */
export function useUnsavedGuard(isDirty: () => boolean): void {
  const dialog = useDialog()

  const mayLeave = () =>
    !isDirty() ||
    new Promise<boolean>((resolve) => {
      dialog.warning({
        title: t('ksup.unsaved.title'),
        content: t('ksup.unsaved.text'),
        positiveText: t('ksup.unsaved.leave'),
        negativeText: t('ksup.unsaved.stay'),
        onPositiveClick: () => resolve(true),
        // Every other way to close it is to stay; once resolved, this does nothing.
        onAfterLeave: () => resolve(false),
      })
    })

  onBeforeRouteUpdate(mayLeave)
  onBeforeRouteLeave(mayLeave)
}
