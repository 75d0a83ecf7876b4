import { desktopTest as test } from '../harness.ts'
import { playStory } from '../story.ts'

test('[A-44][A-46] the story of an order, in the desktop window', async ({ desktop }) => {
  test.setTimeout(180_000)
  await playStory(desktop.page, desktop.address())
})
