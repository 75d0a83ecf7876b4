/** Runs jobs one at a time in the order they came. A job that fails rejects for its caller only. */
export type Queue = <Result>(job: () => Promise<Result>) => Promise<Result>

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return (job) => {
    const result = last.then(job)
    last = result.catch(() => undefined)
    return result
  }
}
