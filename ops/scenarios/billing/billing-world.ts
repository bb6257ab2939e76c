import { type OperatorNote, readOperatorNotes } from '@offplan/billing';
import { decodeId } from '@offplan/kernel/ids';
import { expect } from 'vitest';
import { PASSWORD, type TestOrganisation } from '../../testing/test-organisation.ts';
import { World } from '../../testing/world.ts';

export const DAY = 86_400_000;
export const uuidOf = ({ id }: TestOrganisation) => decodeId('org', id)!;

export const PLAN = `organisation { plan { tier { slug } isTrial isEnded isContinuing isFrozen paymentTrouble endedAt trialDaysLeft }
  billing { isAvailable currency isSubscribed monthlyPrice { amountMinor currency } renewsAt cancelsAt coming { tier { slug } at } awaitedUpgrade { isRefused tier { slug } } noted { tier { slug } canBeWithdrawn dueAtMost { amountMinor currency } } card { brand last4 }
    nextCharge { amountMinor } nextChargeAt notices openInvoiceUrl invoiceReference invoices { number status total { amountMinor currency } } } }`;

/** A whole offplan with Stripe, in which people stay signed in while months pass. */
export function openBillingWorld(): Promise<World> {
  return World.open({
    stripe: true,
    settings: { OFFPLAN_SESSION_IDLE_SECONDS: '99999999', OFFPLAN_SESSION_ABSOLUTE_SECONDS: '99999999' },
  });
}

/** What the tests of billing do and look at, in the world that is open then. */
export function billingActs(of: () => World) {
  async function look({ owner }: TestOrganisation): Promise<Record<string, any>> {
    return (await owner.api.data(`{ ${PLAN} }`)).organisation;
  }

  /** The customer at Stripe, once there is one. */
  async function customerOf(organisation: TestOrganisation): Promise<string> {
    const id = uuidOf(organisation);
    await of().until(
      'select exists (select from billing.subscription s join billing.stripe_customer c using (org_id) where org_id = $1)',
      [id],
    );
    const { rows } = await of().admin.query('select customer_id from billing.stripe_customer where org_id = $1', [id]);
    return rows[0].customer_id;
  }

  /** Sets a card, as the portal does. */
  async function setCard(organisation: TestOrganisation, card = 'pm_card_visa'): Promise<void> {
    const { client } = of().stripe;
    const customer = await customerOf(organisation);
    const method = await client.paymentMethods.attach(card, { customer });
    await client.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
    await of().settle();
  }

  /** Runs a task that runs by the clock, now, and those that it queues for each customer. */
  async function runJob(task: string): Promise<void> {
    await of().admin.query('select graphile_worker.add_job($1)', [task]);
    await of().until('select not exists (select from graphile_worker.jobs where task_identifier = any ($1))', [
      [task, 'billing.compare_customer', 'billing.check_customer_archive'],
    ]);
    await of().settle();
  }

  /** A further workspace of somebody: it has no trial. */
  async function furtherWorkspace(name: string): Promise<TestOrganisation> {
    const { owner } = await of().organisation(`Before ${name}`);
    const { createOrganisation } = await owner.api.data(
      'mutation ($input: CreateOrganisationInput!) { createOrganisation(input: $input) { ... on CreateOrganisationSuccess { workspace { organisation { id slug } } } } }',
      { input: { name, country: 'DE' } },
    );
    const { id, slug } = createOrganisation.workspace.organisation;
    owner.api.workspace = slug;
    const organisation = { id, slug, name, owner } as TestOrganisation;
    await of().until('select exists (select from billing.billing_account where org_id = $1)', [uuidOf(organisation)]);
    return organisation;
  }

  /** Opens Stripe's page for a plan, or for a card alone. */
  async function openPage({ owner }: TestOrganisation, tier: string | null): Promise<{ url?: string; code?: string }> {
    const { openCheckout } = await owner.api.data(
      'mutation ($input: OpenCheckoutInput!) { openCheckout(input: $input) { ... on BillingPageSuccess { url } ... on UserError { code message } } }',
      { input: tier ? { tier } : {} },
    );
    return openCheckout;
  }

  /** The changes of tier that the log has, each by its events, the oldest first. */
  async function tierChanges(organisation: TestOrganisation): Promise<string[]> {
    const { rows } = await of().admin.query(
      `select type, data->'before'->>'tier' as before, data->'after'->>'tier' as after from billing.event
       where org_id = $1 and type like 'tier_change.%' order by position`,
      [uuidOf(organisation)],
    );
    return rows.map(({ type, before, after }) => `${type} ${before} ${after}`);
  }

  /** Looks at another plan. */
  async function preview({ owner }: TestOrganisation, tier: string): Promise<Record<string, any>> {
    const { previewPlanChange } = await owner.api.data(
      `mutation ($input: PreviewPlanChangeInput!) { previewPlanChange(input: $input) { __typename ... on UserError { code message }
        ... on PreviewPlanChangeSuccess { id kind takesEffectAt dueToday { amountMinor currency } dueAtMost { amountMinor currency } nextInvoice { amountMinor } lines { description amount { amountMinor } } } } }`,
      { input: { tier } },
    );
    return previewPlanChange;
  }

  /** Confirms what was looked at. */
  async function confirm({ owner }: TestOrganisation, previewId: string): Promise<Record<string, any>> {
    const { changePlan } = await owner.api.data(
      `mutation ($input: ChangePlanInput!) { changePlan(input: $input) { __typename ... on UserError { code message } ... on PaymentNeedsConfirmation { url } ... on BillingSuccess { ${PLAN} } } }`,
      { input: { previewId } },
    );
    return changePlan;
  }

  async function change(organisation: TestOrganisation, tier: string): Promise<{ preview: any; result: any }> {
    const seen = await preview(organisation, tier);
    return { preview: seen, result: seen.id ? await confirm(organisation, seen.id) : null };
  }

  /** Takes back what is to come. */
  async function withdraw({ owner }: TestOrganisation): Promise<Record<string, any>> {
    const { withdrawPlanChange } = await owner.api.data(
      'mutation { withdrawPlanChange { __typename ... on UserError { code } } }',
    );
    return withdrawPlanChange;
  }

  /** Closes a workspace. Who closes proves anew who it is: time may have passed since the sign-in. */
  async function close({ owner, slug }: TestOrganisation): Promise<void> {
    await owner.api.post('/auth/prove', { password: PASSWORD });
    const { closeOrganisation } = await owner.api.data(
      'mutation ($slug: String!) { closeOrganisation(input: { slug: $slug }) { __typename } }',
      { slug },
    );
    expect(closeOrganisation.__typename).toBe('CloseOrganisationSuccess');
  }

  /** What the Operators have to look at of one workspace. */
  async function notesOf(orgId: string): Promise<OperatorNote[]> {
    const notes = await readOperatorNotes(of().system.subgraphs.get('billing')!.db);
    return notes.filter((note) => note.orgId === orgId);
  }

  return {
    look,
    customerOf,
    setCard,
    runJob,
    furtherWorkspace,
    openPage,
    tierChanges,
    preview,
    confirm,
    change,
    withdraw,
    close,
    notesOf,
  };
}
