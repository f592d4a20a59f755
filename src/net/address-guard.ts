import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { GroundswellError } from '../errors.ts';

/** Ranges of the public internet; all others are ours, nobody's, or lead to ours by translation (NAT64, 6to4, Teredo). */
const allowedRange = 'unicast';

/** Whether an IP address lies in the public internet. Text that is no address does not. */
export function isPublicAddress(text: string): boolean {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  const address = ipaddr.process(bare);
  if (address.kind() === 'ipv6' && (address as ipaddr.IPv6).parts.slice(0, 6).every((part) => part === 0)) return false;
  return address.range() === allowedRange;
}

/** Decides where we may connect to, and counts what it refuses. */
export interface AddressGuard {
  /** Refuses a host that is an IP address by itself. @throws GroundswellError `address-blocked` */
  checkHost(host: string): void;
  /** Resolves a name; refuses it if any of its addresses is not allowed. */
  lookup: LookupFunction;
}

/** What lets every address pass, for private networks and tests. */
const open: AddressGuard = { checkHost: () => undefined, lookup: lookup as LookupFunction };

/**
 * The guard of all outgoing connections: with `allowPrivate` off only the public internet is reached, whatever a name
 * resolves to at the moment of connecting.
 */
export function addressGuard(allowPrivate: boolean, onBlocked: (reason: string) => void): AddressGuard {
  if (allowPrivate) return open;
  const refuse = (host: string): GroundswellError => {
    onBlocked('private-address');
    return new GroundswellError(
      'address-blocked',
      `${host} is not in the public internet; set ALLOW_PRIVATE_NETWORK=true if it is meant to be asked.`,
    );
  };
  return {
    checkHost: (host) => {
      const bare = host.replace(/^\[|\]$/g, '');
      const literal = isIP(bare) !== 0 || ipaddr.isValid(bare);
      const local = /^localhost\.?$|\.localhost\.?$/i.test(bare);
      if (local || (literal && !isPublicAddress(bare))) throw refuse(host);
    },
    lookup: (hostname, options, callback) => {
      lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, '', 0);
        const addresses = Array.isArray(found) ? found : [];
        if (addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address)))
          return callback(refuse(hostname), '', 0);
        const [first] = addresses;
        if (options.all) return callback(null, addresses);
        return callback(null, first?.address ?? '', first?.family ?? 4);
      });
    },
  };
}
