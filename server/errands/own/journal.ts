import type { Journal } from '../../journal/journal.ts'
import type { JournalSettings } from '../../storage/document-schema.ts'
import { count, type Errand } from '../errand.ts'

/** What the journal does by itself. */
export function journalErrands({
  journal,
  keep,
}: {
  journal: Pick<Journal, 'tidy'>
  keep(): JournalSettings['keep']
}): Errand[] {
  return [
    {
      id: 'journal.retention',
      title: { ru: 'Журнал: уборка по срокам хранения', en: 'Journal: retention' },
      description: {
        ru: 'Убирает записи сверх настроек хранения журнала; закреплённые остаются. Без задания это делается каждые десять минут.',
        en: 'Takes away what the settings of the journal do not keep; pinned entries stay. Without an errand it is done every ten minutes.',
      },
      params: () => [],
      traffic: null,
      async run() {
        const { days, entries, megabytes } = keep()
        const gone = await journal.tidy(keep())
        const unbounded = days === 0 && entries === 0 && megabytes === 0
        return {
          outcome: 'ok',
          words: unbounded
            ? {
                ru: 'Сроки хранения не заданы: «Журнал → Настройки».',
                en: 'No bounds are set: see the settings of the journal.',
              }
            : { ru: 'Журнал убран.', en: 'The journal is tidy.' },
          counts: [count('записей убрано', 'entries gone', gone)],
        }
      },
    },
  ]
}
