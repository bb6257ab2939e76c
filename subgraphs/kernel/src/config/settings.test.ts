import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from './settings.ts';

it('OPS-3 an unknown or malformed variable stops the start, with every fault named at once', () => {
  const read = () =>
    readSettings({ OFFPLAN_PROT: '4000', OFFPLAN_PORT: 'many', OFFPLAN_BUS: 'pigeon', PATH: '/usr/bin' });
  expect(read).toThrow(SettingsError);
  expect(read).toThrow(/OFFPLAN_PROT[\s\S]*OFFPLAN_PORT[\s\S]*OFFPLAN_BUS/);
});

it('OPS-3 production names each secret that it lacks and allows no unregistered documents', () => {
  expect(() => readSettings({ OFFPLAN_MODE: 'production', OFFPLAN_ANY_DOCUMENT: 'true', OFFPLAN_BUS: 'nats' })).toThrow(
    /DATABASE_URL[\s\S]*DATABASE_PASSWORD[\s\S]*AUDIT_SEAL_KEY[\s\S]*MAIL_SEAL_KEY[\s\S]*SMTP_URL[\s\S]*MAIL_FROM[\s\S]*SIGN_IN_SEAL_KEY[\s\S]*PASSPORT_PRIVATE_KEY[\s\S]*NATS_URL[\s\S]*ANY_DOCUMENT/,
  );
});

it('OPS-3 an empty environment is a working local set-up', () => {
  expect(readSettings({})).toMatchObject({ OFFPLAN_MODE: 'local', OFFPLAN_PORT: 4000, OFFPLAN_BUS: 'postgres' });
});

describe('a start in production', () => {
  const KEY = Buffer.alloc(32, 7).toString('base64');
  const WHOLE = {
    OFFPLAN_MODE: 'production',
    OFFPLAN_DATABASE_URL: 'postgres://owner@db.example/offplan',
    OFFPLAN_DATABASE_PASSWORD: 'a password of roles',
    OFFPLAN_PASSPORT_PRIVATE_KEY: 'pem',
    OFFPLAN_AUDIT_SEAL_KEY: 'pem',
    OFFPLAN_MAIL_SEAL_KEY: KEY,
    OFFPLAN_SIGN_IN_SEAL_KEY: KEY,
    OFFPLAN_SMTP_URL: 'smtps://mail.example:465',
    OFFPLAN_MAIL_FROM: 'offplan <no-reply@offplan.example>',
    OFFPLAN_TURNSTILE_SITE_KEY: '0x4AAAAAAA',
    OFFPLAN_TURNSTILE_SECRET: '0x4AAAAAAB',
    OFFPLAN_RDAP_BOOTSTRAP_URL: 'https://data.iana.org/rdap/dns.json',
  };

  it('security check 40: starts with everything named, without demo people and without foreign documents', () => {
    expect(readSettings(WHOLE)).toMatchObject({ OFFPLAN_DEMO: false, OFFPLAN_TURNSTILE_BYPASS: false });
    expect(readSettings(WHOLE).OFFPLAN_ANY_DOCUMENT).toBeUndefined();
  });

  it.each(Object.keys(WHOLE).filter((name) => name !== 'OFFPLAN_MODE'))(
    'security check 40: does not start without %s, for which there is no default',
    (name) => {
      expect(() => readSettings({ ...WHOLE, [name]: undefined })).toThrow(new RegExp(`${name} must be set`));
      expect(() => readSettings({ ...WHOLE, [name]: '' })).toThrow(new RegExp(`${name} must be set`));
    },
  );

  it.each([
    ['OFFPLAN_TURNSTILE_SECRET', '1x0000000000000000000000000000000AA'],
    ['OFFPLAN_TURNSTILE_SECRET', '2x0000000000000000000000000000000AA'],
    ['OFFPLAN_TURNSTILE_SECRET', '3x0000000000000000000000000000000AA'],
    ['OFFPLAN_TURNSTILE_SITE_KEY', '1x00000000000000000000AA'],
    ['OFFPLAN_TURNSTILE_SITE_KEY', '2x00000000000000000000AB'],
    ['OFFPLAN_TURNSTILE_SITE_KEY', '3x00000000000000000000FF'],
    ['OFFPLAN_TURNSTILE_ORIGIN', 'http://127.0.0.1:9000'],
    ['OFFPLAN_RDAP_BOOTSTRAP_URL', 'http://127.0.0.1:9000/dns.json'],
    ['OFFPLAN_GOOGLE_ISSUER', 'http://127.0.0.1:9000'],
    ['OFFPLAN_ANY_DOCUMENT', 'true'],
    ['OFFPLAN_DEMO', 'true'],
    ['OFFPLAN_DATABASE_PASSWORD', 'short'],
    ['OFFPLAN_MAIL_SEAL_KEY', 'changeme'],
    ['OFFPLAN_SIGN_IN_SEAL_KEY', Buffer.alloc(16).toString('base64')],
  ])('security check 40: does not start with %s=%s, and says why', (name, value) => {
    expect(() => readSettings({ ...WHOLE, [name]: value })).toThrow(new RegExp(name));
  });
});
