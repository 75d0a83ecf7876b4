import type { ServerResponse } from 'node:http'
import type { Timers } from '../storage/timers.ts'
import type { ExchangeLink } from './exchange-link.ts'
import { covers } from './exchange-link.ts'
import type { FaultOf, FaultRule } from './model.ts'

/** Why a wait is over: its time has come or the bench stops; the others have passed; the caller has left. */
export type WaitEnd = 'over' | 'passed' | 'gone'

/** Exchanges that are held back. Time is that of the bench: a clock that stands still holds them until it is moved. */
export interface Waits {
  /** Ends early when the caller leaves. */
  wait(ms: number, response: ServerResponse): Promise<WaitEnd>
  /** Waits until other exchanges of the rule's link have passed. */
  hold(rule: FaultRule, fault: FaultOf<'reorder'>, response: ServerResponse): Promise<WaitEnd>
  /** Somebody is held. */
  readonly holding: boolean
  /** An exchange has got its answer. */
  passed(link: ExchangeLink): void
  /** Lets all go on at once. */
  release(): void
}

interface Held {
  rule: FaultRule
  left: number
  end(why: WaitEnd): void
}

export function createWaits(timers: Timers): Waits {
  const running = new Set<(why: WaitEnd) => void>()
  const held = new Set<Held>()

  function start(ms: number, response: ServerResponse): { over: Promise<WaitEnd>; end(why: WaitEnd): void } {
    let end: (why: WaitEnd) => void = () => {}
    const over = new Promise<WaitEnd>((resolve) => {
      const gone = (): void => end('gone')
      end = (why) => {
        running.delete(end)
        timers.clear(timer)
        response.off('close', gone)
        resolve(why)
      }
      const timer = timers.set(() => end('over'), ms)
      response.once('close', gone)
      running.add(end)
      if (response.destroyed) gone()
    })
    return { over, end }
  }

  return {
    wait: (ms, response) =>
      ms <= 0 ? Promise.resolve(response.destroyed ? 'gone' : 'over') : start(ms, response).over,
    hold(rule, { passing, limitMs }, response) {
      const { over, end } = start(limitMs, response)
      const one: Held = { rule, left: passing, end }
      held.add(one)
      return over.finally(() => held.delete(one))
    },
    get holding() {
      return held.size > 0
    },
    passed(link) {
      for (const one of held) {
        if (!covers(one.rule.link, link)) continue
        one.left -= 1
        if (one.left <= 0) one.end('passed')
      }
    },
    release() {
      for (const end of [...running]) end('over')
    },
  }
}
