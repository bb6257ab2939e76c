import { createHash } from 'node:crypto';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { ANONYMOUS, type Passport } from '@offplan/kernel/passport/passport';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { IdentityService, Place } from './identity-service.ts';

/** Somebody who calls: the passport, and its signed form for the subgraphs. */
export interface Viewer {
  passport: Passport;
  signed: string;
}

/** How long a viewer may be remembered: the hard bound on how late a revocation can be, should its event not arrive (GW-20). */
const REMEMBER_MILLISECONDS = 1_000;
const MOST_REMEMBERED = 10_000;

/** The events after which somebody's rights may have changed. */
export const RIGHTS_EVENTS = [
  'session.ended',
  'member.joined',
  'member.role_changed',
  'member.deactivated',
  'member.left',
  'guest_grant.accepted',
  'guest_grant.changed',
  'guest_grant.withdrawn',
  'organisation.*',
  'entitlements.changed',
  'member.kept',
  'guests.kept',
  'view_as.ended',
];

interface Remembered {
  viewer: Promise<Viewer>;
  passport: Passport | null;
  until: number;
}

/** Turns a session and a workspace's name into a viewer, by asking identity; forgets whom an event concerns. */
export class Viewers {
  readonly #identity: IdentityService;
  readonly #sign: (passport: Passport) => Promise<string>;
  readonly #known = new Map<string, Remembered>();

  constructor(identity: IdentityService, sign: (passport: Passport) => Promise<string>) {
    this.#identity = identity;
    this.#sign = sign;
  }

  /** Who calls with this session token in this workspace. A dead or missing session is an anonymous visitor. */
  async resolve(sessionToken: string | null, place: Place, facts: RequestFacts): Promise<Viewer> {
    const key = sessionToken ? keyOf(sessionToken, place) : '';
    const hit = this.#known.get(key);
    if (hit && hit.until > performance.now()) return hit.viewer;
    const entry: Remembered = {
      viewer: this.#ask(sessionToken, place, facts),
      passport: null,
      until: performance.now() + REMEMBER_MILLISECONDS,
    };
    if (this.#known.size >= MOST_REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
    this.#known.delete(key);
    this.#known.set(key, entry);
    try {
      const viewer = await entry.viewer;
      entry.passport = viewer.passport;
      return viewer;
    } catch (fault) {
      if (this.#known.get(key) === entry) this.#known.delete(key);
      throw fault;
    }
  }

  /** Whether this session in this workspace can be resolved without asking identity. */
  remembers(sessionToken: string, place: Place): boolean {
    const hit = this.#known.get(keyOf(sessionToken, place));
    return hit !== undefined && hit.until > performance.now();
  }

  /** A viewer asked for anew, whatever is remembered: to see whether an open connection may stay, which is no use of the session. */
  async resolveAfresh(sessionToken: string, place: Place, facts: RequestFacts): Promise<Viewer> {
    return this.#ask(sessionToken, place, facts, false);
  }

  async #ask(sessionToken: string | null, place: Place, facts: RequestFacts, isUse = true): Promise<Viewer> {
    const passport = sessionToken ? await this.#identity.resolveViewer(sessionToken, place, facts, isUse) : ANONYMOUS;
    return { passport, signed: await this.#sign(passport) };
  }

  /** Forgets everybody whom an event concerns, and those who are being asked about just now. */
  forget(event: BusEvent): void {
    for (const [key, { passport }] of this.#known)
      if (passport === null || concerns(event, passport)) this.#known.delete(key);
  }

  forgetAll(): void {
    this.#known.clear();
  }
}

function keyOf(sessionToken: string, { workspace, view }: Place): string {
  return `${createHash('sha256').update(sessionToken).digest('base64url')} ${workspace ?? ''} ${view ?? ''}`;
}

/**
 * Whether an event may have changed a viewer's rights. An event about a session concerns that session alone, one about a person that
 * person and whoever looks with its eyes; one about a guest concerns the guest Organisation's people; one about an Organisation everybody in it.
 */
export function concerns(event: BusEvent, passport: Passport): boolean {
  // A seat that one person keeps is another's no more.
  const facts = event.type === 'member.kept' ? {} : event.data;
  const { userId, guestOrgId, sessionId } = facts as { userId?: string; guestOrgId?: string; sessionId?: string };
  if (sessionId !== undefined) return sessionId === passport.sessionId;
  if (userId !== undefined) return userId === passport.user?.id || userId === passport.viewedBy?.id;
  if (guestOrgId !== undefined)
    return (
      guestOrgId === passport.guest?.organisationId || (passport.user?.organisationIds.includes(guestOrgId) ?? false)
    );
  return event.orgId === passport.organisation?.id || event.orgId === passport.guest?.organisationId;
}
