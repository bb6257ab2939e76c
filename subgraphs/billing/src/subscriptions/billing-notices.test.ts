import { expect, it } from 'vitest';
import { billingNotices } from './billing-notices.ts';

it('BIL-41 a card is a notice when it has expired or will have before the next charge, and none when nothing is charged', () => {
  const card = { brand: 'visa', last4: '4242', expiryMonth: 3, expiryYear: 2027 };
  const tax = { hasInvalidTaxId: false, needsAddress: false };
  const at = (text: string) => new Date(`${text}T00:00:00Z`);
  const noticesOf = (now: string, nextChargeAt: string | null) =>
    billingNotices({ card, nextChargeAt: nextChargeAt ? at(nextChargeAt) : null, ...tax }, at(now));
  expect(noticesOf('2027-03-05', '2027-03-31')).toEqual([]);
  expect(noticesOf('2027-03-05', '2027-04-01')).toEqual(['card_expires']);
  expect(noticesOf('2027-04-01', '2027-04-20')).toEqual(['card_expired']);
  expect(noticesOf('2027-04-01', null)).toEqual([]);
  const none = { card: null, nextChargeAt: null, hasInvalidTaxId: true, needsAddress: true };
  expect(billingNotices(none, at('2027-04-01'))).toEqual(['address_needed', 'tax_id_invalid']);
});
