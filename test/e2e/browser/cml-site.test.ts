import { playCmlStory } from '../cml-story.ts'
import { test } from '../harness.ts'

test('[C §9][C §15 F2] a node set up by hand exports to the site; its lost cookie stops the session as explained', async ({
  page,
  bench,
}) => {
  test.setTimeout(180_000)
  await playCmlStory(page, bench.address)
})
