import { addressKey } from '@offplan/kernel/address-key';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { PLATFORM_ORG_ID, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { getDomain } from 'tldts';
import { optionsOf } from '../../options.ts';
import { countInWindow } from '../../request-limits/count-in-window.ts';
import { takePlaces } from '../../sessions/throttle.ts';
import { SignUpRefusal, SignUpRefused } from '../sign-up-results.ts';
import { checkBot } from './bot-check.ts';
import { isDisposable } from './disposable-email.ts';
import { isYoungDomain } from './domain-age.ts';

const DAY_SECONDS = 86_400;
/** Refusals of one network within a day of which each is told. */
const MOST_TOLD = 20;

/** What is known of somebody who signs up. */
export interface SignUpCaller {
  email: string;
  address: string | null;
  botCheckToken: string | null;
}

/**
 * The first layer against abuse (ID-9 to ID-12): not a machine, not too many from one network, not a throw-away e-mail, not a domain of
 * this week. Operators may let a domain, an e-mail or a network through. Refusals are events of the Platform with their reason.
 */
export async function checkSignUp(context: RequestContext, caller: SignUpCaller): Promise<SignUpRefused | null> {
  const domain = caller.email.split('@').at(-1)!;
  const registrable = getDomain(domain) ?? domain;
  const network = addressKey(caller.address);
  const allowed = await readAllowances(context, { domain, registrable, email: caller.email, network });
  const reason =
    (await botReason(context, caller)) ??
    (allowed.email || allowed.domain ? null : await emailReason(context, domain, registrable)) ??
    // Last: what is refused anyway takes nobody's place.
    (allowed.network ? null : await countReason(context, network));
  if (!reason) return null;
  await context.db.transaction({ orgId: PLATFORM_ORG_ID, requestId: context.facts.requestId }, (tx) =>
    logRefusal(context, tx, caller, { domain: registrable, network, reason }),
  );
  return new SignUpRefused(reason, optionsOf(context).supportEmail);
}

async function botReason(context: RequestContext, caller: SignUpCaller): Promise<SignUpRefusal | null> {
  const { botCheck } = optionsOf(context);
  if (!botCheck) return null;
  const verdict = await checkBot(botCheck, caller.botCheckToken, caller.address, context.logger);
  if (verdict === 'person') return null;
  if (verdict === 'bot') return SignUpRefusal.BOT;
  // Closed by default; an Operator's flag opens it, then the proof of the e-mail alone remains (ID-9).
  if (botCheck.isBypassed) {
    context.logger.warn({ requestId: context.facts.requestId }, 'The bot check is down and bypassed');
    return null;
  }
  return SignUpRefusal.BOT_CHECK_DOWN;
}

async function countReason(context: RequestContext, network: string): Promise<SignUpRefusal | null> {
  const taken = await context.db.transaction({}, (tx) =>
    takePlaces(tx, [
      { kind: 'sign_up_address', key: network, limit: optionsOf(context).signUpLimit, seconds: DAY_SECONDS },
    ]),
  );
  return 'ids' in taken ? null : SignUpRefusal.TOO_MANY;
}

async function emailReason(
  context: RequestContext,
  domain: string,
  registrable: string,
): Promise<SignUpRefusal | null> {
  if (await isDisposable(domain, registrable)) return SignUpRefusal.DISPOSABLE_EMAIL;
  return (await isYoungDomain(context, registrable)) ? SignUpRefusal.YOUNG_DOMAIN : null;
}

async function readAllowances(
  context: RequestContext,
  { domain, registrable, email, network }: { domain: string; registrable: string; email: string; network: string },
): Promise<{ domain: boolean; email: boolean; network: boolean }> {
  const rows = (await context.db.reader({}).execute(
    `select kind from identity.sign_up_allowance where (until is null or until > ?)
       and (kind = 'domain' and value in (?, ?) or kind = 'email' and value = ? or kind = 'network' and value = ?)`,
    [context.clock.now(), domain, registrable, email, network],
  )) as { kind: 'domain' | 'email' | 'network' }[];
  const has = (kind: string) => rows.some((row) => row.kind === kind);
  return { domain: has('domain'), email: has('email'), network: has('network') };
}

/**
 * Tells of a refusal. What one network is refused beyond a number is counted, and told when it has doubled, with how many there were: a
 * machine must not make the chain grow by itself.
 */
async function logRefusal(
  context: RequestContext,
  tx: Transaction,
  caller: SignUpCaller,
  { domain, network, reason }: { domain: string; network: string; reason: SignUpRefusal },
): Promise<void> {
  context.logger.info({ requestId: context.facts.requestId, reason }, 'A sign-up was refused');
  const { count } = await countInWindow(tx, { kind: 'sign_up_refused', key: network, seconds: DAY_SECONDS });
  if (!isToldOf(count)) return;
  await tx.emit({
    orgId: PLATFORM_ORG_ID,
    subjectType: 'sign_up',
    subjectId: uuidv7(tx.now.getTime()),
    seq: 1,
    type: 'sign_up.refused',
    actor: { kind: 'system' },
    data: { reason, ...(count > MOST_TOLD ? { count } : {}) },
    // A domain may be somebody's name.
    personal: { email: caller.email, domain, ...(caller.address ? { address: caller.address } : {}) },
    piiClass: 'personal_meta',
  });
}

function isToldOf(count: number): boolean {
  return count <= MOST_TOLD || Number.isInteger(Math.log2(count / MOST_TOLD));
}
