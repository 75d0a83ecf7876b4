import { ref, shallowRef } from 'vue'
import { admin } from '../../api/client.ts'
import { problemOf, type Problem } from '../../api/problem.ts'
import { base64Of } from '../../mappings/base64.ts'
import type { QrFileReading } from './types.ts'

/** The server takes 8 MiB. */
export const FILE_LIMIT = 8 * 1024 * 1024

/** The file that was read last. It outlives the tab, so that a look at another one does not lose it. */
const file = shallowRef<File | null>(null)
const reading = shallowRef<QrFileReading | null>(null)
const problem = shallowRef<Problem | null>(null)
const busy = ref(false)
const tooLarge = ref(false)

/** Reads the codes of files; of two files that come quickly the later one counts. */
export function useReading() {
  async function read(next: File) {
    file.value = next
    reading.value = null
    problem.value = null
    tooLarge.value = next.size > FILE_LIMIT
    busy.value = !tooLarge.value
    if (tooLarge.value) return
    try {
      const body = { base64: await base64Of(next), name: next.name }
      const answer = await admin.call('qr.read', { body })
      if (file.value === next) reading.value = answer
    } catch (error) {
      if (file.value === next) problem.value = problemOf(error)
    } finally {
      if (file.value === next) busy.value = false
    }
  }

  return { file, reading, problem, busy, tooLarge, read }
}
