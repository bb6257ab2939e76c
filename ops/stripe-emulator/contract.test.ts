import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { complaints } from './contract/conformance.ts';
import { inputsOfSchemas, readSchemas } from './contract/schemas.ts';
import { startStripeEmulator } from './start-stripe-emulator.ts';
import { clientOf, createCatalogue } from './testing/target.ts';

const schemas = readSchemas();

describe('the contract', () => {
  it('was made from the package and the table that are installed', async () => {
    // When this fails: npm exec -- node --import tsx ops/stripe-emulator/contract/make-schemas.ts
    expect(schemas.inputs).toBe(await inputsOfSchemas());
  });

  it('is kept in the eyes of a validator that is not its own', { timeout: 60_000 }, async () => {
    const emulator = await startStripeEmulator({ strict: true });
    const stripe = clientOf(emulator);
    const { starter, pro } = await createCatalogue(stripe);
    const customer = await stripe.customers.create({ name: 'Judge', address: { country: 'AE' } });
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
    await stripe.customers.createTaxId(customer.id, { type: 'ae_trn', value: '123456789012345' });
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: starter.id }] });
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0]!.id, price: pro.id }],
      proration_behavior: 'always_invoice',
    });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
    const dispute = await emulator.control.openDispute({ charge: charge!.id });
    await stripe.disputes.close(dispute.id);
    await stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } });
    const read = async (path: string) => {
      const answer = await fetch(`${emulator.address}${path}`, { headers: { authorization: 'Bearer sk_test_1' } });
      return (await answer.json()) as { data: unknown[] };
    };
    const ajv = new Ajv({ strict: false, validateSchema: false, inlineRefs: false });
    ajv.addSchema({ $id: 'stripe', $defs: schemas.$defs } as never);
    const asForeign = (schema: object) =>
      JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', 'stripe#/$defs/')) as object;
    const lists = [
      'customers',
      'products',
      'prices',
      'subscriptions',
      'subscription_schedules',
      'invoices',
      'invoiceitems',
      'invoice_payments',
      'charges',
      'payment_intents',
      'disputes',
      'balance_transactions',
      'billing_portal/configurations',
    ];
    for (const name of lists) {
      const operation = schemas.operations[`GET /v1/${name}`]!;
      const value = await read(`/v1/${name}?limit=100`);
      const isValid = ajv.compile(asForeign(operation.response));
      expect([name, value.data.length > 0, isValid(value), isValid.errors?.slice(0, 3)]).toEqual([
        name,
        true,
        true,
        undefined,
      ]);
      expect(complaints(schemas, operation.response, value)).toEqual([]);
      // Both see it when something is wrong.
      const broken = { ...value, data: [{ ...(value.data[0] as object), surprise: 1 }] };
      expect([isValid(broken), complaints(schemas, operation.response, broken).length > 0]).toEqual([false, true]);
    }
    expect(schedule.phases).toHaveLength(1);
    const contract = await emulator.control.contract();
    expect(contract.breaches).toEqual([]);
    expect(contract.checked).toBeGreaterThan(50);
    await emulator.stop();
  });
});
