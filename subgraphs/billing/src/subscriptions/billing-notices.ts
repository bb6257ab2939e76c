import { cardEnd } from '../cards/card-end.ts';
import { BillingNotice } from './billing.ts';
import type { ToldCard } from './fetch-customer.ts';

interface Facts {
  card: ToldCard | null;
  /** When the card is charged next; null when it will not be. */
  nextChargeAt: Date | null;
  hasInvalidTaxId: boolean;
  needsAddress: boolean;
}

/** What the Owner has to put right before it costs the plan or a wrong invoice (BIL-41, BIL-43). */
export function billingNotices(
  { card, nextChargeAt, hasInvalidTaxId, needsAddress }: Facts,
  now: Date,
): BillingNotice[] {
  const notices: BillingNotice[] = [];
  if (card && nextChargeAt) {
    const end = cardEnd(card);
    if (end <= now) notices.push(BillingNotice.CARD_EXPIRED);
    else if (end <= nextChargeAt) notices.push(BillingNotice.CARD_EXPIRES);
  }
  if (needsAddress) notices.push(BillingNotice.ADDRESS_NEEDED);
  if (hasInvalidTaxId) notices.push(BillingNotice.TAX_ID_INVALID);
  return notices;
}
