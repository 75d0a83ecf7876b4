const steps: Record<string, number> = {
  ArrowDown: 1,
  KeyJ: 1,
  ArrowUp: -1,
  KeyK: -1,
  PageDown: 15,
  PageUp: -15,
  Home: -Infinity,
  End: Infinity,
}

/** How many rows a key of a table moves on; `undefined`: the key means something else. */
export function rowStep(
  event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'metaKey'>,
): number | undefined {
  return event.ctrlKey || event.altKey || event.metaKey ? undefined : steps[event.code]
}

/** Where a scrolled list must stand so that a row is seen below its head. Pixels; the head is as high as a row. */
export function scrollFor(
  row: number,
  rowHeight: number,
  box: { scrollTop: number; clientHeight: number },
): number {
  const top = row * rowHeight
  const lowest = box.scrollTop + box.clientHeight - 2 * rowHeight
  if (top < box.scrollTop) return top
  return top > lowest ? top - box.clientHeight + 2 * rowHeight : box.scrollTop
}
