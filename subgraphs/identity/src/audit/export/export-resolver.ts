import { Access, AccessToLook } from '@offplan/kernel/graphql/access';
import { ForGateway } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { optionsOf } from '../../options.ts';
import { AuditKey } from '../audit-entry.ts';
import { sealKeyOf } from '../seal.ts';
import { beginAuditExport } from './begin-audit-export.ts';
import {
  AuditExportPart,
  AuditExportPartInput,
  BeginAuditExportInput,
  type BeginAuditExportOutcome,
  BeginAuditExportResult,
} from './export-inputs.ts';
import { readExportPart } from './read-export-part.ts';

/** The log as a file. The gateway asks for it part by part, in the viewer's name, and streams it. */
@Resolver()
export class AuditExportResolver {
  @Access('everyone')
  @Query(() => AuditKey, { description: 'The public key of the seals on every audit log (ID-71).' })
  auditKey(@Ctx() context: RequestContext): AuditKey {
    return Object.assign(new AuditKey(), sealKeyOf(optionsOf(context).sealKey));
  }

  @ForGateway()
  @AccessToLook('workspace', 'audit_log')
  @Mutation(() => BeginAuditExportResult, { description: 'Lets the viewer export the log, and logs it.' })
  beginAuditExport(
    @Ctx() context: RequestContext,
    @Arg('input', () => BeginAuditExportInput, { description: 'What.' }) input: BeginAuditExportInput,
  ): Promise<BeginAuditExportOutcome> {
    return beginAuditExport(context, input);
  }

  @ForGateway()
  @Access('workspace', 'audit_log')
  @Query(() => AuditExportPart, { description: 'The next part of an export.' })
  auditExportPart(
    @Ctx() context: RequestContext,
    @Arg('input', () => AuditExportPartInput, { description: 'Which.' }) input: AuditExportPartInput,
  ): Promise<AuditExportPart> {
    return readExportPart(context, input);
  }
}
