/** Pixels of one line of the journal; the virtual list counts with it. */
export const ROW_HEIGHT = 28
