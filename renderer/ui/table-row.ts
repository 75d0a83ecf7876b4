/** Attributes of a table row that opens something by click and by Enter. */
export function openableRow(options: { testId: string; active: boolean; open(): void }) {
  return {
    class: ['row-clickable', options.active ? 'row-active' : ''].join(' '),
    tabindex: 0,
    'data-testid': options.testId,
    'aria-selected': options.active,
    onClick: options.open,
    onKeydown: (event: KeyboardEvent) => {
      if (event.key === 'Enter') options.open()
      const step = event.key === 'ArrowDown' ? 'nextElementSibling' : 'previousElementSibling'
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
      const neighbour = (event.currentTarget as HTMLElement)[step]
      if (neighbour instanceof HTMLElement) {
        event.preventDefault()
        neighbour.focus()
      }
    },
  }
}
