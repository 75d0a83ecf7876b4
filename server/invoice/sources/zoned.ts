import { fromLocalTime } from '../../contracts/time.ts'

/** Local time of the wire with the offset of its zone: `2025-09-18T11:05:12+03:00`. */
export function withOffset(local: string, zone: string): string {
  const minutes = Math.round((Date.parse(`${local}Z`) - fromLocalTime(local, zone).getTime()) / 60_000)
  const pad = (value: number) => String(value).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${local}${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}
