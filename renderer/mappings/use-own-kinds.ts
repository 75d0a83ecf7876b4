import { useDialog } from 'naive-ui'
import { ref } from 'vue'
import { admin } from '../api/client.ts'
import type { MappingKind, MappingKindSummary } from '../api/types.ts'
import { t } from '../i18n/index.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import { kindTitle } from './kind-words.ts'

/** Adding, changing and removing own kinds; a removal can be taken back. */
export function useOwnKinds(shown: (kind: MappingKind) => Promise<void>) {
  const dialog = useDialog()
  const report = useReport()
  const { run } = useTask()
  /** What the dialog is about: `'new'`, a kind, or nothing. */
  const editing = ref<MappingKindSummary | 'new' | null>(null)

  async function bringBack(kind: MappingKind, change: number) {
    if (await run(() => admin.call('mappings.undoChange', { params: { id: change } }))) await shown(kind)
  }

  function remove(kind: MappingKindSummary) {
    const name = kindTitle(kind.kind)
    dialog.warning({
      title: t('mappingKinds.removeSure', { name, n: kind.total }),
      content: t('mappingKinds.removeKept'),
      positiveText: t('mappingKinds.remove'),
      negativeText: t('common.cancel'),
      async onPositiveClick() {
        const removed = await run(() => admin.call('mappings.removeKind', { params: { kind: kind.kind } }))
        if (!removed) return
        report.outcome('success', t('mappingKinds.removed', { name }), t('mappingKinds.removeKept'), {
          label: t('mappingKinds.bringBack'),
          run: () => void bringBack(kind.kind, removed.change),
        })
      },
    })
  }

  async function saved({ kind }: MappingKindSummary) {
    editing.value = null
    await shown(kind)
  }

  return { editing, remove, saved }
}
