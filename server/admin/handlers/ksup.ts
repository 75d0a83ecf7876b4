import { OutboxSender } from '../api-ksup.ts'
import type { BenchParts } from '../deps.ts'
import { parseInput } from '../parse.ts'
import type { AdminHandlers } from '../routes.ts'

const senderOf = (value: string) => parseInput(OutboxSender, value, 'query')

/** КСУП, the server in the middle and the outboxes, as their people work with them. */
export function ksupHandlers({ ksup: parts }: Pick<BenchParts, 'ksup'>) {
  const { ksup, inbox } = parts
  return {
    'ksup.overview': () => parts.overview(),
    'ksup.settings': () => parts.settings(),
    'ksup.saveSettings': ({ body: { settings, passwords } }) =>
      parts.saveSettings(settings, {
        ksup: passwords.ksup ?? null,
        server: passwords.server ?? null,
        onec: passwords.onec ?? null,
        serverAccount: passwords.serverAccount ?? null,
        onecAccount: passwords.onecAccount ?? null,
      }),
    'ksup.conditions': ({ body }) =>
      parts.setConditions({
        ...(body.ksup ? { ksup: body.ksup } : {}),
        ...(body.server ? { server: body.server } : {}),
        ...(body.onec ? { onec: body.onec } : {}),
        ...(body.slow_ms === undefined ? {} : { slow_ms: body.slow_ms }),
      }),
    'ksup.ping': () => parts.ping(),

    'ksup.contacts': ({ query }) => ksup.contacts(query),
    'ksup.contact': ({ params }) => ksup.contact(params.code),
    'ksup.createContact': ({ body }) => ksup.createContact(body),
    'ksup.editContact': ({ params, body }) => ksup.editContact(params.code, body),
    'ksup.saveTask': ({ params, body }) => ksup.saveTask(params.code, body),
    'ksup.removeTask': ({ params }) => ksup.removeTask(params.code, Number(params.task)),
    'ksup.requestContact': ({ params }) => ksup.requestAgain(params.code),
    'ksup.removeContact': async ({ params }) => {
      await ksup.removeContact(params.code)
      return {}
    },
    'ksup.mergeContacts': ({ params, body }) => ksup.mergeContacts(params.code, body.into),

    'ksup.items': ({ query }) => ksup.items(query),
    'ksup.item': ({ params }) => ksup.item(Number(params.id)),
    'ksup.createItem': ({ body }) => ksup.saveItem(null, body),
    'ksup.editItem': ({ params, body }) => ksup.saveItem(Number(params.id), body),
    'ksup.removeItem': async ({ params }) => {
      await ksup.removeItem(Number(params.id))
      return {}
    },

    'ksup.deals': ({ query }) => ksup.deals(query),
    'ksup.deal': ({ params }) => ksup.deal(Number(params.number)),
    'ksup.createDeal': ({ body }) => ksup.createDeal(body),
    'ksup.editDeal': ({ params, body }) => ksup.editDeal(Number(params.number), body),
    'ksup.removeDeal': async ({ params }) => {
      await ksup.removeDeal(Number(params.number))
      return {}
    },

    'ksup.notifications': ({ query }) => ksup.notifications(query),
    'ksup.closeNotification': async ({ params }) => {
      await ksup.closeNotification(Number(params.id))
      return {}
    },
    'ksup.priceStock': ({ body }) => ksup.priceStock(body),
    'ksup.confirmPrices': ({ params, body }) => ksup.confirmPrices(params.request, body.articles),

    'ksup.inbox': ({ query }) => inbox.list(query),
    'ksup.inboxMessage': ({ params }) => inbox.message(params.id),
    'ksup.inboxRetry': ({ params }) => inbox.retry(params.id),
    'ksup.inboxSkip': ({ params }) => inbox.skip(params.id),

    'outbox.status': ({ params }) => parts.outbox(senderOf(params.sender)).status(),
    'outbox.list': ({ params, query }) => parts.outbox(senderOf(params.sender)).list(query),
    'outbox.message': ({ params }) => parts.outbox(senderOf(params.sender)).message(params.id),
    'outbox.send': ({ params }) => parts.outbox(senderOf(params.sender)).sendAgain(params.id),
    'outbox.skip': ({ params }) => parts.outbox(senderOf(params.sender)).skip(params.id),
    'outbox.edit': ({ params, body }) => parts.outbox(senderOf(params.sender)).edit(params.id, body.body),
    'outbox.resume': ({ params }) => parts.outbox(senderOf(params.sender)).resume(),
  } satisfies Partial<AdminHandlers>
}
