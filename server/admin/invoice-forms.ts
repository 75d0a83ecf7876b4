/**
 * The pure models that the page's forms of invoices share with the server: profiles, options of the payment code, fields of
 * its string, requisites. The page knows the server by the admin API alone, so they pass through here.
 */
export {
  FONT_SIZE,
  InvoiceProfile,
  InvoiceProfiles,
  invoiceLayouts,
  pictureKinds,
  type PictureKind,
} from '../invoice/profiles/model.ts'
export { mandatoryKeys, qrFieldRule } from '../invoice/qr-fields.ts'
export {
  isInvoiceQrKey,
  optionalQrKeys,
  purposePlaces,
  QR_SIZE_MM,
  qrHeaders,
  qrLevels,
  qrSeparators,
  usualFields,
  type QrFieldSource,
  type QrMaking,
  type QrOptions,
} from '../invoice/qr-options.ts'
export { requisiteFields, type RequisiteField } from '../invoice/requisite-findings.ts'
