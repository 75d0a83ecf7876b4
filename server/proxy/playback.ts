import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Journal } from '../journal/journal.ts'
import type { StoredBody } from '../storage/bodies.ts'
import { INLINE_LIMIT } from './body-copy.ts'
import { pairsOf, playedHeaders } from './headers.ts'
import type { Recordings } from './recordings.ts'

/** An answer that was recorded, ready to be played. */
export interface Recorded {
  entry: number
  status: number
  rawHeaders: string[]
  /** Of a body that lies in the bodies folder. */
  sha256: string | null
}

/** What was played to the caller. */
export interface Played {
  status: number
  headers: [string, string][]
  body: Uint8Array | StoredBody
}

export interface Playback {
  /** The next recorded answer to a question, after the last one the last again; `null` when there is none. */
  next(link: string, question: string, body: string | null): Promise<Recorded | null>
  /** @throws when the caller leaves, or the recorded body is not there any more */
  play(recorded: Recorded, response: ServerResponse, method: string): Promise<Played>
  /** The same answer, not sent. @throws when the recorded body is not there any more */
  whole(recorded: Recorded, method: string): Promise<Played>
  /** The next answers are the first ones again. */
  rewind(link: string): void
}

const isBodiless = (status: number, method: string): boolean =>
  method === 'HEAD' || status === 204 || status === 304

/** Answers in the order in which they were recorded: a state that was «progress» and then «success» is so again. */
export function createPlayback(deps: {
  recordings: Pick<Recordings, 'answersTo'>
  journal: Pick<Journal, 'entry' | 'bodyStream' | 'body'>
}): Playback {
  const { recordings, journal } = deps
  /** The entry played last, by link and question. */
  const lastPlayed = new Map<string, Map<string, number>>()

  return {
    async next(link, question, body) {
      const entries = await recordings.answersTo(link, question, body)
      const asked = lastPlayed.get(link) ?? new Map<string, number>()
      lastPlayed.set(link, asked)
      const key = `${question}\n${body ?? ''}`
      const after = asked.get(key) ?? 0
      for (const id of [...entries.filter((entry) => entry > after), ...entries.toReversed()]) {
        const entry = await journal.entry(id)
        // The journal may have removed it since.
        if (!entry || entry.status === null) continue
        asked.set(key, Math.max(after, id))
        const coded = entry.connection?.notes.some(({ code }) => code === 'PROXY-ANSWER-CODING') ?? false
        return {
          entry: id,
          status: entry.status,
          rawHeaders: playedHeaders(entry.responseHeaders.flat(), coded),
          sha256: entry.response?.sha256 ?? null,
        }
      }
      return null
    },

    async play({ entry, status, rawHeaders, sha256 }, response, method) {
      const bodiless = isBodiless(status, method)
      const found = bodiless ? null : await journal.bodyStream(entry, 'response')
      const sent = bodiless ? rawHeaders : [...rawHeaders, 'Content-Length', String(found?.bytes ?? 0)]
      const played = (body: Played['body']): Played => ({ status, headers: pairsOf(sent), body })
      response.sendDate = false
      response.writeHead(status, sent)
      if (!found) {
        response.end()
        return played(new Uint8Array())
      }
      await pipeline(found.stream, response)
      if (found.bytes > INLINE_LIMIT && sha256 !== null) return played({ sha256, bytes: found.bytes })
      return played((await journal.body(entry, 'response'))?.bytes ?? new Uint8Array())
    },

    async whole({ entry, status, rawHeaders }, method) {
      const found = isBodiless(status, method) ? null : await journal.body(entry, 'response')
      return { status, headers: pairsOf(rawHeaders), body: found?.bytes ?? new Uint8Array() }
    },

    rewind: (link) => void lastPlayed.delete(link),
  }
}
