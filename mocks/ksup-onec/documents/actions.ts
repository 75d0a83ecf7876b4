import { CLOSED } from '../../../server/contracts/ksup/conditions.ts'
import { DOCUMENT_ACTIONS } from '../model.ts'
import type { DocumentAction } from '../model.ts'
import { isClosed } from './document.ts'
import type { AnyDocument } from './document.ts'
import { markedForDeletion, notNow } from './refusals.ts'

/** What a person does with a document besides editing it. */

/** The status of an order that goes on. */
const RUNNING = 'К выполнению'

const withStatus = (document: AnyDocument, status: string): AnyDocument =>
  document.kind === 'order' ? { ...document, data: { ...document.data, status } } : document

const actions: Readonly<
  Record<DocumentAction, { may(document: AnyDocument): boolean; after(document: AnyDocument): AnyDocument }>
> = {
  post: {
    may: ({ posted, deletion_mark }) => !posted && !deletion_mark,
    after: (document) => ({ ...document, posted: true }),
  },
  unpost: {
    may: ({ posted }) => posted,
    after: (document) => ({ ...document, posted: false }),
  },
  // As 1C does it: a marked document is not posted.
  mark: {
    may: ({ deletion_mark }) => !deletion_mark,
    after: (document) => ({ ...document, posted: false, deletion_mark: true }),
  },
  unmark: {
    may: ({ deletion_mark }) => deletion_mark,
    after: (document) => ({ ...document, deletion_mark: false }),
  },
  close: {
    may: (document) => document.kind === 'order' && document.posted && !isClosed(document),
    after: (document) => withStatus(document, CLOSED),
  },
  reopen: {
    may: (document) => document.kind === 'order' && document.posted && isClosed(document),
    after: (document) => withStatus(document, RUNNING),
  },
}

/** What may be done with a document now. */
export const actionsFor = (document: AnyDocument): DocumentAction[] =>
  DOCUMENT_ACTIONS.filter((action) => actions[action].may(document))

/** @throws Refusal `KSUP-ONEC-MARKED`, `KSUP-ONEC-ACTION` */
export function acted(document: AnyDocument, action: DocumentAction): AnyDocument {
  if (action === 'post' && document.deletion_mark) throw markedForDeletion()
  if (!actions[action].may(document)) throw notNow(action)
  return actions[action].after(document)
}
