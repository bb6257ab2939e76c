import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Clock } from '../clock.ts';
import type { SubgraphName } from '../database/subgraph-roles.ts';
import type { NewEvent } from '../events/event.ts';
import { recordEvents } from '../events/record-events.ts';
import type { Logger } from '../logging.ts';
import type { RenderedMail } from './letter.ts';
import type { MailLocale } from './mail.ts';
import { MailNotTaken, type MailTransport } from './mail-transport.ts';
import type { MailSeal } from './seal-values.ts';

export const POLL_MILLISECONDS = 2_000;
const STOP_MILLISECONDS = 5_000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A mail that is refused for now is tried so often: the waits double from a minute up to 8 hours, the last attempt is a day later. */
export const MAIL_ATTEMPTS = 12;
/** While nobody can be spoken to, mails wait and lose no attempt; but not for longer than this. */
const LONGEST_WAIT = 25 * HOUR;
/** An address that was refused for good is left alone for so long. */
export const SUPPRESSION = 30 * DAY;
/** For so long it is known what became of a mail. */
export const MAIL_KEPT = 90 * DAY;

/** What a subgraph that sends mails brings along. */
export interface SubgraphMails {
  seal: MailSeal;
  /** Writes a mail from the values that it was queued with, as JSON gives them back. */
  render(template: string, locale: MailLocale, values: Record<string, unknown>): Promise<RenderedMail>;
  /** Whether the receiver waits for it, because it has just asked for it: tried once a day even at an address that refused. */
  isAskedFor(template: string): boolean;
}

interface QueuedMail {
  org_id: string;
  id: string;
  about: string | null;
  template: string;
  locale: MailLocale;
  recipient: string;
  user_id: string | null;
  is_recipient_private: boolean;
  sealed: Buffer;
  attempts: number;
  created_at: Date;
}

type Outcome =
  | { state: 'sent'; messageId: string }
  | { state: 'bounced'; error: string; suppress: boolean }
  | { state: 'failed'; error: string }
  | { state: 'suppressed'; error: string }
  | { state: 'queued'; error: string };

interface MailSenderOptions {
  /** Of the database, as the subgraph's mailer. */
  url: string;
  subgraph: SubgraphName;
  mails: SubgraphMails;
  transport: MailTransport;
  clock: Clock;
  logger: Logger;
  /** Called after what became of a mail was committed as an event. */
  afterEvents: () => void;
}

/**
 * Sends a subgraph's mails, the oldest first (GRO-10). Any number of processes may do it: each claims a mail by a row lock and sends it
 * while it holds that lock. A process that is killed lets go of it at once, and another one sends the mail. So no mail is lost; one that
 * was handed over in the moment of the crash, before that was written down, goes out a second time, under the same Message-ID: at most
 * one for each crash.
 *
 * A refusal for good ends a mail (`bounced`) and, if it was about the address, silences that for 30 days; one for now makes it wait.
 * While nobody can be spoken to, the queue stands still in its order. What became of a mail is an event in the same transaction.
 */
export class MailSender {
  readonly #options: MailSenderOptions;
  #client: Client | null = null;
  #stopped = false;
  #wanted = false;
  #troubles = 0;
  #tidiedAt = 0;
  #wakeUp: () => void = () => {};
  #loop: Promise<void> = Promise.resolve();

  constructor(options: MailSenderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** A mail was committed. */
  wake(): void {
    this.#wanted = true;
    if (this.#troubles === 0) this.#wakeUp();
  }

  /** Lets the mail that is on its way arrive, but does not wait long for a server that hangs: then another process sends it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wakeUp();
    await Promise.race([this.#loop, sleep(STOP_MILLISECONDS, null, { ref: false })]);
    await this.#client?.end().catch(() => {});
  }

  async #run(): Promise<void> {
    const { logger } = this.#options;
    while (!this.#stopped) {
      this.#wanted = false;
      try {
        const client = await this.#connected();
        await this.#tidy(client);
        while (!this.#stopped && (await this.#sendNext(client))) this.#troubles = 0;
      } catch (fault) {
        this.#troubles += 1;
        const trouble = fault instanceof MailNotTaken ? fault.code : String(fault);
        logger.warn({ trouble }, 'Mails cannot be sent at the moment; they wait');
        if (!(fault instanceof MailNotTaken)) await this.#disconnect();
      }
      if (this.#stopped) return;
      if (this.#troubles > 0) await this.#sleep(Math.min(500 * 2 ** this.#troubles, LONGEST_PAUSE_MILLISECONDS));
      else if (!this.#wanted) await this.#sleep(POLL_MILLISECONDS);
    }
  }

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client;
    const client = new Client({
      connectionString: this.#options.url,
      application_name: `offplan ${this.#options.subgraph} mailer`,
    });
    client.on('error', () => {
      if (this.#client === client) this.#client = null;
    });
    await client.connect();
    this.#client = client;
    return client;
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => {});
  }

  /** Sends the oldest mail that is due and that nobody else has in hand. Whether there was one. Throws when nobody can be spoken to. */
  async #sendNext(client: Client): Promise<boolean> {
    const { subgraph, clock } = this.#options;
    await client.query('begin');
    try {
      const { rows } = await client.query<QueuedMail>(
        `select org_id, id, about, template, locale, recipient, user_id, is_recipient_private, sealed, attempts, created_at from ${subgraph}.mail
         where state = 'queued' and next_attempt_at <= $1 order by id limit 1 for update skip locked`,
        [clock.now()],
      );
      const mail = rows[0];
      if (mail) await this.#finish(client, mail, await this.#attempt(client, mail));
      await client.query('commit');
      if (mail) this.#options.afterEvents();
      return mail !== undefined;
    } catch (fault) {
      await client.query('rollback').catch(() => {});
      throw fault;
    }
  }

  async #attempt(client: Client, mail: QueuedMail): Promise<Outcome> {
    const { mails, transport, clock } = this.#options;
    if (await this.#isSuppressed(client, mail)) return { state: 'suppressed', error: 'the address refused a mail' };
    const isLast = mail.attempts + 1 >= MAIL_ATTEMPTS;
    let rendered: RenderedMail;
    try {
      rendered = await mails.render(mail.template, mail.locale, mails.seal.open(mail.id, mail.sealed));
    } catch (fault) {
      // Tried again all the same: while a new version is rolled out, an old process meets templates that only the new one knows.
      this.#options.logger.error(
        { mailId: mail.id, template: mail.template, fault: String(fault) },
        'A mail could not be written',
      );
      return { state: isLast ? 'failed' : 'queued', error: 'could not be written' };
    }
    try {
      const messageId = await transport.send({
        ...rendered,
        id: mail.id,
        template: mail.template,
        to: mail.recipient,
      });
      return { state: 'sent', messageId };
    } catch (fault) {
      if (!(fault instanceof MailNotTaken)) throw fault;
      if (fault.reason === 'address' || fault.reason === 'content')
        return { state: 'bounced', error: fault.code, suppress: fault.reason === 'address' };
      if (fault.reason === 'later') return { state: isLast ? 'failed' : 'queued', error: fault.code };
      if (clock.now().getTime() - mail.created_at.getTime() > LONGEST_WAIT)
        return { state: 'failed', error: fault.code };
      throw fault;
    }
  }

  /**
   * Whether an address is left alone. A mail that somebody has just asked for (a reset of the password, say) is tried once a day: the
   * mailbox may have come back, and without that mail its owner has no way in.
   */
  async #isSuppressed(client: Client, mail: QueuedMail): Promise<boolean> {
    const { subgraph, mails, clock } = this.#options;
    const now = clock.now();
    const { rows } = await client.query<{ last_tried_at: Date }>(
      `select last_tried_at from ${subgraph}.mail_suppression where address_hash = $1 and until > $2`,
      [mails.seal.hashAddress(mail.recipient), now],
    );
    if (!rows[0]) return false;
    return !mails.isAskedFor(mail.template) || now.getTime() - rows[0].last_tried_at.getTime() < DAY;
  }

  async #finish(client: Client, mail: QueuedMail, outcome: Outcome): Promise<void> {
    const { subgraph, clock } = this.#options;
    const now = clock.now();
    const attempts = mail.attempts + (outcome.state === 'suppressed' ? 0 : 1);
    const error = 'error' in outcome ? outcome.error : null;
    if (outcome.state === 'queued') {
      const next = new Date(now.getTime() + Math.min(MINUTE * 2 ** (attempts - 1), 8 * HOUR));
      await client.query(
        `update ${subgraph}.mail set attempts = $3, next_attempt_at = $4, last_error = $5 where org_id = $1 and id = $2`,
        [mail.org_id, mail.id, attempts, next, error],
      );
      return;
    }
    await client.query(
      `update ${subgraph}.mail set state = $3, attempts = $4, last_error = $5, message_id = $6, finished_at = $7, sealed = null, next_attempt_at = null
       where org_id = $1 and id = $2`,
      [mail.org_id, mail.id, outcome.state, attempts, error, outcome.state === 'sent' ? outcome.messageId : null, now],
    );
    await this.#remember(client, mail, outcome);
    await recordEvents(
      {
        schema: subgraph,
        requestId: null,
        now,
        execute: (sql, parameters) => client.query(sql.replace('?', '$1'), parameters),
      },
      [eventOf(mail, outcome.state, attempts, error)],
    );
  }

  /** Keeps, or ends, the silence towards an address. */
  async #remember(client: Client, mail: QueuedMail, outcome: Outcome): Promise<void> {
    const { subgraph, mails, clock } = this.#options;
    const now = clock.now();
    const hash = mails.seal.hashAddress(mail.recipient);
    if (outcome.state === 'sent')
      await client.query(`delete from ${subgraph}.mail_suppression where address_hash = $1`, [hash]);
    if (outcome.state === 'bounced' && outcome.suppress)
      await client.query(
        `insert into ${subgraph}.mail_suppression (address_hash, since, until, last_tried_at) values ($1, $2, $3, $2)
         on conflict (address_hash) do update set until = excluded.until, last_tried_at = excluded.last_tried_at`,
        [hash, now, new Date(now.getTime() + SUPPRESSION)],
      );
  }

  /** Forgets what became of mails long ago. Once an hour. */
  async #tidy(client: Client): Promise<void> {
    const { subgraph, clock } = this.#options;
    const now = clock.now().getTime();
    if (now - this.#tidiedAt < HOUR) return;
    this.#tidiedAt = now;
    await client.query(`delete from ${subgraph}.mail where state <> 'queued' and finished_at < $1`, [
      new Date(now - MAIL_KEPT),
    ]);
    await client.query(`delete from ${subgraph}.mail_suppression where until < $1`, [new Date(now)]);
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function eventOf(mail: QueuedMail, state: string, attempts: number, error: string | null): NewEvent {
  return {
    orgId: mail.org_id,
    subjectType: 'mail',
    subjectId: mail.id,
    seq: attempts + 1,
    type: `mail.${state}`,
    actor: { kind: 'system' },
    data: {
      template: mail.template,
      before: { state: 'queued' },
      after: { state },
      attempts,
      ...(mail.user_id && !mail.is_recipient_private ? { userId: mail.user_id } : {}),
      ...(mail.about ? { aboutId: mail.about } : {}),
      ...(error ? { reason: error } : {}),
    },
    personal: mail.is_recipient_private ? {} : { email: mail.recipient },
    piiClass: 'personal_meta',
  };
}
