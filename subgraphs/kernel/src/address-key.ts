import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network that counts as one caller: an IPv4 address itself, of an IPv6 address the /64 (ID-11), which one household or machine has
 * whole. Anything else counts as one unknown caller.
 */
export function addressKey(address: string | null): string {
  if (!address) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped && isIPv4(mapped)) return mapped;
  if (isIPv4(address)) return address;
  const plain = address.split('%')[0]!;
  if (!isIPv6(plain)) return 'unknown';
  const [head, tail] = plain.split('::');
  const front = head ? head.split(':') : [];
  const back = tail ? tail.split(':') : [];
  const missing = Array.from(
    { length: tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length) },
    () => '0',
  );
  return `${[...front, ...missing, ...back]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
