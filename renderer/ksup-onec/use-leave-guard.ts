import { useDialog } from 'naive-ui'
import { onBeforeRouteLeave, onBeforeRouteUpdate, type RouteLocationNormalized } from 'vue-router'
import { t } from '../i18n/index.ts'

/** Asks before a form with something unwritten is left. Call it in the setup of a component of the screen. */
export function useLeaveGuard(dirty: () => boolean) {
  const dialog = useDialog()

  function ask(to: RouteLocationNormalized, from: RouteLocationNormalized): boolean | Promise<boolean> {
    if (!dirty() || to.path === from.path) return true
    return new Promise((resolve) => {
      dialog.warning({
        title: t('ksupOnec.leave.title'),
        content: t('ksupOnec.leave.text'),
        positiveText: t('ksupOnec.leave.go'),
        negativeText: t('ksupOnec.leave.stay'),
        onPositiveClick: () => resolve(true),
        onNegativeClick: () => resolve(false),
        onClose: () => resolve(false),
        onMaskClick: () => resolve(false),
        onEsc: () => resolve(false),
      })
    })
  }

  onBeforeRouteLeave(ask)
  onBeforeRouteUpdate(ask)
}
