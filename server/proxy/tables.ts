import { sql } from 'kysely'
import type { AreaMigrations } from '../storage/database.ts'

/** Instants ISO 8601 in UTC. */
export type ProxyTables = {
  /** What has gone through a link, in its order: for the counts, and to find an answer again. */
  proxy_exchange: {
    /** Number in the journal, which may have removed it since. */
    entry: number
    link: string
    /** What was asked, see `questionOf`. */
    question: string
    /** Digest of the request body, `null` without one. */
    body: string | null
    at: string
    method: string
    /** Path with query behind the link. */
    path: string
    status: number | null
    code: string | null
    /** 1: something went wrong on the wire. */
    failed: number
    /** 1: a whole answer of the real side. What was played back is none (issue: no recording of what a mock answered). */
    playable: number
    /** 1: it went elsewhere, and a person wants it played here; no exchange of this link. */
    adopted: number
  }
}

export const proxyMigrations: AreaMigrations = {
  area: 'proxy',
  steps: [
    {
      id: 1,
      name: 'exchanges',
      async up(db) {
        await sql`
          create table proxy_exchange (
            entry integer primary key,
            link text not null,
            question text not null,
            body text,
            at text not null,
            method text not null,
            path text not null,
            status integer,
            code text,
            failed integer not null,
            playable integer not null
          ) strict`.execute(db)
        await sql`create index proxy_exchange_asked on proxy_exchange (link, question, entry) where playable = 1`.execute(
          db,
        )
        await sql`create index proxy_exchange_link on proxy_exchange (link, failed, entry)`.execute(db)
      },
    },
    {
      // An entry may be played by several links, so its number alone is no key any more.
      id: 2,
      name: 'adopted recordings',
      async up(db) {
        await sql`alter table proxy_exchange rename to proxy_exchange_before`.execute(db)
        await sql`drop index proxy_exchange_asked`.execute(db)
        await sql`drop index proxy_exchange_link`.execute(db)
        await sql`
          create table proxy_exchange (
            link text not null,
            entry integer not null,
            question text not null,
            body text,
            at text not null,
            method text not null,
            path text not null,
            status integer,
            code text,
            failed integer not null,
            playable integer not null,
            adopted integer not null,
            primary key (link, entry)
          ) strict`.execute(db)
        await sql`
          insert into proxy_exchange
          select link, entry, question, body, at, method, path, status, code, failed, playable, 0
          from proxy_exchange_before`.execute(db)
        await sql`drop table proxy_exchange_before`.execute(db)
        await sql`create index proxy_exchange_asked on proxy_exchange (link, question, entry) where playable = 1`.execute(
          db,
        )
        await sql`create index proxy_exchange_failed on proxy_exchange (link, entry) where failed = 1`.execute(
          db,
        )
      },
    },
  ],
}
