import { expect, it } from 'vitest';
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
