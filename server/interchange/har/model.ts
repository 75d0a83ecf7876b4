/** The members of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) that are written; `_` begins our own. */
export interface HarPair {
  name: string
  value: string
}

export interface HarContent {
  size: number
  mimeType: string
  text?: string
  encoding?: string
  comment?: string
}

export interface HarEntry {
  pageref?: string
  startedDateTime: string
  time: number
  request: {
    method: string
    url: string
    httpVersion: string
    cookies: HarPair[]
    headers: HarPair[]
    queryString: HarPair[]
    /** HAR has no `encoding` for what was sent, so binary comes under a name of our own. */
    postData?: { mimeType: string; text: string; _encoding?: string; comment?: string }
    headersSize: number
    bodySize: number
  }
  response: {
    status: number
    statusText: string
    httpVersion: string
    cookies: HarPair[]
    headers: HarPair[]
    content: HarContent
    redirectURL: string
    headersSize: number
    bodySize: number
    _error?: string
  }
  cache: object
  timings: { dns?: number; connect?: number; ssl?: number; send: number; wait: number; receive: number }
  serverIPAddress?: string
  comment?: string
  _obmen?: ObmenFacts
}

/** What the journal knows and HAR has no place for. */
export interface ObmenFacts {
  entry: number
  direction: 'in' | 'out'
  from: string | null
  to: string | null
  contract: string | null
  operation: string | null
  code: string | null
  subject: string | null
  findings: unknown[]
}
