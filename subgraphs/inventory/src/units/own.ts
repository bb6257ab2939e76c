import type { Passport } from '@offplan/kernel/passport/passport';
import { managesGuests } from '@offplan/kernel/permissions/roles';
import { actsFor } from './people.ts';

/** Whose things are a viewer's own. UUIDs; `userId` null stands for everybody of the Organisation. */
export interface Own {
  userId: string | null;
  orgId: string;
}

/**
 * What "own" means in the permission matrix (ID-49): the person's, within the Organisation for which it acts here. For whoever manages
 * a guest Organisation it is all of that Organisation's (ID-55). Null for whoever is nobody in particular.
 */
export function ownOf(passport: Passport): Own | null {
  const { user, guest, organisation } = passport;
  if (!user || !organisation) return null;
  const isOfAll = guest !== undefined && managesGuests(guest.role);
  return { userId: isOfAll ? null : user.id, orgId: actsFor(passport).id };
}

/** Whether a thing of a person, who acted for an Organisation, is the viewer's own. */
export function isOwn(passport: Passport, thing: { userId: string | null; orgId: string | null }): boolean {
  const own = ownOf(passport);
  if (!own || !thing.userId) return false;
  return thing.orgId === own.orgId && (own.userId === null || own.userId === thing.userId);
}
