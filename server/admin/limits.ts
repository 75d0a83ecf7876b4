/** 12 MiB: a pasted body of the contract's 10 MiB with its JSON escapes. */
export const BODY_LIMIT_BYTES = 12 * 1024 * 1024

/** A statement of 8 MiB, some 30 000 payments, in base64. Larger ones are loaded from the watched folder. */
export const MAX_STATEMENT_BASE64 = 11 * 1024 * 1024
