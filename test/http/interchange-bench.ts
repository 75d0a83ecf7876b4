import { expect } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import type { UploadedFile } from '../../server/admin/api-interchange.ts'
import { maskRuleIds } from '../../server/interchange/masking/rules.ts'
import type { ExportFormat, ImportKind } from '../../server/interchange/model.ts'
import type { OpenBench } from './admin-bench.ts'
import { plantedDrafts } from './interchange-drafts.ts'

/** The rules that are on unless a person says otherwise. */
export const usual = maskRuleIds.filter((id) => id !== 'inn')

/** What a page does with files of the journal, over the admin API. */
export function interchangeOf(opened: () => OpenBench) {
  const bench = {
    get api() {
      return opened().api
    },
    get address() {
      return opened().address
    },
    get parts() {
      return opened().parts
    },
  }

  const record = async (drafts = plantedDrafts()) => {
    const ids: number[] = []
    for (const draft of drafts) ids.push(await bench.parts.journal.record(draft))
    return ids
  }

  async function exported(ids: number[], format: ExportFormat, rules = [...usual], binaries = false) {
    const { token } = await bench.api.call('interchange.export', {
      body: { selection: { ids }, rules, binaries, format },
    })
    const answer = await fetch(bench.address + fileAddresses.interchangeFile(token))
    expect(answer.status).toBe(200)
    return new Uint8Array(await answer.arrayBuffer())
  }

  async function upload(name: string, content: string | Uint8Array): Promise<UploadedFile> {
    const answer = await fetch(bench.address + fileAddresses.interchangeUpload(name), {
      method: 'POST',
      body: Buffer.from(content),
    })
    expect(answer.status).toBe(200)
    return (await answer.json()) as UploadedFile
  }

  async function load(name: string, content: string | Uint8Array, kind: ImportKind, apply = true) {
    const { token } = await upload(name, content)
    return bench.api.call('interchange.import', { body: { tokens: [token], kind, apply } })
  }

  return { record, exported, upload, load }
}
