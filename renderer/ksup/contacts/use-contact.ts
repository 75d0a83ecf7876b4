import { useDialog } from 'naive-ui'
import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import type { Contact } from '../types.ts'
import { editOf, formOf, type ContactForm } from './contact-edit.ts'

/** A contact of КСУП with its form. A change of it is not told to 1C (D-07); an active task with an order is (D-12). */
export function useContact(code: string) {
  const params = { code }
  const dialog = useDialog()
  const { busy, run } = useTask()
  const form = ref<ContactForm | null>(null)
  const contact = useResource(() => admin.call('ksup.contact', { params }), { areas: ['ksup'] })
  const edit = computed(() =>
    contact.data.value && form.value ? editOf(contact.data.value, form.value) : null,
  )
  const dirty = computed(() => edit.value !== null)

  // A newer card from the server never overwrites what a person is typing.
  watch(contact.data, (next, before) => {
    if (next && (!before || !form.value || editOf(before, form.value) === null)) form.value = formOf(next)
  })

  async function save() {
    const body = edit.value
    if (!body || body.name === '') return
    const saved = await run(() => admin.call('ksup.editContact', { params, body }), t('ksup.contact.saved'))
    if (!saved) return
    form.value = formOf(saved)
    contact.set(saved)
  }

  function revert() {
    if (contact.data.value) form.value = formOf(contact.data.value)
  }

  /** Something else than the form that changes the card: a task, a request. */
  async function act(work: () => Promise<Contact>, done?: string) {
    const next = await run(work, done)
    if (next) contact.set(next)
  }

  /** An operator asks 1C again after it refused (section 4.1). */
  const requestAgain = () =>
    act(() => admin.call('ksup.requestContact', { params }), t('ksup.contact.requested'))

  function askRemove(removed: () => void) {
    dialog.warning({
      title: t('ksup.contact.removeTitle'),
      content: t('ksup.contact.removeText', { name: contact.data.value?.name ?? code }),
      positiveText: t('ksup.remove'),
      negativeText: t('common.cancel'),
      onPositiveClick: async () => {
        const done = await run(() => admin.call('ksup.removeContact', { params }), t('ksup.contact.removed'))
        if (done) removed()
      },
    })
  }

  return { contact, form, dirty, busy, save, revert, act, requestAgain, askRemove }
}
