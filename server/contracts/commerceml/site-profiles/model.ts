import type { Text } from '../../text.ts'
import type { CmlVersion } from '../model.ts'

/** Ids of order statuses of the simulated site; each profile spells them in its own way. */
export const siteStatusIds = ['N', 'P', 'S', 'F', 'C'] as const
export type SiteStatusId = (typeof siteStatusIds)[number]

/** What a site says when a request is not let in. */
export interface CmlDenial {
  status: number
  /** `failure` in the body, a page of the web server, or no body at all. */
  body: 'failure' | 'page' | 'empty'
}

/** How a site answers (commerceml sections 3, 8, 11.3, 14): everything in which site systems differ, as data. */
export interface CmlSiteProfile {
  title: Text
  /** What is particular about it, one line a trait. */
  traits: Text[]
  language: keyof Text

  /** Name of the cookie that `checkauth` prints; `null`: it prints line 1 only. */
  cookie: string | null
  /** What decides after `checkauth`: the cookie of the session, or name and password each time. */
  access: 'session' | 'account'
  /** `sessid` in line 4, `timestamp` in line 5, and the source check of section 3.4. */
  token: boolean
  denied: CmlDenial

  charset: 'utf-8' | 'windows-1251'
  /** Media types without charset. */
  textType: string
  xmlType: string
  /** Where EF BB BF stands: nowhere, in front of XML, in front of every answer. */
  bom: 'never' | 'xml' | 'always'

  zip: boolean
  /** Line 1 of `init` when archives are not taken. */
  noZip: 'zip=no' | 'zip-no'
  /** Bytes; 0: not split. */
  fileLimit: number
  /** What stands after the last line of `init`. */
  initEnd: '' | '\n'

  /** Parts with the same name are appended, or the last one replaces what was there. */
  parts: 'append' | 'overwrite'
  /** A part that begins with an XML declaration starts the file anew (section 4.3). */
  restartsAtXml: boolean
  /** Answer to a part that was taken. `{name}`, `{bytes}` are filled in. */
  fileDone: string

  /** `text`: «Error: …» in place of `failure`. */
  failureForm: 'failure' | 'text'
  failureStatus: number
  unknownMode: { status: number; body: string }
  /** `deactivate`, `complete` are known. */
  deactivate: boolean
  complete: boolean

  /** Names that `import` looks at: all, or those that match, and what the others get. */
  names: { pattern: RegExp | null; others: 'failure' | 'empty' }
  /** Texts of `progress` answers: before the file is read, and after. */
  steps: { before: readonly string[]; after: readonly string[] }
  /** The end of unpacking is told by a `progress` of its own. */
  unpackingTold: boolean
  importDone: string
  /** Also a file that could not be read is answered with `success`, and nothing of it is taken. */
  swallowsErrors: boolean

  sale: {
    known: boolean
    /** `info` is known. */
    info: boolean
    /** Orders of 1C are applied when import is asked for, or when the file arrives; `legacy`: so when init gave no version. */
    file: 'kept' | 'at-once' | 'legacy'
    import: 'run' | 'empty' | 'missing'
    /** Body of `success`. */
    successDone: string
    /** Orders that go out: those changed since they were taken last, or those never taken. */
    selects: 'changed' | 'untaken'
    /** Highest version of the answer. */
    version: CmlVersion
    /** What becomes of a number that the site does not have. */
    unknown: 'refuse' | 'create'
    /** 1C may not change orders that are final, paid or handed over for delivery. */
    locks: boolean
    /** How reasons of single orders are told after `success`: on the same line, on the next one, not at all. */
    said: 'glued' | 'lines' | 'nothing'
    /** `Ид` of the buyer. */
    buyer: 'login' | 'guest' | 'name'
    /** Own spelling of statuses: id and name. */
    statuses: Readonly<Record<SiteStatusId, { id: string; name: string }>>
    /** `Статус заказа` is written as `[N] name`. */
    statusPrefix: boolean
  }
}
