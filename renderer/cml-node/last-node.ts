import { useLocalStorage } from '@vueuse/core'

/** Id of the node that was shown last: the screen and the commands come back to it. */
export const useLastNode = () => useLocalStorage('obmen.cmlNode', '')
