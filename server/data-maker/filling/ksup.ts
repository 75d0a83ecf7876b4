import { numberOf, textOf, type MakeTask } from '../kind.ts'
import { companyId, personId } from '../kinds/buyers.ts'
import { makeCompany } from '../kinds/companies.ts'
import { dealPlan } from '../kinds/ksup-kinds.ts'
import { makeItem } from '../kinds/items.ts'
import { dealNumber, makeKsupIncomes, makeKsupOrder } from '../kinds/ksup.ts'
import { makePerson } from '../kinds/people.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { Bases } from './bases.ts'
import { oneByOne, range, type PortionPlan } from './portion.ts'

/** Contacts, items and deals of the simulated КСУП. 1C is asked nothing: a filling must not reach a real one. */

const AT_ONCE = 50
const EMPTY = { contacts: [], items: [], deals: [] }

/** `true` when the read did not end with «there is none». */
async function isThere(read: () => Promise<unknown>, unknown: string): Promise<boolean> {
  try {
    await read()
    return true
  } catch (error) {
    if (error instanceof Refusal && error.code === unknown) return false
    throw error
  }
}

interface Contact {
  code_ksup: string
  name: string
  type: 'company' | 'person'
  email: string
  phone: string
}

const contacts = ({ ksup: { ksup } }: Bases, make: (n: number) => Contact): PortionPlan => ({
  size: AT_ONCE,
  put: (from, to) =>
    oneByOne(range(from, to).map(make), async ({ code_ksup, name, type, email, phone }) => {
      if (await isThere(() => ksup.contact(code_ksup), 'KSUP-CONTACT-UNKNOWN')) return 'there'
      const main = (value: string) => [{ value, main: true }]
      const contact = { code_ksup, name, type, emails: main(email), phones: main(phone), tasks: [] }
      await ksup.seed({ ...EMPTY, contacts: [contact] })
      return 'made'
    }),
})

export async function ksupCompanies(bases: Bases, task: MakeTask): Promise<PortionPlan> {
  const share = numberOf(task, 'entrepreneurs')
  return contacts(bases, (n) => {
    const { name, email, phone } = makeCompany(task.seed, n, share)
    return { code_ksup: companyId(task.seed, n), name, type: 'company', email, phone }
  })
}

export async function ksupPeople(bases: Bases, task: MakeTask): Promise<PortionPlan> {
  return contacts(bases, (n) => {
    const { name, email, phone } = makePerson(task.seed, n)
    return { code_ksup: personId(task.seed, n), name, type: 'person', email, phone }
  })
}

export async function ksupItems({ ksup: { ksup } }: Bases, task: MakeTask): Promise<PortionPlan> {
  return {
    size: AT_ONCE,
    put: (from, to) =>
      oneByOne(range(from, to), async (n) => {
        const { ref, article, name, brand, group } = makeItem(task.seed, n, textOf(task, 'trade'))
        const { rows } = await ksup.items({ text: article, limit: 20 })
        if (rows.some((row) => row.article === article)) return 'there'
        await ksup.seed({
          ...EMPTY,
          items: [{ article, name, series: group, manufacturer: brand, source_ref: ref }],
        })
        return 'made'
      }),
  }
}

/** Deals with their orders: the deal is opened as people do, the order comes as a message of 1C. */
export async function ksupOrders({ ksup: { ksup } }: Bases, task: MakeTask): Promise<PortionPlan> {
  const plan = dealPlan(task)
  return {
    size: AT_ONCE,
    put: (from, to) =>
      oneByOne(range(from, to), async (n) => {
        const number = dealNumber(n)
        if (await isThere(() => ksup.deal(number), 'KSUP-DEAL-UNKNOWN')) return 'there'
        const body = makeKsupOrder(plan, n)
        await ksup.seed({
          ...EMPTY,
          deals: [{ number, title: `Заказ ${body.order_number_1c}`, contact: null }],
        })
        return appliedOf(
          await ksup.apply({ operation: 'ksup.orders', body, messageId: body.meta.message_id }),
        )
      }),
  }
}

/** Incomes of deals that are there: of deals that are not, КСУП refuses them. */
export async function ksupIncomes({ ksup: { ksup } }: Bases, task: MakeTask): Promise<PortionPlan> {
  const plan = dealPlan(task)
  const shares = { partial: numberOf(task, 'partial'), split: numberOf(task, 'split') }
  return {
    size: AT_ONCE,
    put: (from, to) =>
      oneByOne(
        range(from, to).flatMap((n) => makeKsupIncomes(plan, n, shares)),
        async (body) =>
          appliedOf(await ksup.apply({ operation: 'ksup.income', body, messageId: body.meta.message_id })),
      ),
  }
}

function appliedOf(
  applied: Awaited<ReturnType<Bases['ksup']['ksup']['apply']>>,
): 'made' | 'there' | { refused: string } {
  if (applied.kind === 'done') return applied.result === 'duplicate' ? 'there' : 'made'
  return { refused: applied.kind === 'refused' ? `${applied.code}: ${applied.detail}` : applied.detail }
}
