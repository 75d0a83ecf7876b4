/** A line of the list of a field that refers to something. */
export interface RefChoice {
  value: string
  label: string
  disabled?: boolean
}
