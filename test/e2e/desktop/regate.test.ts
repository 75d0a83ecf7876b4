import { desktopTest as test } from '../harness.ts'
import { playRegateStory } from '../regate-story.ts'

test('[B-49][B-53][B-56] a purchase by the forms of the player, in the desktop window', async ({
  desktop,
}) => {
  test.setTimeout(180_000)
  await playRegateStory(desktop.page, desktop.address())
})
