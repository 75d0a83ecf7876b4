/** Something that is fed with spoiled input. Rounds are told apart by their seeds alone. */
export interface FuzzTarget {
  name: string
  /** Before the first round. */
  open?(): Promise<void>
  /** @returns bytes that were fed; throws what is wrong */
  round(seed: number): number | Promise<number>
  /** After the last one. */
  close?(): Promise<void>
}
