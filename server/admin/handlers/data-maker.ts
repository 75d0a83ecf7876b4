import { toLocalTime } from '../../contracts/time.ts'
import { addDays } from '../../data-maker/base/calendar.ts'
import type { Filler } from '../../data-maker/data-maker.ts'
import type { DataKind } from '../../data-maker/kind.ts'
import type { KindView } from '../../data-maker/model.ts'
import { wantRole } from '../access.ts'
import type { BenchParts } from '../deps.ts'
import { TABLES_ROLE } from '../roles.ts'
import type { AdminHandlers } from '../routes.ts'

/** A bench that makes nothing starts without the word lists. */
const maker = () => import('../../data-maker/data-maker.ts')

const DEFAULT_DAYS = 30

const viewOf = (kind: DataKind): KindView => ({
  id: kind.id,
  title: kind.title,
  about: kind.about,
  unit: kind.unit,
  dated: kind.dated,
  most: kind.most,
  options: kind.options.map((option) => ({
    name: option.name,
    title: option.title,
    about: option.about ?? null,
    type: option.type,
    default: option.default,
    most: option.type === 'count' ? option.most : option.type === 'percent' ? 100 : null,
    choices: option.type === 'choice' ? [...option.choices] : [],
  })),
  formats: [...kind.formats],
  into: [...kind.into],
})

export function dataMakerHandlers(parts: BenchParts) {
  const { clock, changes, workspace } = parts
  const zone = () => workspace.document.value.siteOrders.zone
  const enterprises = () => workspace.document.value.regate.enterprises
  let filler: Promise<Filler> | null = null
  const fillerOf = () =>
    (filler ??= maker().then(({ createFiller }) =>
      createFiller(
        { ...parts, zone, enterprises, changed: (area) => changes.publish({ area }) },
        { changed: () => changes.publish({ area: 'data' }), report: (error) => console.error(error) },
      ),
    ))
  return {
    'data.kinds': async () => {
      const { kinds } = await maker()
      const to = toLocalTime(clock(), zone()).slice(0, 10)
      return {
        kinds: Object.values(kinds).map(viewOf),
        period: { from: addDays(to, 1 - DEFAULT_DAYS), to },
        enterprises: enterprises().map(({ id, name }) => ({ id, name })),
      }
    },
    'data.preview': async ({ body }) => {
      const { previewOf, taskOf } = await maker()
      return previewOf(taskOf(body))
    },
    'data.fill': async ({ body: { into, enterprise, ...input }, caller }) => {
      if (into === 'mappings') wantRole(caller, TABLES_ROLE)
      const { taskOf } = await maker()
      return (await fillerOf()).start(taskOf(input), into, enterprise)
    },
    'data.filling': async () => (await filler)?.current() ?? null,
    'data.stopFilling': async () => (await filler)?.stop() ?? null,
  } satisfies Partial<AdminHandlers>
}
