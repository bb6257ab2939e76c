/** What a test card does. Sources: docs.stripe.com/testing, stripe.md §3 "Cards". */
export interface TestCard {
  number: string;
  brand: 'visa' | 'mastercard' | 'amex';
  /** Refuses every payment, and (unless `attaches`) also to be attached. */
  decline?: { code: string; decline_code?: string; message: string };
  attaches?: true;
  /** `setup`: once, when it is saved; `always`: for each payment. */
  authentication?: 'setup' | 'always';
  dispute?: { reason: string; inquiry?: true };
  fraudWarning?: true;
  /** Alias that stands for a fresh payment method with this card. */
  alias: string;
}

const declined = (declineCode: string, message = 'Your card was declined.') => ({
  code: 'card_declined',
  decline_code: declineCode,
  message,
});

export const TEST_CARDS: readonly TestCard[] = [
  { number: '4242424242424242', brand: 'visa', alias: 'pm_card_visa' },
  { number: '5555555555554444', brand: 'mastercard', alias: 'pm_card_mastercard' },
  { number: '378282246310005', brand: 'amex', alias: 'pm_card_amex' },
  { number: '4000000000000002', brand: 'visa', alias: 'pm_card_chargeDeclined', decline: declined('generic_decline') },
  {
    number: '4000000000009995',
    brand: 'visa',
    alias: 'pm_card_chargeDeclinedInsufficientFunds',
    decline: declined('insufficient_funds', 'Your card has insufficient funds.'),
  },
  {
    number: '4000000000000069',
    brand: 'visa',
    alias: 'pm_card_chargeDeclinedExpiredCard',
    decline: { code: 'expired_card', message: 'Your card has expired.' },
  },
  {
    number: '4000000000000127',
    brand: 'visa',
    alias: 'pm_card_chargeDeclinedIncorrectCvc',
    decline: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  },
  {
    number: '4000000000000119',
    brand: 'visa',
    alias: 'pm_card_chargeDeclinedProcessingError',
    decline: {
      code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  },
  {
    number: '4000000000000341',
    brand: 'visa',
    alias: 'pm_card_chargeCustomerFail',
    decline: declined('generic_decline'),
    attaches: true,
  },
  {
    number: '4000002500003155',
    brand: 'visa',
    alias: 'pm_card_authenticationRequiredOnSetup',
    authentication: 'setup',
  },
  { number: '4000002760003184', brand: 'visa', alias: 'pm_card_authenticationRequired', authentication: 'always' },
  {
    number: '4000000000000259',
    brand: 'visa',
    alias: 'pm_card_createDispute',
    dispute: { reason: 'fraudulent' },
  },
  {
    number: '4000000000002685',
    brand: 'visa',
    alias: 'pm_card_createDisputeProductNotReceived',
    dispute: { reason: 'product_not_received' },
  },
  {
    number: '4000000000001976',
    brand: 'visa',
    alias: 'pm_card_createDisputeInquiry',
    dispute: { reason: 'fraudulent', inquiry: true },
  },
  { number: '4000000000005423', brand: 'visa', alias: 'pm_card_createIssuerFraudRecord', fraudWarning: true },
];

export function cardOfNumber(number: string): TestCard | undefined {
  return TEST_CARDS.find((card) => card.number === number);
}

export function cardOfAlias(alias: string): TestCard | undefined {
  return TEST_CARDS.find((card) => card.alias === alias);
}
