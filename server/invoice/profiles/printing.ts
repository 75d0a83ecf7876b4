import type { InvoicePreview } from '../model.ts'
import { withQr } from '../qr/compose.ts'
import { chooseProfile } from './choose.ts'
import type { InvoiceProfile } from './model.ts'
import type { InvoicePictures, PictureStore } from './pictures.ts'

/** An invoice as `invoicesPdf` takes it. */
export interface PrintedInvoice {
  /** With the payment code that the profile asks for. */
  invoice: InvoicePreview
  /** `null`: the standing form. */
  profile: InvoiceProfile | null
  pictures: InvoicePictures
}

/** How this workspace prints invoices: the same for the managers' side and for the buyers' side. */
export interface InvoicePrinting {
  pictures: PictureStore
  profile(id: string): InvoiceProfile | null
  /** @param profile one to print by whoever sells; the profile of the seller when not given */
  prepare(invoice: InvoicePreview, profile?: InvoiceProfile): Promise<PrintedInvoice>
}

export function createInvoicePrinting(
  profiles: () => readonly InvoiceProfile[],
  pictures: PictureStore,
): InvoicePrinting {
  return {
    pictures,
    profile: (id) => profiles().find((one) => one.id === id) ?? null,
    async prepare(invoice, given) {
      const profile = given ?? chooseProfile(profiles(), invoice.model)
      if (profile === null) return { invoice, profile, pictures: {} }
      return { invoice: withQr(invoice, profile.qr), profile, pictures: await pictures.of(profile) }
    },
  }
}
