import type { Operation } from '../../server/contracts/operation.ts'
import type { Answer } from '../../server/http/call.ts'
import { prepareAnswer } from '../../server/http/answer.ts'

/** Answers of reading methods, made once and given until the base changes. */
export interface AnswerCache {
  /**
   * The answer under the key, at once when there is one and the base has not changed since. Callers that want one at the same
   * time share its making.
   */
  get(
    enterprise: string,
    key: string,
    operation: Operation,
    make: (began: () => void) => Promise<Made>,
  ): PreparedAnswer | Promise<PreparedAnswer>
  /** The base has changed, or is about to in the transaction that runs: what was made before is old. */
  changed(enterprise: string): void
}

/**
 * What `make` brings. It calls `began` when it holds the connection and until it lets go of it, so that nothing can change
 * between that moment and the last row it reads.
 */
export interface Made {
  body: unknown
  /** When the answer ends by itself, besides changes of the base. */
  until?: Date | null
  /** Identifiers of the object that the answer is about, the first is its subject in the journal. */
  about?: readonly string[]
}

/** An answer of status 200 with its bytes. */
export interface PreparedAnswer {
  answer: Answer
  about: readonly string[]
}

interface Kept extends PreparedAnswer {
  /** Milliseconds of the clock. */
  until: number
}

interface Making {
  /** Revision of the base that is read; `null` while reading has not begun. */
  revision: number | null
  made: Promise<PreparedAnswer>
}

interface Shelf {
  revision: number
  kept: Map<string, Kept>
  /** Bytes of what is kept. */
  bytes: number
  making: Map<string, Making>
}

/** Bytes of answers that an enterprise keeps; a page of 1000 items is about 700 KB. */
const KEPT_BYTES = 64 * 1024 * 1024
/** Answers that one enterprise keeps, however small. */
const KEPT_ANSWERS = 20_000

/** @param now the clock that `until` is held against */
export function createAnswerCache(now: () => Date): AnswerCache {
  const shelves = new Map<string, Shelf>()
  const shelfOf = (enterprise: string): Shelf => {
    let shelf = shelves.get(enterprise)
    if (!shelf) {
      shelf = { revision: 0, kept: new Map(), bytes: 0, making: new Map() }
      shelves.set(enterprise, shelf)
    }
    return shelf
  }

  const empty = (shelf: Shelf): void => {
    shelf.kept.clear()
    shelf.bytes = 0
  }

  function keep(shelf: Shelf, key: string, kept: Kept): void {
    const size = kept.answer.written!.bytes.length
    if (shelf.bytes + size > KEPT_BYTES || shelf.kept.size >= KEPT_ANSWERS) empty(shelf)
    if (size > KEPT_BYTES) return
    shelf.kept.set(key, kept)
    shelf.bytes += size
  }

  function begin(
    shelf: Shelf,
    key: string,
    operation: Operation,
    make: (began: () => void) => Promise<Made>,
  ): Promise<PreparedAnswer> {
    const making: Making = { revision: null, made: produce() }
    async function produce(): Promise<PreparedAnswer> {
      const { body, until, about = [] } = await make(() => void (making.revision = shelf.revision))
      const prepared = { answer: prepareAnswer(operation, { status: 200, body }), about }
      if (making.revision === shelf.revision)
        keep(shelf, key, { ...prepared, until: until?.getTime() ?? Infinity })
      return prepared
    }
    shelf.making.set(key, making)
    const done = () => {
      if (shelf.making.get(key) === making) shelf.making.delete(key)
    }
    making.made.then(done, done)
    return making.made
  }

  return {
    get(enterprise, key, operation, make) {
      const shelf = shelfOf(enterprise)
      const known = shelf.kept.get(key)
      if (known && known.until > now().getTime()) return known
      const making = shelf.making.get(key)
      // What is being read of an older base must not be told to who asks after the change.
      if (making && (making.revision === null || making.revision === shelf.revision)) return making.made
      return begin(shelf, key, operation, make)
    },
    changed(enterprise) {
      const shelf = shelfOf(enterprise)
      shelf.revision += 1
      empty(shelf)
    },
  }
}
