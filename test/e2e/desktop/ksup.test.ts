import { desktopTest as test } from '../harness.ts'
import { playKsupStory } from '../ksup-story.ts'

test('[D-12][D-13][D-46][D-59][D-66][D-71][D-82][D-92][D-100][D-110][DD-04] the story of a deal, in the desktop window', async ({
  desktop,
}) => {
  test.setTimeout(300_000)
  await playKsupStory(desktop.page)
})
