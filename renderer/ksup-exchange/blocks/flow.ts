import type { OutboxStatus } from '../types.ts'

/** What stands in the queue of a sender: on its way by itself, or waiting for a person. */
export interface Flow {
  going: number
  stuck: number
  delivered: number
}

export const flowOf = ({ counts }: OutboxStatus): Flow => ({
  going: counts.new + counts.sending + counts.waiting,
  stuck: counts.parked,
  delivered: counts.delivered,
})
