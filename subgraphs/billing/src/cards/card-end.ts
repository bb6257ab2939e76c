import type { ToldCard } from '../subscriptions/fetch-customer.ts';

/** The moment from which a card is no good any more: it is good until the last day of its month. */
export const cardEnd = ({ expiryMonth, expiryYear }: ToldCard) => new Date(Date.UTC(expiryYear, expiryMonth, 1));
