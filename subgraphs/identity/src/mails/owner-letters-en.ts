import { mailDay, mailMoment, mailMoney, strong } from '@offplan/kernel/mail/letter';
import { knownFacts, type OwnerLetters, writeToSupport } from './identity-letters.ts';

const receivedAs = (organisationName: string) => `You receive this as the Owner of ${organisationName} on offplan.`;
const countOf = (days: number) => (days === 1 ? '1 day' : `${days} days`);
const soon = (days: number) => (days <= 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${countOf(days)}`);

const WITH_A_CARD =
  'With a card nothing changes: your sales page stays live, your team keeps working, and buyer links keep opening. Without one you move to Free Guest, and the sales page stays up for 30 more days.';
const NOTHING_BEFORE = 'Nothing is charged before the trial ends.';
const NOTHING_LOST = 'Reactivating brings everything back at once, exactly as you left it.';

/** Why a confirmed change of plan came to nothing. */
const CHANGE_FAILED = {
  declined: 'The bank declined the payment.',
  refused: 'The payment provider refused the change.',
  overtaken:
    'Before it was carried out something else about your plan had changed, so it would not have done what you were shown.',
};

/** Letters about the plan, to the Owner, in English. */
export const ownerLettersEn: OwnerLetters = {
  trial_started: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }, { appUrl }) => ({
    subject: `Welcome to offplan · Your Pro trial runs for ${countOf(daysLeft)}`,
    preview: 'Everything of Pro, without a card.',
    title: `Welcome to offplan, ${name}`,
    paragraphs: [
      [
        strong(organisationName),
        ' has everything of Pro until ',
        strong(mailMoment('en', trialEndsAt, timeZone)),
        '. No card is needed for that.',
      ],
      ['Begin with a project: upload the list of units, and the board is live for your whole team.'],
    ],
    action: { label: 'Open your workspace', href: appUrl },
    notes: [{ text: 'A card can be added at any time.', link: { label: 'Compare plans', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_seven_days_left: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }) => ({
    subject: `${countOf(daysLeft)} left in your trial · Unlock Pro by adding a card →`,
    preview: NOTHING_BEFORE,
    title: `${countOf(daysLeft)} left in your trial`,
    paragraphs: [
      [
        `Hello ${name}, your Pro trial of ${organisationName} ends on `,
        strong(mailMoment('en', trialEndsAt, timeZone)),
        '.',
      ],
      [WITH_A_CARD],
    ],
    action: { label: 'Unlock Pro by adding a card', href: planLink },
    notes: [{ text: NOTHING_BEFORE, link: { label: 'Compare plans', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_three_days_left: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }) => ({
    subject: `Trial ends ${soon(daysLeft)}. Add a card to keep your Org active.`,
    preview: NOTHING_BEFORE,
    title: `Trial ends ${soon(daysLeft)}. Add a card to keep your Org active.`,
    paragraphs: [
      [
        `Hello ${name}, your Pro trial of ${organisationName} ends on `,
        strong(mailMoment('en', trialEndsAt, timeZone)),
        '.',
      ],
      [WITH_A_CARD],
    ],
    action: { label: 'Add a card', href: planLink },
    notes: [{ text: NOTHING_BEFORE, link: { label: 'Compare plans', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_one_day_left: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }) => ({
    subject: `Trial ends ${soon(daysLeft)} · Add card to continue with Pro`,
    preview: NOTHING_BEFORE,
    title: `Trial ends ${soon(daysLeft)}`,
    paragraphs: [
      [
        `Hello ${name}, your Pro trial of ${organisationName} ends on `,
        strong(mailMoment('en', trialEndsAt, timeZone)),
        '.',
      ],
      [WITH_A_CARD],
    ],
    action: { label: 'Add card to continue with Pro', href: planLink },
    notes: [{ text: NOTHING_BEFORE, link: { label: 'Compare plans', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_ended: ({ organisationName, timeZone, planLink, freezesAt }, { supportEmail }) => ({
    subject: 'Your trial ended · You’ve been moved to Free Guest. Reactivate anytime →',
    preview: NOTHING_LOST,
    title: 'Your trial ended',
    paragraphs: [['You’ve been moved to Free Guest. Reactivate anytime.'], [NOTHING_LOST]],
    facts: keptUntil(freezesAt, timeZone),
    action: { label: 'Reactivate', href: planLink },
    notes: [questions(supportEmail)],
    reason: receivedAs(organisationName),
  }),

  plan_ended: ({ organisationName, timeZone, planLink, freezesAt }, { supportEmail }) => ({
    subject: 'Your plan ended · You’ve been moved to Free Guest. Reactivate anytime →',
    preview: NOTHING_LOST,
    title: 'Your plan ended',
    paragraphs: [['You’ve been moved to Free Guest. Reactivate anytime.'], [NOTHING_LOST]],
    facts: keptUntil(freezesAt, timeZone),
    action: { label: 'Reactivate', href: planLink },
    notes: [questions(supportEmail)],
    reason: receivedAs(organisationName),
  }),

  free_guest_one_week: ({ organisationName, timeZone, planLink, freezesAt }, { supportEmail }) => ({
    subject: 'You’ve been on Free Guest for a week · Reactivate?',
    preview: NOTHING_LOST,
    title: 'You’ve been on Free Guest for a week',
    paragraphs: [
      [
        strong(organisationName),
        ' can be looked at and not worked in. What you sell as the guest of others is not touched.',
      ],
      [NOTHING_LOST],
    ],
    facts: keptUntil(freezesAt, timeZone),
    action: { label: 'Reactivate', href: planLink },
    notes: [questions(supportEmail)],
    reason: receivedAs(organisationName),
  }),

  freeze_in_seven_days: ({ organisationName, timeZone, planLink, freezesAt, daysLeft }) => ({
    subject: `Your published sales page freezes ${soon(daysLeft)} · Reactivate to keep it live`,
    preview: `On ${mailDay('en', freezesAt, timeZone)} it goes offline.`,
    title: `Your published sales page freezes ${soon(daysLeft)}`,
    paragraphs: [
      [
        'On ',
        strong(mailDay('en', freezesAt, timeZone)),
        ` the pages of ${organisationName} will show “Site temporarily offline”, also to the buyers who hold a link from you.`,
      ],
    ],
    action: { label: 'Reactivate to keep it live', href: planLink },
    notes: [{ text: 'Nothing is deleted. Paying later brings the page back as it was.' }],
    reason: receivedAs(organisationName),
  }),

  freeze_tomorrow: ({ organisationName, timeZone, planLink, freezesAt }) => ({
    subject: 'Last day before your sales page goes offline',
    preview: `It stays live until ${mailMoment('en', freezesAt, timeZone)}.`,
    title: 'Last day before your sales page goes offline',
    paragraphs: [
      [
        `The pages of ${organisationName} stay live until `,
        strong(mailMoment('en', freezesAt, timeZone)),
        '. After that they show “Site temporarily offline”, also to the buyers who hold a link from you.',
      ],
    ],
    action: { label: 'Reactivate to keep it live', href: planLink },
    notes: [{ text: 'Nothing is deleted. Paying later brings the page back as it was.' }],
    reason: receivedAs(organisationName),
  }),

  card_added: ({ organisationName, timeZone, planLink, planName, nextPlanName, amount, chargedOn }) => {
    const title = nextPlanName
      ? `Your card is set · ${nextPlanName} begins on ${mailDay('en', chargedOn, timeZone)}`
      : `You’re now on the ${planName} plan`;
    return {
      subject: title,
      preview: `Your first charge will occur on ${mailDay('en', chargedOn, timeZone)}.`,
      title,
      paragraphs: [
        [
          nextPlanName
            ? `You keep ${planName} until ${mailDay('en', chargedOn, timeZone)}, then ${nextPlanName} begins. Your first charge of `
            : `You’re now on the ${planName} plan. Your first charge of `,
          strong(mailMoney('en', amount)),
          ' will occur on ',
          strong(mailDay('en', chargedOn, timeZone)),
          '.',
        ],
      ],
      action: { label: 'See your plan', href: planLink },
      notes: [{ text: 'Until then it can be cancelled, and nothing is charged.' }],
      reason: receivedAs(organisationName),
    };
  },

  payment_failed: ({ organisationName, timeZone, planLink, amount, nextAttemptAt, graceEndsAt }) => ({
    subject: 'Your payment failed · Update your card to keep your plan',
    preview: `${mailMoney('en', amount)} could not be charged.`,
    title: 'Your payment failed',
    paragraphs: [
      [
        'The payment of ',
        strong(mailMoney('en', amount)),
        ` for ${organisationName} could not be charged. Nothing changes for now: update your card, and the plan goes on.`,
      ],
    ],
    facts: knownFacts(
      ['Next attempt', nextAttemptAt && mailDay('en', nextAttemptAt, timeZone)],
      ['Your plan ends without a payment', graceEndsAt && mailMoment('en', graceEndsAt, timeZone)],
    ),
    action: { label: 'Update your card', href: planLink },
    notes: [{ text: 'If you have just paid, there is nothing to do.' }],
    reason: receivedAs(organisationName),
  }),

  card_needs_verification: ({ organisationName, timeZone, planLink, amount, graceEndsAt }) => ({
    subject: 'Your card requires verification',
    preview: 'Your bank wants you to confirm a payment.',
    title: 'Your card requires verification',
    paragraphs: [
      [
        'Your bank wants you to confirm the payment of ',
        strong(mailMoney('en', amount)),
        ` for ${organisationName}. It takes a minute, and the plan goes on.`,
      ],
    ],
    facts: knownFacts(['Your plan ends without a payment', graceEndsAt && mailMoment('en', graceEndsAt, timeZone)]),
    action: { label: 'Confirm the payment', href: planLink },
    reason: receivedAs(organisationName),
  }),

  dispute_opened: ({ organisationName, timeZone, amount, openedAt }, { supportEmail }) => ({
    subject: 'A payment to offplan was disputed',
    preview: `It is about ${mailMoney('en', amount)}.`,
    title: 'A payment was disputed',
    paragraphs: [
      [
        'The holder of the card asked the bank about the payment of ',
        strong(mailMoney('en', amount)),
        ` for ${organisationName}. If that was a mistake, ask the bank to withdraw it.`,
      ],
    ],
    facts: [{ label: 'Opened', value: mailDay('en', openedAt, timeZone) }],
    action: { label: 'Write to us', href: writeToSupport(supportEmail, `Disputed payment of ${organisationName}`) },
    reason: receivedAs(organisationName),
  }),

  workspace_suspended_by_dispute: ({ organisationName, timeZone, amount, openedAt }, { supportEmail }) => ({
    subject: `${organisationName} is suspended until a disputed payment is settled`,
    preview: `It is about ${mailMoney('en', amount)}.`,
    title: `${organisationName} is suspended`,
    paragraphs: [
      [
        'The holder of the card disputed the payment of ',
        strong(mailMoney('en', amount)),
        '. Until that is settled nobody can work in the workspace. Nothing is deleted, and published pages stay.',
      ],
    ],
    facts: [{ label: 'Opened', value: mailDay('en', openedAt, timeZone) }],
    action: { label: 'Write to us', href: writeToSupport(supportEmail, `Disputed payment of ${organisationName}`) },
    notes: [{ text: 'If it was a mistake, ask your bank to withdraw the dispute: then everything is back at once.' }],
    reason: receivedAs(organisationName),
  }),

  second_payment_returned: ({ organisationName, planLink, amount }, { supportEmail }) => ({
    subject: 'You paid twice · The second payment is on its way back to you',
    preview: `${mailMoney('en', amount)} goes back to your card.`,
    title: 'You paid twice',
    paragraphs: [
      [
        `Two payments for ${organisationName} came in almost at once. We have cancelled the second plan and sent `,
        strong(mailMoney('en', amount)),
        ' back to the card it came from. Your plan goes on as it was.',
      ],
    ],
    action: { label: 'See your plan', href: planLink },
    notes: [{ text: 'Your bank may take some days to show it.', link: questions(supportEmail).link }],
    reason: receivedAs(organisationName),
  }),

  plan_change_failed: ({ organisationName, planLink, planName, why }, { supportEmail }) => ({
    subject: `Your plan was not changed to ${planName} · It stays as it was`,
    preview: 'Nothing was charged for the change.',
    title: 'Your plan was not changed',
    paragraphs: [
      [
        `You asked to change the plan of ${organisationName} to ${planName}. `,
        CHANGE_FAILED[why],
        ' Nothing was charged for it, and your plan goes on as it was.',
      ],
    ],
    action: { label: 'See your plan', href: planLink },
    notes: [{ text: 'If you still want the change, look at it once more there.', link: questions(supportEmail).link }],
    reason: receivedAs(organisationName),
  }),

  card_expires: ({ organisationName, timeZone, planLink, last4, expiresAt, chargedOn }) => ({
    subject: `Your card is good until ${mailDay('en', expiresAt)} · Set a new one`,
    preview: `The card ending in ${last4} comes to its end.`,
    title: 'Your card comes to its end',
    paragraphs: [
      [
        `The plan of ${organisationName} is charged to the card ending in `,
        strong(last4),
        '. It is good until ',
        strong(mailDay('en', expiresAt)),
        '. Set a new one before that, and the plan goes on without a gap.',
      ],
    ],
    facts: [{ label: 'Next charge', value: mailDay('en', chargedOn, timeZone) }],
    action: { label: 'Set a new card', href: planLink },
    notes: [
      { text: 'If your bank has renewed the card by itself, or you have set a new one, there is nothing to do.' },
    ],
    reason: receivedAs(organisationName),
  }),

  tax_id_invalid: ({ organisationName, planLink, correctedCount }, { supportEmail }) => ({
    subject: 'Your tax id could not be confirmed · Please correct it',
    preview: 'Until then your invoices carry the tax.',
    title: 'Your tax id could not be confirmed',
    paragraphs: [
      [
        `The tax authorities do not know the tax id on the invoices of ${organisationName}. Correct it under “Manage payment & invoices”; until then your invoices carry the tax.`,
      ],
      ...(correctedCount > 0
        ? [['We have corrected invoices that were made without tax: each has a credit note and a new invoice.']]
        : []),
    ],
    action: { label: 'Correct the tax id', href: planLink },
    notes: [
      {
        text: 'You are sure that it is right?',
        link: { label: 'Write to us', href: writeToSupport(supportEmail, `Tax id of ${organisationName}`) },
      },
    ],
    reason: receivedAs(organisationName),
  }),
};

function keptUntil(freezesAt: string, timeZone: string) {
  return [
    { label: 'Sales page', value: `online until ${mailDay('en', freezesAt, timeZone)}` },
    { label: 'Units, buyers and links', value: 'kept, read-only' },
    { label: 'Guest projects', value: 'work as before' },
  ];
}

function questions(supportEmail: string) {
  return {
    text: 'Questions about the plans?',
    link: { label: 'Talk to us', href: writeToSupport(supportEmail, 'A question about the plans') },
  };
}
