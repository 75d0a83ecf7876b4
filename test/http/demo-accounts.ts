import { demoDocument } from '../../fixtures/demo/demo.ts'
import { hashPassword } from '../../server/http/password-hash.ts'

let made: Promise<Record<string, string>> | null = null

/**
 * Secrets of the enterprises' accounts as their first start would make them, by name. A hash costs on purpose, and three of
 * them are a third of the start of a bench; here they are made once for all benches of a process.
 */
export function demoAccounts(): Promise<Record<string, string>> {
  made ??= make()
  return made
}

async function make(): Promise<Record<string, string>> {
  const accounts = demoDocument().regate.enterprises.flatMap(({ id, users }) =>
    users.map(async (user): Promise<[string, string][]> => {
      const password = `пароль ${user} из ${id}`
      return [
        [`restore.${id}.${user}`, password],
        [`regate.${id}.${user}`, await hashPassword(password)],
      ]
    }),
  )
  return Object.fromEntries((await Promise.all(accounts)).flat())
}
