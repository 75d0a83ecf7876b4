import { playCmlStory } from '../cml-story.ts'
import { desktopTest as test } from '../harness.ts'

test('[C §9][C §15 F2] a node, its session and a failure of the site, in the desktop window', async ({
  desktop,
}) => {
  test.setTimeout(180_000)
  await playCmlStory(desktop.page, desktop.address())
})
