/**
 * Holds requests until all connections have sent one. Node takes one new connection a turn of its event loop, so under load
 * the last of many waits for seconds: that would be measured instead of the server.
 */
export interface Gate {
  /** Closes the gate; resolves when `size` requests have come, which are then let go together. */
  gather(size: number): Promise<void>
  /** Resolves at once while the gate is open. */
  pass(): Promise<void>
}

export function createGate(): Gate {
  let held: (() => void)[] | null = null
  let expected = 0
  let gathered = () => {}
  return {
    gather: (size) =>
      new Promise((resolve) => {
        held = []
        expected = size
        gathered = resolve
      }),
    async pass() {
      const waiting = held
      if (!waiting) return
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        if (waiting.length < expected) return
        held = null
        for (const letGo of waiting) letGo()
        gathered()
      })
    },
  }
}
