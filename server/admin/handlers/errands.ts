import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

/** «Регламентные задания» as their people work with them. */
export function errandsHandlers({ errands }: BenchParts) {
  return {
    'errands.kinds': () => errands.kinds(),
    'errands.list': () => errands.list(),
    'errands.preview': ({ body }) => errands.preview(body.when),
    'errands.save': async ({ body }) => {
      const id = await errands.save(body)
      return { id, list: await errands.list() }
    },
    'errands.switch': async ({ params, body }) => {
      await errands.switch(params.id, body.enabled)
      return errands.list()
    },
    'errands.remove': async ({ params }) => {
      await errands.remove(params.id)
      return errands.list()
    },
    'errands.run': ({ params }) => errands.run(params.id),
    'errands.runOf': ({ params }) => errands.runOf(Number(params.run)),
    'errands.stop': ({ params }) => errands.stopRun(Number(params.run)),
    'errands.history': ({ query }) => errands.history(query),
  } satisfies Partial<AdminHandlers>
}
