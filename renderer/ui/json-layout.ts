/**
 * The same JSON text with line breaks and two-space indents. Only white space outside strings changes: numbers keep the
 * spelling they travelled with. `null` when the text is not JSON.
 */
export function layOutJson(source: string): string | null {
  try {
    JSON.parse(source)
  } catch {
    return null
  }
  let out = ''
  let depth = 0
  const newLine = () => `\n${'  '.repeat(depth)}`
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!
    if (char === '"') {
      const end = stringEnd(source, at)
      out += source.slice(at, end)
      at = end - 1
    } else if (char === '{' || char === '[') {
      const empty = /^\s*[}\]]/.exec(source.slice(at + 1, at + 200))
      if (empty) {
        out += char + (char === '{' ? '}' : ']')
        at += empty[0].length
      } else {
        depth++
        out += char + newLine()
      }
    } else if (char === '}' || char === ']') {
      depth--
      out += newLine() + char
    } else if (char === ',') out += char + newLine()
    else if (char === ':') out += ': '
    else if (!/\s/.test(char)) out += char
  }
  return out
}

function stringEnd(source: string, start: number): number {
  let at = start + 1
  while (source[at] !== '"') at += source[at] === '\\' ? 2 : 1
  return at + 1
}
