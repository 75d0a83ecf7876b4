/** The day of a date or a local time as people read it: `2025-09-18T10:24:05` -> `18.09.2025`. */
export const printedDay = (date: string): string => date.slice(0, 10).split('-').reverse().join('.')
