import { ref, shallowRef } from 'vue'
import { AdminError } from '../../server/admin/client.ts'
import { commerceMlFiles } from '../../server/admin/api-commerceml.ts'
import { exportFiles, type DroppedFile } from './dropped-files.ts'
import type { OpenedFile } from './types.ts'

/** Sends files to the explorer and tells how far it is; files that come together are opened together. */
export function useUpload() {
  const sending = shallowRef<{ name: string; sent: number; total: number } | null>(null)
  const running = ref<XMLHttpRequest | null>(null)

  /**
   * @returns the opened file; `null` when it was stopped or nothing fits
   * @throws AdminError, TypeError without a connection
   */
  async function upload(dropped: readonly DroppedFile[]): Promise<OpenedFile | null> {
    const files = exportFiles(dropped)
    if (files.length === 0) return null
    const total = files.reduce((sum, { file }) => sum + file.size, 0)
    const set = crypto.randomUUID()
    let before = 0
    let opened: OpenedFile | null = null
    try {
      for (const [at, { path, file }] of files.entries()) {
        sending.value = { name: path, sent: before, total }
        const address = commerceMlFiles.explorerUpload(
          path,
          files.length === 1 ? undefined : { id: set, last: at === files.length - 1 },
        )
        const answer = await send(address, file, (sent) => {
          sending.value = { name: path, sent: before + sent, total }
        })
        if (answer === STOPPED) return null
        opened = answer
        before += file.size
      }
    } finally {
      sending.value = null
    }
    return opened
  }

  /** `fetch` tells nothing of the way up, so it is the older call. */
  function send(address: string, file: File, tell: (sent: number) => void) {
    return new Promise<OpenedFile | null | typeof STOPPED>((resolve, reject) => {
      const request = new XMLHttpRequest()
      running.value = request
      request.open('POST', address)
      request.responseType = 'json'
      request.setRequestHeader('content-type', 'application/octet-stream')
      request.upload.onprogress = ({ loaded }) => tell(loaded)
      request.onload = () => {
        if (request.status < 300) resolve(request.response as OpenedFile | null)
        else reject(new AdminError(request.status, (request.response ?? {}) as Record<string, unknown>))
      }
      request.onerror = () => reject(new TypeError('network'))
      request.onabort = () => resolve(STOPPED)
      request.onloadend = () => (running.value = null)
      request.send(file)
    })
  }

  return { sending, upload, stop: () => running.value?.abort() }
}

const STOPPED = Symbol('stopped')
