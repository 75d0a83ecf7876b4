import { computed, ref, shallowRef, watch } from 'vue'
import { admin } from '../api/client.ts'
import type { KeptBody, Refresh, ReplayOrder, ReplayPlan, ReplaySelection } from './types.ts'

/** What the form of a new replay holds, and the plan that its answers make. */
export function useReplayOrder(selection: () => ReplaySelection) {
  const fields = ref({
    target: 'same' as 'same' | 'own' | 'address',
    base: '',
    account: 'workspace' as 'workspace' | 'given' | 'none',
    user: '',
    password: '',
    off: [] as Refresh['kind'][],
    rate: null as number | null,
    /** What goes in place of the one body that can be edited: a text, or a file by its name; `null`: as it was. */
    edit: null as { entry: number; body: string | KeptBody; name: string | null } | null,
  })
  const confirmed = ref(false)
  const plan = shallowRef<ReplayPlan | null>(null)

  const order = computed<ReplayOrder>(() => ({
    selection: selection(),
    target:
      fields.value.target === 'address'
        ? { kind: 'address', base: fields.value.base.trim() }
        : { kind: fields.value.target },
    accountFrom: fields.value.account,
    ...(fields.value.account === 'given'
      ? { account: { user: fields.value.user, password: fields.value.password } }
      : {}),
    off: fields.value.off,
    rate: fields.value.rate,
    edits: fields.value.edit === null ? {} : { [String(fields.value.edit.entry)]: fields.value.edit.body },
  }))
  // What was confirmed is a plan of these very answers.
  watch(order, () => {
    plan.value = null
    confirmed.value = false
  })

  const incomplete = computed(
    () =>
      (fields.value.target === 'address' && fields.value.base.trim() === '') ||
      (fields.value.account === 'given' && fields.value.user === ''),
  )
  /** Loopback may be called at once; anything else after its plan was seen and agreed to. */
  const startable = computed(
    () =>
      plan.value !== null && !plan.value.forbidden && (plan.value.realHosts.length === 0 || confirmed.value),
  )

  async function preview() {
    const asked = order.value
    const made = await admin.call('replay.plan', { body: asked })
    // Something was changed while it was on its way.
    if (asked === order.value) plan.value = made
    return true
  }

  const start = () =>
    admin.call('replay.start', {
      body: { ...order.value, hash: plan.value?.hash, confirm: confirmed.value },
    })

  return { fields, confirmed, plan, incomplete, startable, preview, start }
}
