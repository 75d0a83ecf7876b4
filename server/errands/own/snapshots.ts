import { toLocalTime } from '../../contracts/time.ts'
import type { Clock } from '../../storage/clock.ts'
import type { Snapshots } from '../../snapshots/snapshots.ts'
import { flag, text, type Errand } from '../errand.ts'

/** Bases saved by themselves. */
export function snapshotErrands({
  snapshots,
  clock,
  zone,
}: {
  snapshots: Pick<Snapshots, 'save'>
  clock: Clock
  /** IANA zone of the time in the name. */
  zone(): string
}): Errand[] {
  return [
    {
      id: 'snapshots.save',
      title: { ru: 'Стенд: снимок баз', en: 'Bench: a snapshot of the bases' },
      description: {
        ru: 'Сохраняет снимок всех баз. Без перезаписи к названию добавляется время, и снимки копятся.',
        en: 'Saves a snapshot of all bases. When none is replaced the time is added to the name, and snapshots pile up.',
      },
      params: () => [
        text('name', { ru: 'Название', en: 'Name' }, 'По расписанию'),
        flag('replace', { ru: 'перезаписывать прежний', en: 'replace the one before' }, true),
      ],
      traffic: null,
      async run({ name, replace }) {
        const time = toLocalTime(clock(), zone()).replace('T', ' ')
        const label = replace === true ? String(name) : `${String(name)} ${time}`
        const saved = await snapshots.save({ name: label, note: '', replace: replace === true })
        return {
          outcome: 'ok',
          words: { ru: `Снимок «${saved.name}» сохранён.`, en: `The snapshot "${saved.name}" is saved.` },
        }
      },
    },
  ]
}
