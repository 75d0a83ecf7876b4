import { publicationOf } from '../../enterprises/routes.ts'
import { platformChoices } from '../../../mocks/regate/platform.ts'
import type { EnterpriseRow } from '../../../mocks/regate/model.ts'
import { generateItems } from '../../../mocks/regate/generate.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'

/** The bases of the enterprises, as their people work with them. */
export function regateHandlers(parts: BenchParts) {
  const { regate, enterprises, accounts, changes } = parts

  /** An enterprise of the list; anything else is refused before its base is asked. */
  const known = ({ enterprise }: { enterprise: string }): string => enterprises.settings(enterprise).id

  async function rows(): Promise<EnterpriseRow[]> {
    return Promise.all(
      enterprises.list().map(async ({ id, name, users }) => ({
        id,
        name,
        users,
        address: `${parts.address()}${publicationOf(id)}`,
        organizations: await regate.organizations(id),
        counts: await regate.counts(id),
        conditions: await regate.conditions(id),
      })),
    )
  }

  const changed = (id: string): void => {
    changes.publish({ area: 'regate', id })
    changes.publish({ area: 'state' })
  }

  return {
    'regate.enterprises': rows,
    'regate.demos': () => enterprises.demos(),
    'regate.addEnterprise': async ({ body }) => {
      await enterprises.add(body)
      changed(body.id)
      return rows()
    },
    'regate.removeEnterprise': async ({ params }) => {
      await enterprises.remove(known(params))
      changed(params.enterprise)
      return rows()
    },
    'regate.settings': ({ params }) => enterprises.settings(params.enterprise),
    'regate.saveSettings': async ({ params, body }) => {
      await enterprises.save(known(params), body)
      changed(params.enterprise)
      return enterprises.settings(params.enterprise)
    },
    'regate.setPassword': async ({ params, body }) => ({
      password: await accounts.setPassword(known(params), body.user, body.password),
    }),
    'regate.fill': async ({ params, body }) => {
      const id = known(params)
      const stores = await regate.stores(id)
      const groups = await regate.groups(id)
      if (stores.length === 0 || groups.length === 0)
        throw new AdminRefusal(409, 'REGATE-EMPTY-BASE', {
          ru: 'В базе нет складов и групп. Заведите предприятие с демонстрационной базой и наполните её.',
          en: 'The base has no stores and groups. Add an enterprise with a demo base and fill that one.',
        })
      // A second filling goes on where the first ended.
      const start = (await regate.counts(id)).items
      const portion = 5000
      for (let made = 0; made < body.items; made += portion)
        await regate.addItems(
          id,
          generateItems({
            seed: body.seed,
            from: start + made,
            count: Math.min(portion, body.items - made),
            stores: stores.map(({ store_id }) => store_id),
            groups: groups.map(({ group_id }) => group_id),
          }),
        )
      return { items: (await regate.counts(id)).items }
    },
    'regate.conditions': ({ params }) => regate.conditions(known(params)),
    'regate.setConditions': ({ params, body }) => {
      if (body.platform != null && !platformChoices.some(({ id }) => id === body.platform))
        throw new AdminRefusal(422, 'ADMIN-VALIDATION', {
          ru: `Ответа платформы «${body.platform}» стенд не знает. Выберите из списка.`,
          en: `The bench knows no platform answer "${body.platform}". Choose one of the list.`,
        })
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
      return regate.setConditions(known(params), given)
    },
    'regate.platformAnswers': () => [...platformChoices],

    'regate.stores': ({ params }) => regate.stores(known(params)),
    'regate.groups': ({ params }) => regate.groups(known(params)),
    'regate.items': ({ params, query }) => regate.items(known(params), query),
    'regate.item': ({ params }) => regate.item(known(params), params.item),
    'regate.editItem': ({ params, body }) => regate.editItem(known(params), params.item, body),
    'regate.clients': ({ params, query }) => regate.clients(known(params), query.text),
    'regate.orders': ({ params, query }) => regate.orders(known(params), query),
    'regate.order': ({ params }) => regate.order(known(params), params.order),
    'regate.act': ({ params, body }) => regate.act(known(params), params.order, body.action),
    'regate.payments': ({ params }) => regate.payments(known(params)),
    'regate.refunds': ({ params }) => regate.refunds(known(params)),
    'regate.actOnRefund': ({ params, body }) => regate.actOnRefund(known(params), params.refund, body.action),
    'regate.bank': ({ params }) => regate.bank(known(params)),
    'regate.loadStatement': ({ params, body }) =>
      regate.loadStatement(known(params), body.name, Buffer.from(body.base64, 'base64')),
    'regate.allocate': ({ params, body }) => regate.allocate(known(params), Number(params.document), body),

    'regate.queue': async ({ query: { enterprise, ...query } }) => {
      const ids = enterprise === undefined ? enterprises.list().map(({ id }) => id) : [known({ enterprise })]
      const filter = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
      return {
        stats: ids.map((id) => regate.queue.stats(id)),
        jobs: await regate.queue.list({
          limit: query.limit,
          ...filter,
          ...(enterprise === undefined ? {} : { enterprise }),
        }),
      }
    },
    'regate.pauseQueue': ({ params, body }) => {
      const id = known(params)
      regate.queue.setPaused(id, body.paused)
      changed(id)
      return regate.queue.stats(id)
    },
    'regate.retryJob': async ({ params }) => {
      await regate.queue.retryDead(known(params), params.request)
      return { requestId: params.request }
    },
  } satisfies Partial<AdminHandlers>
}
