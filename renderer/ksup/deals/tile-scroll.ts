/** Where a scrolled column must stand so that a tile of it is seen whole. Pixels. */
export function scrollToTile(
  tile: number,
  height: number,
  box: { scrollTop: number; clientHeight: number },
): number {
  const top = tile * height
  if (top < box.scrollTop) return top
  return top + height > box.scrollTop + box.clientHeight ? top + height - box.clientHeight : box.scrollTop
}
