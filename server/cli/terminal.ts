import { readFile } from 'node:fs/promises'
import { InvalidArgumentError } from 'commander'
import { Refusal } from '../storage/refusal.ts'

/** What every command has to do with its terminal: what a machine reads goes to stdout, words for people to stderr. */

export const say = (line: string): void => void process.stderr.write(`${line}\n`)
export const print = (text: string): void =>
  void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)

/** An error whose message is enough for a person: no stack is shown. */
export class Failure extends Error {}

/** @throws Failure when the file cannot be read; `-` is standard input */
export async function readInput(file: string): Promise<Uint8Array> {
  if (file === '-') {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }
  try {
    return await readFile(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Failure(`${file}: ${code === 'ENOENT' ? 'такого файла нет' : message}`)
  }
}

/** Parses an option that is a whole number; the wording says which. */
export const wholeNumber = (min: number, max: number, wording: string) =>
  function parse(text: string): number {
    const value = Number(text)
    if (!Number.isInteger(value) || value < min || value > max) throw new InvalidArgumentError(wording)
    return value
  }

/** What a person is told of an error; the stack only of one that nobody expected. */
export function explained(error: unknown): string {
  if (error instanceof Refusal) return error.text.ru
  if (!(error instanceof Error)) return String(error)
  return error instanceof Failure || 'code' in error ? error.message : (error.stack ?? error.message)
}
