import { readFileSync } from 'node:fs'

/**
 * Bytes of resident memory of this process at its highest. Linux hands the highest of the parent down to a child in
 * `resourceUsage`, so its own record is read where there is one.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]
  return Number(kibibytes) * 1024
}

/** Milliseconds of processor that this process has used, in all its threads. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
