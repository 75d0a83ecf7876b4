import { z } from 'zod'
import { Guid, integer, LocalTime } from '../regate/scalars.ts'

/** `meta` of every message (section 5.2): who it is, its turn, and the object of 1C that it tells of. */

export const MessageId = Guid.meta({ description: 'DD-05: id of the message, also sent as Idempotency-Key' })

export const Meta = z
  .object({
    message_id: MessageId,
    seq: integer(1).meta({ description: 'DD-06: grows by 1 per contact, item or deal' }),
    sent_at: LocalTime.meta({ description: 'Section 5.2: when it was written to the outbox' }),
    source_ref: Guid.optional().meta({
      description:
        'DD-05, DD-38, DD-40: GUID of the object of 1C; required for incomes, shipments and retail',
    }),
    attempt: integer(1).optional().meta({ description: 'DD-08: which try this is' }),
    resolves: Guid.optional().meta({
      description: 'DD-37: message_id of the unassigned income that is assigned now',
    }),
  })
  .meta({ description: 'Section 5.2' })
export type Meta = z.infer<typeof Meta>
