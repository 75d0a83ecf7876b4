import { useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'

/** The steps of the first walk through the bench, in their order. */
export const storySteps = ['order', 'fetch', 'edit', 'return', 'account', 'mapping'] as const
export type StoryStep = (typeof storySteps)[number]

/** Which steps were walked in this browser. What the data itself shows is not kept here. */
export const useStory = defineStore('story', () => {
  const walked = useLocalStorage<StoryStep[]>('obmen.layout.story', [])

  function done(step: StoryStep) {
    if (!walked.value.includes(step)) walked.value = [...walked.value, step]
  }

  function restart() {
    walked.value = []
  }

  return { walked, done, restart }
})
