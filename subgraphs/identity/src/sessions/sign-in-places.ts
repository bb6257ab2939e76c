import { addressKey } from '@offplan/kernel/address-key';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';
import type { Throttle } from './throttle.ts';

export const SIGN_IN_WINDOW_SECONDS = 15 * 60;

/** An address fails as often as so many accounts: a whole office has one, and must not be locked out by one colleague's mistakes. */
const ACCOUNTS_OF_AN_ADDRESS = 20;

/** The limits under which a password is tried (ID-5): of its account, and of the network that it comes from. */
export function signInPlaces(context: RequestContext, email: string, address: string | null): Throttle[] {
  const limit = optionsOf(context).signInLimit;
  const seconds = SIGN_IN_WINDOW_SECONDS;
  return [
    { kind: 'sign_in_account', key: email, limit, seconds },
    { kind: 'sign_in_address', key: addressKey(address), limit: ACCOUNTS_OF_AN_ADDRESS * limit, seconds },
  ];
}
