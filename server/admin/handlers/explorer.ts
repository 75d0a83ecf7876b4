import type { Explorer } from '../../explorer/explorer.ts'
import { offerView } from '../../explorer/offer-list.ts'
import { recordUnknown } from '../../explorer/refusals.ts'
import type { AdminHandlers } from '../routes.ts'

/** Calls of the explorer of CommerceML files. */
export function explorerHandlers({ explorer }: { explorer: Explorer }) {
  const base = ({ params }: { params: { file: string } }) => explorer.catalogue(params.file)
  return {
    'explorer.files': () => explorer.files(),
    'explorer.file': ({ params }) => explorer.file(params.file),
    'explorer.open': ({ body }) => explorer.open(body.path),
    'explorer.close': ({ params }) => explorer.close(params.file),
    'explorer.cancel': ({ params }) => explorer.cancel(params.file),
    'explorer.groups': (input) => base(input).groups(),
    'explorer.items': ({ params, query }) => explorer.items(params.file, query),
    'explorer.item': async ({ params, query }) => {
      const item = await explorer.item(params.file, query.id)
      if (!item) throw recordUnknown(query.id)
      return item
    },
    'explorer.offers': ({ params, query }) => explorer.offers(params.file, query),
    'explorer.offer': async (input) => {
      const offer = await offerView(base(input), input.query.id)
      if (!offer) throw recordUnknown(input.query.id)
      return offer
    },
    'explorer.priceTypes': (input) => base(input).priceTypes(),
    'explorer.warehouses': (input) => base(input).warehouses(),
    'explorer.properties': (input) => base(input).properties(),
    'explorer.documents': (input) => base(input).documents(input.query),
    'explorer.document': async (input) => {
      const { id, operation } = input.query
      const document = await base(input).document(id, operation)
      if (!document) throw recordUnknown(id)
      return document
    },
    'explorer.findings': (input) => base(input).findings(input.query),
    'explorer.source': ({ params, query: { part, id, line, column, around } }) =>
      explorer.source(params.file, { part, id, place: { line, column }, around }),
    'explorer.compare': ({ params, query }) => explorer.compare(params.file, params.other, query),
  } satisfies Partial<AdminHandlers>
}
