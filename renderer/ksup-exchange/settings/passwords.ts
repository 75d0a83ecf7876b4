import type { KsupPasswords } from '../types.ts'

/** Passwords of the form: empty means that the stored one stays, so nothing of it is ever shown. */
export type PasswordName = keyof KsupPasswords
export type PasswordForm = Record<PasswordName, string>

export const noPasswords = (): PasswordForm => ({
  ksup: '',
  server: '',
  onec: '',
  serverAccount: '',
  onecAccount: '',
})

/** What is sent: only passwords that a person has typed. */
export const typedPasswords = (form: PasswordForm): KsupPasswords =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''))

export const anyTyped = (form: PasswordForm): boolean => Object.values(form).some((value) => value !== '')
