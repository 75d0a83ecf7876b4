/** The date of a local time as 1C prints it: `2025-09-18T10:24:05` -> `18.09.2025`. */
export const printedDate = (local: string): string => local.slice(0, 10).split('-').reverse().join('.')
