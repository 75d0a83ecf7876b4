import { readFileSync } from 'node:fs'

/**
 * Bytes of resident memory of this process at its highest. Linux hands the highest of the parent down to a child in
 * `resourceUsage`, so its own record is read where there is one.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  return recordedPeak('self')
}

function recordedPeak(process: string): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${process}/status`, 'utf8'))![1]
  return Number(kibibytes) * 1024
}

/** The same of another process; `null` where the system keeps no record that others may read. */
export function peakMemoryOf(pid: number): number | null {
  return process.platform === 'linux' ? recordedPeak(String(pid)) : null
}

/** Milliseconds of processor that this process has used, in all its threads. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
