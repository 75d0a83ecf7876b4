import type { Transaction } from 'kysely'
import type { OutboxAnswer, OutboxState } from '../contracts/ksup/outbox-state.ts'
import type { NewMessage, OutboxMessage, OutboxPage, OutboxQuery, OutboxRow, OutboxStatus } from './model.ts'

/** What came of one try to send a message. */
export interface SendResult {
  answer: OutboxAnswer
  /** The answer in words. */
  message: string | null
  /** Body of a success. */
  value: unknown
  /** Journal entry. */
  entry: number | null
}

/** The persistent queue of one sender: at least once, in order within a link key (DD-06…DD-08, section 4.4). */
export interface Outbox {
  /**
   * Stores a message in the caller's transaction, with its id and the next number of its key. It is sent after `poke`.
   * @returns its id and number
   */
  enqueue(trx: Transaction<unknown>, message: NewMessage): Promise<{ id: string; seq: number }>
  /** Sends what is due now; call it after the transaction is over. */
  poke(): void
  /** Goes on with what the process before left behind. */
  start(): Promise<void>
  /** Ends the tries that run; what they sent goes again under its id. */
  stop(): Promise<void>
  /** Resolves when nothing can be sent now: all is delivered, parked, or waits for its time. */
  idle(): Promise<void>

  status(): Promise<OutboxStatus>
  list(query: OutboxQuery): Promise<OutboxPage>
  /** @throws Refusal `OUTBOX-UNKNOWN` */
  message(id: string): Promise<OutboxMessage>
  /** «Отправить снова»: a parked or ignored one with the same id, a waiting one at once. @throws Refusal `OUTBOX-STATE` */
  sendAgain(id: string): Promise<OutboxMessage>
  /** «Пропустить»: it is never sent. @throws Refusal `OUTBOX-STATE` for one that is sent or delivered */
  skip(id: string): Promise<OutboxMessage>
  /**
   * «Исправить и отправить»: a new message with this body takes the place of one that is parked, waiting or ignored.
   * @param body without `meta`
   * @returns the new one @throws Refusal `OUTBOX-STATE`, `OUTBOX-BODY` with the first broken rule
   */
  edit(id: string, body: Readonly<Record<string, unknown>>): Promise<OutboxMessage>
  /** Takes messages of an object that have not left out of the queue, inside the caller's transaction. @returns how many; `null` when one may have arrived */
  withdraw(trx: Transaction<unknown>, object: string): Promise<number | null>
  /** Messages of an object, newest first. */
  of(object: string, db?: Transaction<unknown>): Promise<OutboxRow[]>
  /** Goes on after a refused account. */
  resume(): Promise<OutboxStatus>
  /** Forgets everything, the numbers of the keys too. */
  clear(): Promise<void>
}

export interface Settlement {
  message: OutboxMessage
  next: OutboxState
  result: SendResult
}
