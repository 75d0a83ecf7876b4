/** The place of one recording among those that run: it may store what it has read when it is its turn. */
export interface Turn {
  /** Resolves when everything that was to be recorded before is stored, or given up. */
  come: Promise<void>
  /** Lets the next one go. More than once is once. */
  pass(): void
}

/** Takes places in the order of its calls, whatever the time that each then takes to read. */
export function createTurns(): () => Turn {
  let last = Promise.resolve()
  return () => {
    const come = last
    let pass = (): void => {}
    const passed = new Promise<void>((resolve) => (pass = resolve))
    last = come.then(() => passed)
    return { come, pass }
  }
}
