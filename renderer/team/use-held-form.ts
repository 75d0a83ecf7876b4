import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Base, OverwritingCall } from '../../server/admin/overwritten.ts'
import { AdminError } from '../../server/admin/client.ts'
import { holdsSame } from '../../server/admin/revision.ts'
import { admin } from '../api/client.ts'
import { conflictsOf, merged, type Conflict } from './differences.ts'

/** What somebody else put in the place of what a form was filled from. */
export interface OvertakenForm {
  /** `null`: nobody through this bench, so the file was edited, or by whoever has no name. */
  by: string | null
  at: string | null
  conflicts: Conflict[]
}

export interface HeldForm<Call extends OverwritingCall> {
  form: Ref<Base<Call> | null>
  /** The form differs from what it was filled from. */
  changed: ComputedRef<boolean>
  /** Somebody else saved while the form was being edited; `null` while nobody did. */
  overtaken: ShallowRef<OvertakenForm | null>
  /** Fills the form anew, as after a save. */
  fill(value: Base<Call>): void
  /** Throws the edits away. */
  takeTheirs(): void
  /** Takes what only the other one changed, and keeps one's own where both did. */
  keepMine(): void
  /**
   * Makes a call that saves the form.
   * @param save is given what the form was filled from, for `base` of the call
   * @returns `undefined` when somebody else was faster; then `overtaken` tells of it. Other refusals are thrown
   */
  send<Result>(save: (base: Base<Call>) => Promise<Result>): Promise<Result | undefined>
}

interface HeldFormOptions<Call extends OverwritingCall> {
  call: Call
  /** Parameters of the call's address, joined by a line break. */
  subject?: string
  /** What stands on the server, kept fresh by live events; `null` until it is read. */
  current(): Base<Call> | null
  /** Reads that anew. */
  reload(): Promise<unknown>
  /** What the form edits, when something of the value is changed elsewhere and at once. */
  part?(value: Base<Call>): unknown
}

/** A copy that is no part of a reactive object. Settings are JSON. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/**
 * A form over something that others may change meanwhile. What they save is shown at once, also in a form that is being edited;
 * where both have changed a field, it waits for the person to choose, and nothing is overwritten unseen.
 */
export function useHeldForm<Call extends OverwritingCall>(options: HeldFormOptions<Call>): HeldForm<Call> {
  const { call, subject = '', current, reload, part = (value) => value } = options
  const form = ref(null) as Ref<Base<Call> | null>
  /** What the form was filled from. */
  const base = shallowRef<Base<Call> | null>(null)
  const overtaken = shallowRef<OvertakenForm | null>(null)
  const sameBy = (one: Base<Call>, other: Base<Call>) => holdsSame(part(one), part(other))

  const changed = computed(
    () => form.value !== null && base.value !== null && !sameBy(form.value, base.value),
  )

  function fill(value: Base<Call>) {
    base.value = plain(value)
    form.value = plain(value)
    overtaken.value = null
  }

  function merge(now: Base<Call>) {
    if (form.value !== null && base.value !== null)
      form.value = merged(base.value, plain(now), plain(form.value)) as Base<Call>
    base.value = plain(now)
    overtaken.value = null
  }

  /** Looks at what stands there now. */
  async function notice(): Promise<void> {
    const now = current()
    if (now === null) return
    if (form.value === null || base.value === null) return fill(now)
    if (sameBy(now, base.value)) {
      // What is not of this form may have changed all the same.
      base.value = plain(now)
      overtaken.value = null
    } else if (!changed.value || sameBy(now, form.value)) fill(now)
    else {
      const conflicts = conflictsOf(part(base.value), part(now), part(form.value))
      if (conflicts.length === 0) return merge(now)
      overtaken.value = { by: null, at: null, conflicts }
      const last = await admin.call('team.lastChange', { query: { call, subject } }).catch(() => null)
      if (last && overtaken.value?.conflicts === conflicts) overtaken.value = { ...last, conflicts }
    }
  }
  watch(current, () => void notice(), { immediate: true })

  return {
    form,
    changed,
    overtaken,
    fill,
    takeTheirs() {
      const now = current()
      if (now) fill(now)
    },
    keepMine() {
      const now = current()
      if (now) merge(now)
    },
    async send(save) {
      if (base.value === null) return undefined
      try {
        return await save(base.value)
      } catch (error) {
        if (!(error instanceof AdminError) || error.code !== 'ADMIN-OVERTAKEN') throw error
        await reload()
        await notice()
        return undefined
      }
    },
  }
}
