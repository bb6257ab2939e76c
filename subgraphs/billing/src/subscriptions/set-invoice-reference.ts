import { fault } from '@offplan/kernel/graphql/errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { SetInvoiceReferenceOutcome } from './billing-results.ts';
export async function setInvoiceReference(
  _context: RequestContext,
  _reference: string,
): Promise<SetInvoiceReferenceOutcome> {
  throw fault('SERVICE_UNAVAILABLE', 'Later');
}
