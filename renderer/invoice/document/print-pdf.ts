/** How a PDF came to be printed: in the dialog of the browser, or opened for the person to print it. */
export type PrintedBy = 'dialog' | 'opened'

let frame: HTMLIFrameElement | null = null

/**
 * Opens the print dialog for a PDF of this bench. The frame stays until the next one: the dialog reads it as long as it is open.
 * A browser that cannot show a PDF in a frame gets it in a window of its own.
 */
export async function printPdf(address: string): Promise<PrintedBy> {
  frame?.remove()
  frame = null
  if (navigator.pdfViewerEnabled && (await printInFrame(address))) return 'dialog'
  window.open(address, '_blank', 'noopener')
  return 'opened'
}

async function printInFrame(address: string): Promise<boolean> {
  const made = document.createElement('iframe')
  made.dataset['testid'] = 'print-frame'
  // A frame that is not displayed at all is not loaded by every viewer.
  Object.assign(made.style, {
    position: 'fixed',
    left: '-10000px',
    width: '800px',
    height: '1100px',
    border: '0',
  })
  const loaded = new Promise<void>((resolve) =>
    made.addEventListener('load', () => resolve(), { once: true }),
  )
  made.src = address
  document.body.append(made)
  frame = made
  await loaded
  try {
    made.contentWindow!.focus()
    made.contentWindow!.print()
    return true
  } catch {
    // The viewer of this browser lives in a process that the page may not call.
    return false
  }
}
