import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { LETTER_WANTED } from '@offplan/kernel/mail/want-letter';
import type { WantedLetterName, WantedLetters } from '@offplan/kernel/mail/wanted-letters';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import type { IdentityOptions } from '../options.ts';
import { type ReminderKind, reminderKindOf } from '../unsubscribing/reminders.ts';
import { unsubscribeLink } from '../unsubscribing/unsubscribe-link.ts';
import { sendMail } from './identity-mails.ts';

/** Those that a suspended workspace gets too: they are about what would bring it back. */
const ABOUT_PAYMENT: ReadonlySet<WantedLetterName> = new Set<WantedLetterName>([
  'card_added',
  'payment_failed',
  'card_needs_verification',
  'dispute_opened',
  'workspace_suspended_by_dispute',
  'second_payment_returned',
  'plan_change_failed',
  'card_expires',
  'tax_id_invalid',
]);

interface Receiver {
  user_id: string | null;
  email: string | null;
  name: string | null;
  locale: string | null;
  organisation_name: string;
  slug: string;
  time_zone: string;
  status: OrganisationStatus;
}

/**
 * Writes the letters that other subgraphs want, to whoever owns the Organisation now: they hold no personal data, so identity alone knows
 * to whom and in which language. Each is one mail, in the transaction that notes it down.
 */
export const writeLetters = (options: IdentityOptions): EventConsumer => ({
  name: 'write_letters',
  types: [LETTER_WANTED],
  async apply(tx, { orgId, data }) {
    const { template, key, values } = data as unknown as {
      template: WantedLetterName;
      key: string;
      values: WantedLetters[WantedLetterName];
    };
    const receiver = await findReceiver(tx, orgId);
    const kind = reminderKindOf(template);
    const isUnwanted = kind !== null && (await hasUnsubscribed(tx, orgId, receiver?.user_id, kind));
    const outcome = outcomeOf(template, receiver, isUnwanted);
    const [noted] = await tx.query(
      'insert into identity.wanted_letter (org_id, key, outcome) values (?, ?, ?) on conflict do nothing returning key',
      [orgId, key, outcome],
    );
    if (!noted || outcome !== 'written') return;
    const { user_id: userId, email, name, locale, organisation_name: organisationName, slug } = receiver!;
    await sendMail(tx, template, {
      to: email!,
      locale: locale!,
      orgId,
      userId: userId!,
      values: {
        ...values,
        name: name!,
        organisationName,
        timeZone: receiver!.time_zone,
        planLink: `${options.appUrl}/w/${slug}/plan`,
        unsubscribeLink: kind && unsubscribeLink(options, { orgId, userId: userId!, kind }),
        // `wantLetter` has paired the template with its values; through JSON the compiler no longer sees it.
      } as never,
    });
  },
});

async function findReceiver(tx: Transaction, orgId: string): Promise<Receiver | undefined> {
  const [receiver] = await tx.query<Receiver>(
    `select u.id as user_id, u.email, u.name, u.locale, o.name as organisation_name, o.slug, o.time_zone, o.status
     from identity.organisation o
     left join identity.membership m on m.org_id = o.id and m.role = 'owner' and m.status = 'active'
     left join identity."user" u on u.id = m.user_id
     where o.id = ?`,
    [orgId],
  );
  return receiver;
}

/** Whether its receiver has stopped reminders of the kind, in this Organisation. */
async function hasUnsubscribed(
  tx: Transaction,
  orgId: string,
  userId: string | null | undefined,
  kind: ReminderKind,
): Promise<boolean> {
  const rows = await tx.query('select from identity.unsubscription where org_id = ? and user_id = ? and kind = ?', [
    orgId,
    userId ?? null,
    kind,
  ]);
  return rows.length > 0;
}

function outcomeOf(
  template: WantedLetterName,
  receiver: Receiver | undefined,
  isUnwanted: boolean,
): 'written' | 'suspended' | 'closed' | 'nobody' | 'unsubscribed' {
  if (!receiver?.email) return 'nobody';
  if (isUnwanted) return 'unsubscribed';
  if (receiver.status === 'active') return 'written';
  if (receiver.status !== 'suspended') return 'closed';
  return ABOUT_PAYMENT.has(template) ? 'written' : 'suspended';
}
