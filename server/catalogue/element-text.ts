import type { CmlElement } from '../contracts/commerceml/model.ts'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character]!)

/** An element that the model does not know, as XML for people to read. */
export function elementText({ name, attributes, text, children }: CmlElement): string {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)].join(
    ' ',
  )
  const inner = escaped(text) + children.map(elementText).join('')
  return inner === '' ? `<${head}/>` : `<${head}>${inner}</${name}>`
}
