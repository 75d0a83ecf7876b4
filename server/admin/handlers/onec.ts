import { siteMappingKinds } from '../../mappings/model.ts'
import { mappingKind } from './mappings.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'

/**
 * The exchange that a person starts. Refused while a real 1C does it (A-07: two clients would take each other's orders), and
 * while `obmen.json` cannot be read: then the tables in force are not the ones that were written.
 */
function mayExchange({ workspace }: BenchParts): void {
  const { value, problem } = workspace.document
  if (problem) {
    throw new AdminRefusal(409, 'DOCUMENT-BROKEN', {
      ru: `Обмен не начат: ${problem.message.ru} Исправьте ${problem.file} и повторите.`,
      en: `The exchange is not started: ${problem.message.en} Mend ${problem.file} and try again.`,
    })
  }
  if (value.sides.onec.mode !== 'simulated') {
    throw new AdminRefusal(409, 'ONEC-REAL', {
      ru: 'Обмен начинает настоящая 1С. Чтобы его сыграл стенд, верните стороне «1С» режим «Имитация» в настройках.',
      en: 'A real 1C starts the exchange. For the bench to play it, put the side 1C back to simulated in the settings.',
    })
  }
}

export function onecHandlers(parts: BenchParts) {
  const { onec } = parts
  return {
    'onec.orders': ({ query }) => onec.orders(query),
    'onec.order': ({ params }) => onec.order(params.id),
    'onec.edit': ({ params, body }) => onec.edit(params.id, body),
    'onec.return': ({ params }) => onec.returnToSite(params.id),
    'onec.exchange': () => {
      mayExchange(parts)
      return onec.runExchange('button')
    },
    'onec.cycles': () => onec.cycles(),
    'onec.outbox': () => onec.outbox(),
    'onec.resend': ({ params }) => onec.resend(Number(params.id)),
    'onec.items': ({ query }) => onec.items(query),
    'onec.stock': ({ params, body }) => onec.setStock(params.id, body.storage_ref, body.quantity),
    'onec.newItem': ({ body }) => onec.newItem(body),
    'onec.counterparties': () => onec.counterparties(),
    'onec.newCounterparty': ({ body }) => onec.newCounterparty(body),
    'onec.organizations': () => onec.organizations(),
    'onec.conditions': () => onec.conditions(),
    'onec.setConditions': ({ body }) => onec.setConditions(body),
    'onec.dictionary': ({ params }) => {
      const kind = mappingKind(params.kind)
      const known = siteMappingKinds.find((one) => one === kind)
      if (!known || known === 'product') {
        throw new AdminRefusal(404, 'ADMIN-NOT-FOUND', {
          ru: `«${kind}» — не справочник этой 1С: номенклатура по адресу /api/onec/items, прочее — /api/mappings/${kind}/choices.`,
          en: `"${kind}" is no dictionary of this 1C: items are at /api/onec/items, the rest at /api/mappings/${kind}/choices.`,
        })
      }
      return onec.dictionary(known)
    },
  } satisfies Partial<AdminHandlers>
}
