import { publishingFiles, publishingZip } from '../../publishing/bundle.ts'
import { publishingPage } from '../../publishing/html.ts'
import { publishingWarnings } from '../../publishing/inputs.ts'
import type { AdminHandlers } from '../routes.ts'

/** The guide on publishing the service, made of the names that a person gave; nothing is stored. */
export function publishingHandlers() {
  return {
    'publishing.guide': ({ body }) => ({
      html: publishingPage(body),
      files: publishingFiles(body),
      warnings: publishingWarnings(body),
    }),
    'publishing.zip': ({ body }) => ({
      name: `${body.publication}-publication.zip`,
      base64: Buffer.from(publishingZip(body)).toString('base64'),
    }),
  } satisfies Partial<AdminHandlers>
}
