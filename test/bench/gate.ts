/**
 * Holds requests until all connections have sent one. Node takes one new connection a turn of its event loop, so under load
 * the last of many waits for seconds: that would be measured instead of the server.
 */
export interface Gate {
  /** Closes the gate; resolves when `size` requests have come, which are then let go together. */
  gather(): Promise<void>
  /** Resolves at once while the gate is open. */
  pass(): Promise<void>
}

export function createGate(size: number): Gate {
  let held: (() => void)[] | null = null
  let gathered = () => {}
  return {
    gather: () =>
      new Promise((resolve) => {
        held = []
        gathered = resolve
      }),
    async pass() {
      const waiting = held
      if (!waiting) return
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        if (waiting.length < size) return
        held = null
        for (const letGo of waiting) letGo()
        gathered()
      })
    },
  }
}
