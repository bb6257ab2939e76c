import { MAIL_LOCALES, type MailLocale } from '@offplan/kernel/mail/mail';
import { describe, expect, it } from 'vitest';
import type { IdentityMailName, IdentityMails } from './identity-mails.ts';
import { MAIL_SAMPLES, PROTECTION_CHANGES } from './mail-samples.ts';
import { renderIdentityMail } from './render-identity-mail.ts';

const HOUSE = { appUrl: 'http://app.offplan.localhost:4000', supportEmail: 'support@offplan.localhost' };

const render = (template: string, locale: MailLocale, values: object) =>
  renderIdentityMail(HOUSE, template, locale, JSON.parse(JSON.stringify(values)));

const mayBeNull = (template: string, key: string) =>
  ['recoverLink', 'recoverName', 'unitCount', 'nextAttemptAt', 'graceEndsAt', 'unsubscribeLink'].includes(key) ||
  (template === 'confirm_sign_up' && key === 'organisationName');

/** Every sample, and beside it the same mail with everything left out that may be. */
const CASES = (Object.keys(MAIL_SAMPLES) as IdentityMailName[]).flatMap((template) => {
  const bare = Object.fromEntries(
    Object.entries(MAIL_SAMPLES[template]).map(([key, value]) => [key, mayBeNull(template, key) ? null : value]),
  );
  return MAIL_LOCALES.flatMap((locale) => [
    { template, locale, values: MAIL_SAMPLES[template] as object, which: 'full' },
    { template, locale, values: bare, which: 'bare' },
  ]);
});

describe('GRO-10 every mail in every language, in HTML and in plain text', () => {
  it.each(CASES)('$template in $locale ($which)', async ({ template, locale, values }) => {
    const { subject, html, text } = await render(template, locale, values);
    expect(subject.length).toBeGreaterThan(5);
    expect(subject.length).toBeLessThan(100);
    expect(html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`);
    for (const part of [subject, html, text]) expect(part).not.toMatch(/undefined|null|NaN|Invalid|\[object/);

    const buttons = [...html.matchAll(/<a[^>]*class="btn"[^>]*>|<a[^>]*href="([^"]*)"[^>]*class="btn"/g)];
    expect(buttons).toHaveLength(1);
    const href = /href="([^"]*)"/.exec(buttons[0]![0])![1]!;
    if (!href.startsWith('mailto:')) expect(text).toContain(`:\n${href}\n`);
    else expect(text).toContain(HOUSE.supportEmail);
    const { link } = values as { link?: string };
    if (link) expect(href).toBe(link);

    // Nothing in it runs, and opening it tells nobody.
    expect(html).not.toMatch(/<(script|img|link|iframe|object|form|svg|video)\b|\bon[a-z]+=|url\(|@import|@font-face/i);
    expect(html).not.toMatch(/\bsrc=/);
    expect(html.length).toBeLessThan(20_000);
    if (locale !== 'en') expect(subject).toMatch(locale === 'ru' ? /\p{Script=Cyrillic}/u : /\p{Script=Arabic}/u);
  });
});

it('GRO-10 each change of the sign-in’s protection has words of its own in every language', async () => {
  const subjects = await Promise.all(
    MAIL_LOCALES.flatMap((locale) =>
      PROTECTION_CHANGES.map((change) =>
        render('sign_in_protection_changed', locale, { ...MAIL_SAMPLES.sign_in_protection_changed, change }),
      ),
    ),
  );
  expect(new Set(subjects.map(({ subject }) => subject)).size).toBe(MAIL_LOCALES.length * PROTECTION_CHANGES.length);
});

it('security check 34: what a person typed as a name is text in a mail, neither markup nor a header', async () => {
  const evil = '<img src=x onerror=alert(1)>\r\nBcc: everybody@offplan.example\u2028"&';
  const values: IdentityMails['member_invitation'] = {
    ...MAIL_SAMPLES.member_invitation,
    inviterName: evil,
    organisationName: evil,
  };
  const { subject, html } = await render('member_invitation', 'en', values);
  expect(subject).not.toMatch(/[\r\n\u2028]/);
  expect(html).not.toMatch(/<img/);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

it('GRO-10 a template that this version does not know is a fault, not an empty mail', async () => {
  await expect(render('toString', 'en', {})).rejects.toThrow('There is no mail toString');
});

it.each([
  ['trial_seven_days_left', '7 days left in your trial · Unlock Pro by adding a card →'],
  ['trial_three_days_left', 'Trial ends in 3 days. Add a card to keep your Org active.'],
  ['trial_one_day_left', 'Trial ends tomorrow · Add card to continue with Pro'],
  ['trial_ended', 'Your trial ended · You’ve been moved to Free Guest. Reactivate anytime →'],
  ['plan_ended', 'Your plan ended · You’ve been moved to Free Guest. Reactivate anytime →'],
  ['free_guest_one_week', 'You’ve been on Free Guest for a week · Reactivate?'],
  ['freeze_in_seven_days', 'Your published sales page freezes in 7 days · Reactivate to keep it live'],
  ['freeze_tomorrow', 'Last day before your sales page goes offline'],
] as const)('GRO-1 GRO-4 the mail %s says what was agreed: %s', async (template, agreed) => {
  expect((await render(template, 'en', MAIL_SAMPLES[template])).subject).toBe(agreed);
});

it('BIL-12 the mail after a card names the amount and the day of the first charge, each as its language writes it', async () => {
  const texts = await Promise.all(
    MAIL_LOCALES.map(async (locale) => (await render('card_added', locale, MAIL_SAMPLES.card_added)).text),
  );
  expect(texts[0]).toContain(
    'You’re now on the Pro plan. Your first charge of US$149.00 will occur on 5 December 2026.',
  );
  expect(texts[1]).toMatch(/149,00\s\$.*5 декабря 2026/);
  expect(texts[2]).toMatch(/149\.00.*5 ديسمبر 2026/);
});

it('BIL-12 BIL-13 the mail after a card says which plan comes after the trial, where another was chosen', async () => {
  for (const locale of MAIL_LOCALES) {
    const { subject, text } = await render('card_added', locale, {
      ...MAIL_SAMPLES.card_added,
      nextPlanName: 'Starter',
    });
    expect(subject).toContain('Starter');
    expect(text).toMatch(/Pro.*Starter/);
  }
  const { text } = await render('card_added', 'en', { ...MAIL_SAMPLES.card_added, nextPlanName: 'Starter' });
  expect(text).toContain('You keep Pro until 5 December 2026, then Starter begins. Your first charge of US$149.00');
});

it('GRO-1 a reminder that comes late says how many days are left indeed, in every language’s way of counting', async () => {
  const subjects = async (locale: MailLocale) =>
    Promise.all(
      [0, 1, 2, 5, 11].map(
        async (daysLeft) =>
          (await render('trial_three_days_left', locale, { ...MAIL_SAMPLES.trial_three_days_left, daysLeft })).subject,
      ),
    );
  const words = { en: ['today', 'tomorrow', 'in 2 days'], ru: ['сегодня', 'завтра', 'через 2 дня', 'через 5 дней'] };
  for (const [locale, expected] of Object.entries(words))
    for (const [index, word] of expected.entries())
      expect((await subjects(locale as MailLocale))[index]).toContain(word);
  expect(await subjects('ar')).toMatchObject(
    ['اليوم', 'غدًا', 'خلال يومين', 'خلال 5 أيام', 'خلال 11 يومًا'].map((word) => expect.stringContaining(word)),
  );
});
