import { NotPermitted, ValidationFailed, type ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { mayNow } from '../members/lock-team.ts';
import { isTimeZone } from './country.ts';
import { Organisation } from './organisation.ts';
import { organisationFaults } from './organisation-faults.ts';
import type { EditOrganisationInput } from './organisation-inputs.ts';
import { type EditOrganisationOutcome, EditOrganisationSuccess } from './organisation-results.ts';
import { saveOrganisation } from './save-organisation.ts';

type Editable = Pick<Organisation, 'name' | 'country' | 'timeZone' | 'locale'>;

/** Changes the display name, country, time zone or language of the workspace (ID-20). The country does not move the time zone any more. */
export async function editOrganisation(
  context: RequestContext,
  input: EditOrganisationInput,
): Promise<EditOrganisationOutcome> {
  if (!context.may('edit_organisation')) return new NotPermitted();
  const wanted = readEdits(input);
  if (Array.isArray(wanted)) return new ValidationFailed(wanted);
  return context.transaction(async (tx) => {
    if (!(await mayNow(context, tx, 'edit_organisation'))) return new NotPermitted();
    const organisation = await tx.em.findOneOrFail(Organisation, { id: context.orgId });
    const changed = (Object.keys(wanted) as (keyof Editable)[]).filter(
      (field) => organisation[field] !== wanted[field],
    );
    if (changed.length === 0) return Object.assign(new EditOrganisationSuccess(), { organisation });
    const pick = (from: Partial<Editable>) => Object.fromEntries(changed.map((field) => [field, from[field]]));
    const before = pick(organisation);
    Object.assign(organisation, pick(wanted));
    const data = { before, after: pick(wanted) };
    await saveOrganisation(tx, organisation, 'organisation.edited', data, actingPerson(context));
    return Object.assign(new EditOrganisationSuccess(), { organisation });
  });
}

function readEdits(input: EditOrganisationInput): Partial<Editable> | ValidationIssue[] {
  const edits: Partial<Editable> = {};
  if (input.name != null) edits.name = input.name.trim();
  if (input.country != null) edits.country = input.country.trim().toUpperCase();
  const issues = organisationFaults(edits);
  if (input.timeZone != null) {
    edits.timeZone = input.timeZone;
    if (!isTimeZone(edits.timeZone))
      issues.push({ path: ['timeZone'], code: 'UNKNOWN', message: 'Choose a time zone, such as Asia/Dubai.' });
  }
  if (input.locale != null) edits.locale = input.locale;
  return issues.length > 0 ? issues : edits;
}
