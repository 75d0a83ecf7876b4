import { describe, expect, it } from 'vitest'
import type { CmlDocument } from '../../server/contracts/commerceml/model.ts'
import {
  benches,
  cellName,
  cells,
  contentOf,
  failures,
  headOf,
  noise,
  startEnds,
  wayOf,
  wayWanted,
  writtenIn,
  type Ends,
} from './cml-ends-bench.ts'
import { anOrder } from './cml-site-bench.ts'

/** Orders between the two ends: every version, zip on and off, small and large parts, both encodings. */

const BUYER = 'Ёлкин Пётр №7'
const ORDERS = 36
const LINES = 3
/** A little less than section 5 allows, so that few orders make a file of several parts, zipped too. */
const COMMENT = 2900

async function placeOrders({ there }: Ends, offers: readonly string[], cell: string): Promise<string[]> {
  const numbers: string[] = []
  for (let index = 0; index < ORDERS; index += 1) {
    const { number } = await there.site.place({
      ...anOrder(),
      buyer: BUYER,
      comment: `Домофон № ${index}, ёлка во дворе ${noise(`${cell} ${index}`, COMMENT)}`,
      lines: Array.from({ length: LINES }, (_, line) => ({
        offer: offers[(index * LINES + line) % offers.length]!,
        quantity: 1000 + line * 500,
      })),
    })
    numbers.push(number)
  }
  return numbers
}

/** 1C has the name of the item in a line, its characteristic stands beside it. */
const COLOUR = / \((?:синий|красный|серый)\)$/
/** 1C has no goods of the site's id for it and makes a service. */
const DELIVERY = 'Доставка заказа'

const orderOf = ({ number, sum, comment, parties, lines }: CmlDocument) => ({
  number,
  sum,
  comment,
  buyer: parties[0]?.name,
  lines: lines.map((line) => ({
    id: line.name === DELIVERY ? null : line.id,
    name: line.name.replace(COLOUR, ''),
    price: line.price,
    quantity: line.quantity,
    sum: line.sum,
  })),
})

const atSite = ({ there }: Ends, numbers: readonly string[]) =>
  Promise.all(numbers.map((number) => there.site.order(number)))

async function at1C({ here }: Ends, numbers: readonly string[]) {
  const { rows } = await here.onec.orders({ offset: 0, limit: ORDERS * cells.length })
  const own = rows.filter(({ siteNumber }) => numbers.includes(siteNumber))
  const orders = await Promise.all(own.map(({ id }) => here.onec.order(id)))
  return orders.sort((one, other) => Number(one.siteNumber) - Number(other.siteNumber))
}

describe('orders from end to end', () => {
  it.each(benches)(
    '[C §4.3, §4.4, §4.6, §9, §10, §11, §12] $version in $encoding: down, success, up zipped and plain, in parts of 64 KB and 10 MB',
    async (bench) => {
      const { version, encoding, profile } = bench
      const ends = await startEnds(bench, { filled: true })
      const { there, here } = ends
      const offers = (await contentOf(there.catalogue)).offers.map(({ id }) => id)
      for (const cell of cells) {
        await ends.set(cell)
        there.later(1000)
        const numbers = await placeOrders(ends, offers, cellName(cell))
        const placed = (await atSite(ends, numbers)).map(({ document }) => orderOf(document))
        const before = await there.site.state('')

        const down = await here.exchange({ kind: 'orders' })
        const after = await there.site.state('')
        const taken = await at1C(ends, numbers)
        for (const { id } of taken) await here.onec.editOrder(id, { paid: true, shipped: true })
        there.later(1000)
        const up = await here.exchange({ kind: 'orders' })

        const query = down.steps.find(({ mode }) => mode === 'query')
        const received = await ends.received('sale')
        const back = await atSite(ends, numbers)
        expect
          .soft(
            {
              states: [down.state, up.state],
              failures: [...failures(down), ...failures(up)],
              query: headOf(query?.answer ?? ''),
              created: down.totals.ordersCreated,
              success: down.steps.filter(({ mode }) => mode === 'success').map(({ verdict }) => verdict),
              waiting: [before.orders.waiting, after.orders.waiting],
              committed: after.lastCommitted !== before.lastCommitted,
              again: up.totals.ordersLoaded,
              sent: up.totals.ordersSent,
              way: wayOf(received, up, cell),
              written: writtenIn(received, encoding, BUYER),
            },
            cellName(cell),
          )
          .toEqual({
            states: ['done', 'done'],
            failures: [],
            // УТ asks for no version and gets 2.05 (sections 2.7, 10).
            query: `${encoding} ${profile === 'ut11' ? '2.05' : version}`,
            created: ORDERS,
            success: ['ok'],
            waiting: [ORDERS, 0],
            committed: true,
            again: 0,
            sent: ORDERS,
            way: wayWanted(cell),
            written: { heads: [`${encoding} ${version}`], text: true },
          })
        expect
          .soft(
            taken.map(({ document }) => orderOf(document)),
            cellName(cell),
          )
          .toEqual(placed)
        expect
          .soft(
            back.map(({ document, number1c, paid, shipped, waiting }) => ({
              ...orderOf(document),
              number1c,
              paid,
              shipped,
              waiting,
            })),
            cellName(cell),
          )
          .toEqual(
            placed.map((order, index) => ({
              ...order,
              number1c: taken[index]?.number,
              paid: true,
              shipped: true,
              waiting: false,
            })),
          )
      }
    },
    // Four sessions and more: a machine that is busy with other tests is no failure.
    120_000,
  )
})
