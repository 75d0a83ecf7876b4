import { createHash, randomBytes } from 'node:crypto'

/** A text that nobody guesses: 192 random bits. */
export const newSecret = (): string => randomBytes(24).toString('base64url')

/** What is stored of such a text: nobody finds the text by it. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
