import type { Task } from '@offplan/kernel/jobs/task';
import { KNOWN_DAYS } from '../sign-up/checks/domain-age.ts';

const DAY = 86_400_000;
/** Of these a row is useless once it has expired. */
const SHORT_LIVED = [
  'half_sign_in',
  'password_reset',
  'email_change',
  'passkey_challenge',
  'external_sign_in',
  'external_proof',
  'window_count',
] as const;

/** From where and with what somebody was signed in is known for so long after its end: as long as an owner of an account may ask. */
const TRACE_DAYS = 90;
/** A session that nobody has used for so long is over, however long the installation lets one be idle. */
const UNUSED_DAYS = 180;

/**
 * Forgets attempts that no limit looks at any more, links, challenges and half-done sign-ins that have expired, sign-ups that nobody
 * confirmed, a day after their link has died, authenticator apps likewise, ages of domains that would be asked anew, and of sessions that
 * are over the browser and the network (security check 37).
 */
export const forgetExpired: Task = {
  name: 'identity.forget_expired',
  cron: '17 3 * * *',
  async run({ db, clock }) {
    const now = clock.now();
    const daysAgo = (days: number) => new Date(now.getTime() - days * DAY);
    // One transaction each: whoever counts a request waits for a row that is being deleted until that is committed.
    const forget = (sql: string, values: Date[]) => db.transaction({}, (tx) => tx.query(sql, values));
    await forget('delete from identity.attempt where at < ?', [daysAgo(2)]);
    for (const table of SHORT_LIVED) await forget(`delete from identity.${table} where expires_at < ?`, [now]);
    await forget(`delete from identity.authenticator where state = 'pending' and created_at < ?`, [daysAgo(1)]);
    await forget('delete from identity.pending_sign_up where expires_at < ?', [daysAgo(1)]);
    await forget(
      `update identity.session set user_agent = null, network = null
       where (ended_at < ? or last_used_at < ?) and (user_agent is not null or network is not null)`,
      [daysAgo(TRACE_DAYS), daysAgo(UNUSED_DAYS)],
    );
    await forget('delete from identity.domain_age where asked_at < ?', [daysAgo(KNOWN_DAYS)]);
  },
};
