import { requisiteFindings } from '../../invoice/requisites/findings.ts'
import { makeQr, makeQrOfText } from '../../invoice/qr/make.ts'
import { readQrFile } from '../../understanding/qr-file.ts'
import type { AdminHandlers } from '../routes.ts'

/** The QR desk needs nothing of the bench. */
export function qrHandlers() {
  return {
    'qr.read': ({ body }) => readQrFile(Buffer.from(body.base64, 'base64')),
    'qr.make': ({ body: { fields, text = '', options } }) =>
      fields ? makeQr(fields, options) : makeQrOfText(text, options),
    'requisites.check': ({ body }) => ({ findings: requisiteFindings(body) }),
  } satisfies Partial<AdminHandlers>
}
