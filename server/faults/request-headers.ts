import type { IncomingMessage } from 'node:http'

export const pairsOf = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, i): [string, string] => [raw[2 * i]!, raw[2 * i + 1]!])

/** Takes a header off a request before anybody reads it. @param name in small letters */
export function dropHeader(request: IncomingMessage, name: string): void {
  delete request.headers[name]
  request.rawHeaders = pairsOf(request.rawHeaders)
    .filter(([given]) => given.toLowerCase() !== name)
    .flat()
}
