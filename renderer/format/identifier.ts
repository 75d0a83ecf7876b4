const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A GUID is shown by its first group; everything else as it is. The whole one is for copying. */
export function shortId(id: string): string {
  return GUID.test(id) ? `${id.slice(0, 8)}…` : id
}
