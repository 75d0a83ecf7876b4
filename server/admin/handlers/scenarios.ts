import { Refusal } from '../../storage/refusal.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

const unknown = (id: string): Refusal =>
  new Refusal('SCENARIO-UNKNOWN', {
    ru: `Сценария «${id}» нет.`,
    en: `There is no scenario "${id}".`,
  })

export function scenarioHandlers({ scenarios, changes }: Pick<BenchParts, 'scenarios' | 'changes'>) {
  const { library } = scenarios
  return {
    'scenarios.list': () => scenarios.list(),
    'scenarios.text': async ({ params }) => {
      const file = await library.file(params.id)
      if (!file) throw unknown(params.id)
      return { text: file.text, origin: file.origin, problems: library.read(file.text).problems }
    },
    'scenarios.save': async ({ params, body }) => {
      await library.save(params.id, body.text)
      changes.publish({ area: 'scenarios' })
      return { problems: library.read(body.text).problems }
    },
    'scenarios.remove': async ({ params }) => {
      const text = await library.remove(params.id)
      if (text === null) throw unknown(params.id)
      changes.publish({ area: 'scenarios' })
      return { text }
    },
    'scenarios.check': ({ body }) => ({ problems: library.read(body.text).problems }),
    'scenarios.schema': () => library.schema(),
    'scenarios.start': ({ body }) => scenarios.start(body),
    'scenarios.queue': () => scenarios.queue(),
    'scenarios.runs': ({ query }) => scenarios.runs(query),
    'scenarios.run': ({ params }) => scenarios.run(Number(params.run)),
    'scenarios.control': ({ body }) => ({ state: scenarios.control(body.action) }),
    'scenarios.again': ({ params, body }) => scenarios.again(Number(params.run), body.step),
    'scenarios.bringBack': async () => ({ done: await scenarios.bringBack() }),
  } satisfies Partial<AdminHandlers>
}
