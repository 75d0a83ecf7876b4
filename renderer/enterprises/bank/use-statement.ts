import { shallowRef } from 'vue'
import { admin } from '../../api/client.ts'
import type { StatementReport } from '../../api/types.ts'
import { t } from '../../i18n/index.ts'
import { useReport, useTask } from '../../ui/use-report.ts'
import { base64Of } from './statement-file.ts'

/** Loads statement files, one after another, and keeps the report of the last one. */
export function useStatement(enterprise: string) {
  const { busy, run } = useTask()
  const { success } = useReport()
  const report = shallowRef<StatementReport | null>(null)

  async function load(files: Iterable<File>) {
    for (const file of [...files]) {
      const base64 = base64Of(new Uint8Array(await file.arrayBuffer()))
      const loaded = await run(() =>
        admin.call('regate.loadStatement', { params: { enterprise }, body: { name: file.name, base64 } }),
      )
      if (!loaded) return
      report.value = loaded
      success(t('enterprises.bank.loaded', { name: file.name }))
    }
  }

  return { report, busy, load }
}
