/**
 * A printed form travels as base64 in the body: megabytes in one line, which no editor shows and nobody reads. Long texts
 * are shown by their beginning and put back before the body is sent.
 */

const LONG = 300
const SHOWN = 48

export interface Shortened {
  body: Record<string, unknown>
  /** The whole text by what is shown instead of it. */
  whole: ReadonlyMap<string, string>
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)]))
}

/** The body with long texts cut. */
export function shorten(body: unknown): Shortened {
  const whole = new Map<string, string>()
  const short = mapTexts(body, (text) => {
    if (text.length <= LONG) return text
    // Two texts may begin alike; the number keeps them apart.
    const shown = `${text.slice(0, SHOWN)}… [${whole.size + 1}: ${text.length}]`
    whole.set(shown, text)
    return shown
  })
  return { body: short as Record<string, unknown>, whole }
}

/** The body with the cut texts as they were; what a person has changed in one of them stays changed. */
export const restore = (body: Record<string, unknown>, whole: Shortened['whole']): Record<string, unknown> =>
  mapTexts(body, (text) => whole.get(text) ?? text) as Record<string, unknown>
