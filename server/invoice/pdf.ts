import { drawCompact } from './layouts/compact.ts'
import { contractTitle, drawContract } from './layouts/contract.ts'
import { drawFooters } from './layouts/footers.ts'
import type { Form, Sheet } from './layouts/sheet.ts'
import { drawStandard } from './layouts/standard.ts'
import type { InvoicePreview } from './model.ts'
import { createPaper, finishPaper, page, smallPage } from './pdf-paper.ts'
import { usualProfile, type InvoiceLayout, type InvoiceProfile } from './profiles/model.ts'
import type { PrintedInvoice } from './profiles/printing.ts'

const layouts: Record<InvoiceLayout, (form: Form) => Sheet> = {
  standard: drawStandard,
  contract: drawContract,
  compact: drawCompact,
}

const pageOf = ({ layout }: InvoiceProfile) => (layout === 'compact' ? smallPage : page)

/**
 * One invoice as a PDF: text that can be searched, fonts embedded, the payment code as vectors. Without a profile it is the form
 * that 1C prints (section 5). The same invoice, profile and pictures give the same bytes.
 *
 * @throws Error when a text would be set in a font without Cyrillic
 * @throws RangeError when an amount leaves the safe integers of kopecks
 */
export function invoicePdf(
  invoice: InvoicePreview,
  { profile = null, pictures = {} }: Partial<Omit<PrintedInvoice, 'invoice'>> = {},
): Uint8Array {
  return invoicesPdf([{ invoice, profile, pictures }])
}

/**
 * Invoices one after another in one PDF, each with sheets and a count of its own; fonts and pictures are there once.
 *
 * @param drawn told after each invoice how many are drawn
 */
export function invoicesPdf(
  printed: readonly PrintedInvoice[],
  drawn: (count: number) => void = () => {},
): Uint8Array {
  const forms = printed.map((one) => ({ ...one, profile: one.profile ?? usualProfile }))
  const titles = forms.map(({ invoice: { model }, profile }) =>
    profile.layout === 'contract' ? contractTitle(model) : model.title,
  )
  const moments = forms.map(({ invoice: { model } }) => model.changed_at ?? model.date)
  const doc = createPaper({
    title: titles.length === 1 ? titles[0]! : `Счета на оплату, ${titles.length} шт.`,
    created: moments[0] ?? null,
    content: forms.map(({ invoice, profile, pictures }) => [
      invoice.model,
      profile,
      Object.entries(pictures).map(([kind, { file }]) => [kind, file]),
    ]),
    format: forms[0] ? pageOf(forms[0].profile).format : page.format,
  })
  for (const [i, form] of forms.entries()) {
    if (i > 0) doc.addPage(pageOf(form.profile).format, 'portrait')
    const first = doc.getNumberOfPages()
    const sheet = layouts[form.profile.layout]({ doc, ...form })
    drawFooters(sheet, first, form.invoice.model)
    drawn(i + 1)
  }
  return finishPaper(doc)
}
