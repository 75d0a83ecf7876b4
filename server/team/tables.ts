import { sql, type Generated } from 'kysely'
import type { AreaMigrations } from '../storage/database.ts'

/**
 * What `team.db` holds, beside `obmen.db`: a snapshot of the bases that is put back must not bring a revoked token back to
 * life, nor take the log away. Instants ISO 8601 in UTC; hashes are SHA-256 of random texts, so they need no salt.
 */
export type TeamTables = {
  team_session: { hash: string; login: string; made_at: string; ends_at: string }
  team_token: {
    id: string
    hash: string
    login: string
    name: string
    role: string
    made_at: string
    /** The last day that it is good for, `yyyy-MM-dd`. */
    until: string | null
    used_at: string | null
  }
  team_log: {
    id: Generated<number>
    at: string
    login: string
    who: string
    kind: string
    call: string
    subject: string
    outcome: string
    status: number
    code: string | null
  }
}

export const teamMigrations: AreaMigrations = {
  area: 'team',
  steps: [
    {
      id: 1,
      name: 'sessions, tokens, log',
      async up(db) {
        await sql`
          create table team_session (
            hash text primary key,
            login text not null,
            made_at text not null,
            ends_at text not null
          ) strict`.execute(db)
        await sql`
          create table team_token (
            id text primary key,
            hash text not null unique,
            login text not null,
            name text not null,
            role text not null,
            made_at text not null,
            until text,
            used_at text
          ) strict`.execute(db)
        await sql`
          create table team_log (
            id integer primary key autoincrement,
            at text not null,
            login text not null,
            who text not null,
            kind text not null,
            call text not null,
            subject text not null,
            outcome text not null,
            status integer not null,
            code text
          ) strict`.execute(db)
        await sql`create index team_log_call on team_log (call, subject, id)`.execute(db)
      },
    },
  ],
}
