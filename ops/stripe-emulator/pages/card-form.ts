import { StripeError } from '../api/stripe-error.ts';
import { testCard } from '../machine/payment-methods.ts';
import type { World } from '../machine/world.ts';
import { createCard } from '../objects/payment-method.ts';
import type { PaymentMethod } from '../store/tables.ts';
import { field, type Html, html } from './html.ts';

/** Number, expiry, CVC and name of a card. */
export function cardFields(form: Record<string, string>): Html {
  return html`${field('Card number', 'number', { value: form.number ?? '', autocomplete: 'cc-number', placeholder: '4242 4242 4242 4242' })}
<div class="row">${field('Expiration', 'expiry', { value: form.expiry ?? '', autocomplete: 'cc-exp', placeholder: 'MM / YY' })}${field('CVC', 'cvc', { value: form.cvc ?? '', autocomplete: 'cc-csc', placeholder: '123' })}</div>
${field('Cardholder name', 'name', { value: form.name ?? '', autocomplete: 'cc-name' })}`;
}

/** Makes a payment method of what was typed. 402 as a card form says it: number, expiry, CVC. */
export function cardOfForm(world: World, form: Record<string, string>, testClock: string | null): PaymentMethod {
  const refuse = (code: string, message: string) => new StripeError(402, { type: 'card_error', code, message });
  const card = testCard((form.number ?? '').replaceAll(/\D/g, ''));
  const match = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec((form.expiry ?? '').trim());
  const [month, year] = match
    ? [Number(match[1]), Number(match[2]!.length === 2 ? `20${match[2]}` : match[2])]
    : [0, 0];
  const now = new Date(world.now(testClock) * 1_000);
  const isPast = year < now.getUTCFullYear() || (year === now.getUTCFullYear() && month < now.getUTCMonth() + 1);
  if (month < 1 || month > 12) throw refuse('invalid_expiry_month', "Your card's expiration date is incomplete.");
  if (isPast) throw refuse('invalid_expiry_year', "Your card's expiration year is in the past.");
  if (!/^\d{3,4}$/.test((form.cvc ?? '').trim()))
    throw refuse('invalid_cvc', "Your card's security code is incomplete.");
  return createCard(world, card, {
    exp_month: month,
    exp_year: year,
    testClock,
    billing: {
      address: {
        city: form.city || null,
        country: form.country || null,
        line1: form.line1 || null,
        line2: null,
        postal_code: form.postal_code || null,
        state: null,
      },
      email: form.email || null,
      name: form.name || null,
      phone: null,
      tax_id: null,
    },
  });
}

/** The page of the card's bank: in the real world an app asks. */
export function authenticationPage(action: string): Html {
  return html`<h1>3D Secure test page</h1>
<p>This is what the card's bank would ask its owner.</p>
<section class="actions">
<form method="post" action="${action}"><button name="authentication" value="complete">Complete</button></form>
<form method="post" action="${action}"><button class="quiet" name="authentication" value="fail">Fail</button></form>
</section>`;
}

export const AUTHENTICATION_FAILED =
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.';
