/**
 * The same XML with a line for each element. Text, CDATA and comments stay as they are: an element that has text of its
 * own is left on its line.
 */
export function layOutXml(source: string): string | null {
  const tokens = source.match(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[^>]*>|[^<]+/g)
  if (!tokens || !tokens[0]?.trimStart().startsWith('<')) return null
  let out = ''
  let depth = 0
  let afterText = false
  for (const token of tokens) {
    if (!token.startsWith('<')) {
      if (token.trim() === '') continue
      out += token
      afterText = true
      continue
    }
    const closes = token.startsWith('</')
    const opens = !closes && !token.endsWith('/>') && !/^<[!?]/.test(token)
    if (closes) depth = Math.max(depth - 1, 0)
    const opened =
      closes && new RegExp(`<${escaped(token.slice(2, -1).trim())}[^<]*>$`).test(out.slice(-2000))
    if (out !== '' && !afterText && !opened && !token.startsWith('<![CDATA['))
      out += `\n${'  '.repeat(depth)}`
    out += token
    afterText = token.startsWith('<![CDATA[')
    if (opens) depth++
  }
  return out
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
