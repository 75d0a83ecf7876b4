/** A local date or time of a message as a table shows it: `2026-03-01T12:30:00` is `01.03.2026 12:30:00`. */
export const printedDate = (local: string): string => {
  const [day = '', time] = local.split('T')
  const date = day.split('-').reverse().join('.')
  return time === undefined ? date : `${date} ${time}`
}
