import type { ImportKind } from '../model.ts'

/** What a file is most likely, by its name and its first characters; a person may say otherwise. */
export function guessKind(name: string, head: string): ImportKind {
  const text = head.replace(/^\uFEFF/, '').trimStart()
  if (/\.har$/i.test(name) || /^\{\s*"log"\s*:/.test(text)) return 'har'
  if (/\.(?:http|rest)$/i.test(name)) return 'http'
  if (/^(?:\S*[\\/])?curl(?:\.exe)?\s/i.test(text)) return 'curl'
  if (/^\S+ \S+ .*\[\d{2}\/\w{3}\/\d{4}:/.test(text) || /(?:access|\.log)[\w.-]*(?:\.gz)?$/i.test(name))
    return 'log'
  if (/^(?:###|(?:GET|POST|PUT|DELETE|HEAD)\s+\S)/.test(text)) return 'http'
  return 'raw'
}
