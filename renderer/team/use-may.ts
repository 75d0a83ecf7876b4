import { computed, type ComputedRef } from 'vue'
import type { AdminCall } from '../../server/admin/api.ts'
import { t } from '../i18n/index.ts'
import { useTeamStore } from '../stores/team.ts'

export interface May {
  /** The role of this page lets it make the call. */
  allowed: ComputedRef<boolean>
  /** Who may, for a tooltip; nothing to say when this page may. */
  reason: ComputedRef<string | undefined>
}

/** Whether this page may make a call. It switches off what would be refused; the server refuses all the same. */
export function useMay(call: AdminCall | (() => AdminCall | undefined)): May {
  const team = useTeamStore()
  const lacking = computed(() => {
    const named = typeof call === 'function' ? call() : call
    return named === undefined ? null : team.lacks(named)
  })
  return {
    allowed: computed(() => lacking.value === null),
    reason: computed(() => {
      const own = team.signedIn?.role
      return lacking.value === null || own === undefined
        ? undefined
        : t('team.mayOnly', {
            role: t(`team.role.${lacking.value}`).toLowerCase(),
            own: t(`team.role.${own}`).toLowerCase(),
          })
    }),
  }
}
