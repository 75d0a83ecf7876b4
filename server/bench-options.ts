import type { Clock } from './storage/clock.ts'
import type { Secrets } from './storage/secrets.ts'
import type { Timers } from './storage/timers.ts'

export interface BenchOptions {
  /** Folder of the workspace; `null`: the demo one in the user's data folder. */
  workspace: string | null
  /** Address to listen on; anything but loopback makes `/api` want a token. */
  host?: string
  /** `0`: any free port. Not given: 8183, or the next free one. */
  port?: number
  /** A real site for every exchange node of CommerceML, for this run only. */
  cmlSite?: { address: string; user: string; password: string }
  /** The built thread that imports CommerceML files, see `builtCatalogueWorker`. */
  catalogueWorker: string
  /** The built thread that prints batches of invoices; not given: they are printed on this thread, between its other work. */
  invoiceWorker?: string
  /** Folder of the built page; without it only the API is served. */
  rendererDir?: string
  secrets?: Secrets
  /** A real site for this run only, instead of what the workspace says. */
  site?: { address: string; user: string }
  /** A real publication of ReGate for this run only, instead of what the workspace says. */
  regate?: { address: string; user: string; password: string | null }
  log?: (line: string) => void
  /** Lets errands begin on their schedules: in a program that stays, not in a command that does one thing and ends. */
  schedules?: boolean
  /** What the bench's time begins with; the machine's own when not given. */
  clock?: Clock
  /** What starts 1C's exchange on its schedule and sends again what is due; the real ones when not given. */
  timers?: Timers
}
