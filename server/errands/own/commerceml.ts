import type { CmlNodeSettings } from '../../storage/document-schema.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { CmlRun } from '../../../mocks/cml-onec/model.ts'
import type { CmlOnec } from '../../../mocks/cml-onec/onec.ts'
import { choice, count, flag, same, stopped, type Errand, type ErrandResult } from '../errand.ts'

const kinds = [
  { value: 'all', label: { ru: 'товары и заказы, как в узле', en: 'goods and orders, as the node has it' } },
  { value: 'catalogue', label: { ru: 'товары', en: 'goods' } },
  { value: 'orders', label: { ru: 'заказы', en: 'orders' } },
]

function resultOf({ state, totals, log, id }: CmlRun): ErrandResult {
  const said = log.findLast(({ level }) => level === 'error')?.text
  const words = {
    done: { ru: `Сеанс №${id} выполнен.`, en: `Session ${id} is done.` },
    failed: {
      ru: `Сеанс №${id} не выполнен. ${said ?? ''}`.trim(),
      en: `Session ${id} has failed. ${said ?? ''}`.trim(),
    },
    stopped: { ru: `Сеанс №${id} прерван.`, en: `Session ${id} was cut short.` },
    running: { ru: `Сеанс №${id} ещё идёт.`, en: `Session ${id} still runs.` },
  }[state]
  return {
    outcome: state === 'done' ? 'ok' : state === 'failed' ? 'failed' : 'stopped',
    words,
    counts: [
      count('товаров', 'items', totals.items),
      count('предложений', 'offers', totals.offers),
      count('заказов загружено', 'orders loaded', totals.ordersLoaded),
      count('заказов выгружено', 'orders sent', totals.ordersSent),
    ],
  }
}

/** What «узлы обмена с сайтом» start by themselves. */
export function commerceMlErrands({
  onec,
  nodes,
}: {
  onec: Pick<CmlOnec, 'start' | 'finished' | 'stop'>
  nodes(): readonly CmlNodeSettings[]
}): Errand[] {
  return [
    {
      id: 'cml.exchange',
      title: { ru: 'Узел CommerceML: обмен с сайтом', en: 'CommerceML node: exchange with the site' },
      description: {
        ru: 'Сеанс узла обмена: выгрузка товаров, обмен заказами или всё вместе.',
        en: 'A session of an exchange node: goods, orders, or both.',
      },
      params: () => [
        choice(
          'node',
          { ru: 'Узел', en: 'Node' },
          nodes().map(({ id, name }) => ({ value: id, label: same(name) })),
        ),
        choice('what', { ru: 'Что', en: 'What' }, kinds),
        flag('full', { ru: 'полная выгрузка', en: 'full export' }, false),
      ],
      traffic: 'from:onec to:site',
      async run({ node, what, full }, signal) {
        const order = {
          kind: what as 'all' | 'catalogue' | 'orders',
          // Not ordered here, it is as the node has it.
          ...(full === true ? { full: true } : {}),
        }
        try {
          const { id } = await onec.start(String(node), order, 'schedule')
          const stop = () => void onec.stop(id)
          signal.addEventListener('abort', stop)
          if (signal.aborted) stop()
          return stopped(signal, resultOf(await onec.finished(id)))
        } catch (error) {
          if (error instanceof Refusal && error.code === 'CML-NODE-BUSY')
            return { outcome: 'skipped', words: error.text }
          throw error
        }
      },
    },
  ]
}
