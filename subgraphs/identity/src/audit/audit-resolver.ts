import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { Access } from '@offplan/kernel/graphql/access';
import { type Connection, connectionTypes, readPage } from '@offplan/kernel/graphql/connection';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Organisation } from '../organisations/organisation.ts';
import { loadOrganisation, OrganisationCard } from '../organisations/organisation-card.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { AuditEntry, AuditLogActor } from './audit-entry.ts';
import { AuditFilter, VerifyAuditLogInput } from './audit-filter.ts';
import { type VerifyAuditLogOutcome, VerifyAuditLogResult } from './audit-results.ts';
import { listActors } from './list-actors.ts';
import { listEntries } from './list-entries.ts';
import { AUDIT_FEATURE, verifyAuditLog } from './verify-audit-log.ts';

const AuditEntryConnection = connectionTypes(AuditEntry, 'audit entries', 'internal');
const AuditLogActorConnection = connectionTypes(AuditLogActor, 'actors of the audit log', 'internal');

@Resolver(() => Organisation)
export class AuditLogResolver {
  @Access('workspace', 'audit_log')
  @Query(() => VerifyAuditLogResult, {
    description: 'Proves the workspace’s audit log or a part of it, or names the first broken entry.',
  })
  verifyAuditLog(
    @Ctx() context: RequestContext,
    @Arg('input', () => VerifyAuditLogInput, { nullable: true, description: 'The part; left out: all of it.' })
    input: VerifyAuditLogInput | null,
  ): Promise<VerifyAuditLogOutcome> {
    return verifyAuditLog(context, input ?? {});
  }

  @FieldResolver(() => AuditEntryConnection, {
    nullable: true,
    description:
      'The audit log, the newest entry first; null for whoever may not read it and where the plan does not include it.',
  })
  async auditLog(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last one seen.' }) after: string | null,
    @Arg('filter', () => AuditFilter, { nullable: true, description: 'Which entries.' }) filter: AuditFilter | null,
  ): Promise<Connection<AuditEntry> | null> {
    if (!(await mayRead(context, organisation))) return null;
    return listEntries(context, organisation.id, readPage(first, after, ['number']), filter ?? {});
  }

  @FieldResolver(() => AuditLogActorConnection, {
    nullable: true,
    description:
      'Everybody of whom the audit log has entries, also those who left, people of guests and Operators; null as the log is.',
  })
  async auditActors(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last one seen.' }) after: string | null,
  ): Promise<Connection<AuditLogActor> | null> {
    if (!(await mayRead(context, organisation))) return null;
    return listActors(context, organisation.id, readPage(first, after, ['uuid']));
  }
}

async function mayRead(context: RequestContext, { id }: Organisation): Promise<boolean> {
  if (context.passport.organisation?.id !== id || context.isGuest || !context.may('audit_log')) return false;
  return planRefusal(await readEntitlements(context.em, id), AUDIT_FEATURE) === null;
}

@Resolver(() => AuditEntry)
export class AuditEntryResolver {
  @FieldResolver(() => OrganisationCard, {
    nullable: true,
    description: 'The guest Organisation for which it was done; null for the team’s own acts.',
  })
  async onBehalfOf(@Root() entry: AuditEntry, @Ctx() context: RequestContext): Promise<OrganisationCard | null> {
    const guest = entry.onBehalfOfId ? await loadOrganisation(context, entry.onBehalfOfId) : null;
    return guest && OrganisationCard.of(guest);
  }
}
