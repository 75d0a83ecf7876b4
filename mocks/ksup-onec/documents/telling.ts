import type { MessageKind } from '../../../server/contracts/ksup/direction.ts'
import type { KsupSettings } from '../../../server/storage/document-schema.ts'
import type { OnecContext } from '../context.ts'
import type { VerdictView } from '../model.ts'
import type { AnyDocument } from './document.ts'
import type { Facts } from './facts.ts'
import { orderTelling } from './order.ts'
import { paymentTelling } from './payment.ts'
import { receiptTelling } from './receipt.ts'
import { shipmentTelling } from './shipment.ts'

/** A message about a document: its body without `meta` and `type`. */
export interface Told {
  kind: MessageKind
  body: Readonly<Record<string, unknown>>
  resolves?: string
}

/** What 1C would tell of a document as it stands. */
export interface Telling {
  verdicts: VerdictView[]
  /** The messages that go, in the order of sending. */
  messages(): Told[]
  /** What 1C remembers once they went under these ids. */
  known(ids: ReadonlyMap<MessageKind, string>): unknown
}

export interface Around {
  facts: Facts
  settings: KsupSettings
  print: OnecContext['print']
}

export function tellingOf(document: AnyDocument, around: Around): Telling {
  switch (document.kind) {
    case 'order':
      return orderTelling(document, around)
    case 'payment':
      return paymentTelling(document, around)
    case 'shipment':
      return shipmentTelling(document, around)
    case 'receipt':
      return receiptTelling(document, around)
  }
}
