import type { Caller, Person } from './model.ts'

/** How many pages are told of at once. */
const SHOWN = 200

interface Page {
  id: string
  caller: Caller
  screen: string
  since: string
  end(): void
}

/** Pages that have the bench open now: those with a stream of live events. */
export interface Presence {
  /**
   * @param page what the page calls itself
   * @param end cuts its stream
   * @returns what the end of the stream calls
   */
  enter(page: string, caller: Caller, end: () => void): () => void
  /** Notes which screen a page shows; a page without a stream, or of somebody else, is not there. */
  move(page: string, caller: Caller, screen: string): void
  list(): Person[]
  /** Cuts the streams of pages whose callers may not be there any more. */
  sweep(mayStay: (caller: Caller) => boolean): void
}

export function createPresence({
  clock,
  changed,
}: {
  clock: () => Date
  /** Told when somebody comes, goes or moves. */
  changed(): void
}): Presence {
  const pages = new Set<Page>()
  return {
    enter(id, caller, end) {
      const page: Page = { id, caller, screen: '', since: clock().toISOString(), end }
      pages.add(page)
      changed()
      return () => {
        if (pages.delete(page)) changed()
      }
    },
    move(id, caller, screen) {
      const moved = [...pages].filter(
        (page) => page.id === id && page.caller.ticket === caller.ticket && page.screen !== screen,
      )
      for (const page of moved) page.screen = screen
      if (moved.length > 0) changed()
    },
    list: () =>
      [...pages].slice(0, SHOWN).map(({ id, caller: { login, name, role }, screen, since }) => ({
        page: id,
        login,
        name,
        role,
        screen,
        since,
      })),
    sweep(mayStay) {
      for (const page of [...pages]) if (!mayStay(page.caller)) page.end()
    },
  }
}
