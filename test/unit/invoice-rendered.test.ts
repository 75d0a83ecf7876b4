import { expect, it } from 'vitest'
import { createRenderedFiles } from '../../server/admin/invoices/rendered.ts'

it('the last twenty PDFs are kept, each under a name of its own', () => {
  const files = createRenderedFiles()
  const tokens = Array.from({ length: 21 }, (_, i) =>
    files.add({ bytes: new Uint8Array([i]), name: `${i}.pdf` }),
  )
  expect(new Set(tokens).size).toBe(21)
  expect(files.get(tokens[0]!)).toBeNull()
  expect(tokens.slice(1).map((token) => files.get(token)?.name)).toEqual(
    Array.from({ length: 20 }, (_, i) => `${i + 1}.pdf`),
  )
})
