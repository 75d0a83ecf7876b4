import { ref, shallowRef } from 'vue'
import type { UploadedFile } from '../../server/admin/api-interchange.ts'
import { fileAddresses, type AdminApi } from '../../server/admin/api.ts'
import { AdminError } from '../../server/admin/client.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'
import { admin } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'

export type ImportReport = ResultOf<AdminApi['interchange.import']>
export type ImportKind = UploadedFile['kind']

async function sent(name: string, content: Blob): Promise<UploadedFile> {
  const answer = await fetch(fileAddresses.interchangeUpload(name), {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: content,
  })
  const body: unknown = await answer.json()
  if (!answer.ok) throw new AdminError(answer.status, body as Record<string, unknown>)
  return body as UploadedFile
}

/** Files that came to be imported: sent, looked at, and taken when a person says so. */
export function useImport() {
  const files = shallowRef<UploadedFile[]>([])
  const kind = ref<ImportKind>('har')
  const plan = shallowRef<ImportReport | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)

  const call = (apply: boolean) =>
    admin.call('interchange.import', {
      body: { tokens: files.value.map(({ token }) => token), kind: kind.value, apply },
    })

  async function look() {
    if (files.value.length === 0) return
    loading.value = true
    plan.value = null
    try {
      plan.value = await call(false)
      problem.value = null
    } catch (error) {
      problem.value = problemOf(error)
    } finally {
      loading.value = false
    }
  }

  async function add(given: readonly { path: string; file: Blob }[]) {
    if (given.length === 0) return
    loading.value = true
    problem.value = null
    try {
      const uploaded: UploadedFile[] = []
      for (const { path, file } of given) uploaded.push(await sent(path, file))
      files.value = uploaded
      // Files of several kinds are payloads of a folder.
      kind.value = uploaded.every((one) => one.kind === uploaded[0]!.kind) ? uploaded[0]!.kind : 'raw'
    } catch (error) {
      problem.value = problemOf(error)
      files.value = []
    } finally {
      loading.value = false
    }
    await look()
  }

  function reset() {
    files.value = []
    plan.value = null
    problem.value = null
  }

  return { files, kind, plan, problem, loading, add, look, reset, apply: () => call(true) }
}
