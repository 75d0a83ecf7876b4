import { desktopTest as test } from '../harness.ts'
import { playBankStory } from '../regate-bank-story.ts'
import { playRegateStory } from '../regate-story.ts'

test('[B-49][B-53][B-56] a purchase by the forms of the player, in the desktop window', async ({
  desktop,
}) => {
  test.setTimeout(180_000)
  await playRegateStory(desktop.page, desktop.address())
})

test('[B-72][B-74][BD-40] a statement is dropped on the window, a doubtful payment allocated by hand', async ({
  desktop,
}) => {
  await playBankStory(desktop.page, desktop.address())
})
