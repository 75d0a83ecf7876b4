import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { AdminCall } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'
import type { AdminApi } from '../../server/admin/api.ts'
import { leastRole } from '../../server/admin/roles.ts'
import { allows, type Role } from '../../server/team/model.ts'
import { admin, whenSignedOut } from '../api/client.ts'

export type Me = ResultOf<AdminApi['team.me']>

/** Who uses this page, and what the bench lets them do. */
export const useTeamStore = defineStore('team', () => {
  /** `null` while it is not known: then nothing is switched off, for the server refuses anyway. */
  const me = shallowRef<Me | null>(null)
  /** The first question has been answered, or cannot be. */
  const asked = shallowRef(false)

  async function load() {
    try {
      me.value = await admin.call('team.me')
    } catch {
      // Without a connection the page shows that by itself.
    } finally {
      asked.value = true
    }
  }
  whenSignedOut(() => void load())

  const signedOut = computed(() => (me.value?.state === 'out' ? me.value : null))
  const signedIn = computed(() => (me.value?.state === 'in' ? me.value : null))
  /** Somebody has an account here, so people have names. */
  const named = computed(() => signedIn.value !== null && signedIn.value.kind !== 'everyone')

  /** The role that a call wants and this page does not have; `null`: it may. */
  function lacks(call: AdminCall): Role | null {
    const least = leastRole(call)
    if (least === 'anyone' || signedIn.value === null) return null
    return allows(signedIn.value.role, least) ? null : least
  }

  return { me, asked, signedOut, signedIn, named, load, lacks }
})
