import type { jsPDF } from 'jspdf'
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
 * @throws as `invoicePdf` does
 */
export function invoicesPdf(printed: readonly PrintedInvoice[]): Uint8Array {
  return finishPaper(
    drawnOn(printed, (draw) => {
      draw()
    }),
  )
}

/** An invoice that cannot be drawn. */
export interface Undrawable {
  /** Its place among those that were to be drawn. */
  at: number
  reason: string
}

/**
 * As `invoicesPdf`, without those that cannot be drawn.
 *
 * @param drawn told after each invoice how many are drawn
 * @returns `pdf: null` when not one can be drawn
 */
export function drawableInvoicesPdf(
  printed: readonly PrintedInvoice[],
  drawn: (count: number) => void,
): { pdf: Uint8Array | null; undrawable: Undrawable[] } {
  const undrawable: Undrawable[] = []
  const doc = drawnOn(printed, (draw, at) => {
    try {
      draw()
      drawn(at + 1 - undrawable.length)
    } catch (error) {
      undrawable.push({ at, reason: error instanceof Error ? error.message : String(error) })
    }
  })
  if (undrawable.length === 0) return { pdf: finishPaper(doc), undrawable }
  // What was begun of an invoice cannot be wiped off: a fresh paper has those alone that came out well.
  const left = new Set(undrawable.map(({ at }) => at))
  const good = printed.filter((_, at) => !left.has(at))
  return { pdf: good.length > 0 ? invoicesPdf(good) : null, undrawable }
}

/** @param each is handed what draws an invoice, and its place */
function drawnOn(printed: readonly PrintedInvoice[], each: (draw: () => void, at: number) => void): jsPDF {
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
  for (const [at, form] of forms.entries())
    each(() => {
      if (at > 0) doc.addPage(pageOf(form.profile).format, 'portrait')
      const first = doc.getNumberOfPages()
      const sheet = layouts[form.profile.layout]({ doc, ...form })
      drawFooters(sheet, first, form.invoice.model)
    }, at)
  return doc
}
