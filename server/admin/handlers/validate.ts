import { validateBody } from '../validation.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

export function validateHandlers({ workspace }: BenchParts) {
  return {
    'validate.body': ({ body: { text, contentType } }) =>
      validateBody(
        { bytes: new TextEncoder().encode(text), contentType },
        workspace.document.value.siteOrders.zone,
      ),
  } satisfies Partial<AdminHandlers>
}
