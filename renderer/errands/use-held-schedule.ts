import { watch, type Ref } from 'vue'
import { holdsSame } from '../../server/admin/revision.ts'
import { useHeldForm, type HeldForm } from '../team/use-held-form.ts'
import { bodyOf, formOf, storedOf, type ScheduleForm } from './schedule-form.ts'
import type { useErrands } from './use-errands.ts'

/**
 * A schedule in its form while others may change it. The form keeps more than is stored (what was typed for another kind of
 * «когда»), so the two follow each other.
 * @param id of a schedule that is there
 */
export function useHeldSchedule(
  id: string,
  form: Ref<ScheduleForm>,
  { list, rows, kindOf }: Pick<ReturnType<typeof useErrands>, 'list' | 'rows' | 'kindOf'>,
): HeldForm<'errands.save'> {
  const held = useHeldForm({
    call: 'errands.save',
    subject: id,
    current() {
      const row = rows.value.find((one) => one.id === id)
      return row ? storedOf(row) : null
    },
    reload: () => list.reload(),
  })
  const typed = () => ({ ...bodyOf(form.value), id })

  watch(
    form,
    () => {
      if (held.form.value && !holdsSame(held.form.value, typed())) held.form.value = typed()
    },
    { deep: true },
  )
  watch(held.form, (stored) => {
    const known = list.data.value
    if (stored && known && !holdsSame(stored, typed()))
      form.value = formOf(stored, kindOf(stored.errand), known.zone, known.now)
  })
  return held
}
