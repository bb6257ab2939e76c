import { mailDay, mailMoment, strong } from '@offplan/kernel/mail/letter';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';
import { type IdentityLetters, writeToSupport } from './identity-letters.ts';
import type { ProtectionChange } from './identity-mails.ts';
import { ownerLettersEn } from './owner-letters-en.ts';

const moment = (at: string) => mailMoment('en', at);
const YOURS = 'You receive this because it is about your offplan account.';

const ROLE: Record<Role, string> = {
  owner: 'Owner',
  admin: 'Admin',
  sales_manager: 'Sales manager',
  sales_agent: 'Sales agent',
  external_sales_agent: 'External sales agent',
};

const CAPABILITY: Record<GuestCapability, string> = { sales: 'Sell units', content: 'Edit content' };

const PROTECTION: Record<ProtectionChange, { title: string; means: string }> = {
  totp_on: {
    title: 'Two-step sign-in is on',
    means: 'From now on signing in also asks for a code from your authenticator app.',
  },
  totp_off: {
    title: 'Two-step sign-in is off',
    means: 'Signing in no longer asks for a code from your authenticator app.',
  },
  recovery_codes_made: {
    title: 'New recovery codes were made',
    means: 'Each of the new codes works once; the earlier ones no longer work.',
  },
  passkey_added: { title: 'A passkey was added', means: 'It can now be used to sign in to your account.' },
  passkey_removed: { title: 'A passkey was removed', means: 'It can no longer be used to sign in to your account.' },
  google_linked: { title: 'A Google account was linked', means: 'It can now be used to sign in to your account.' },
  google_unlinked: {
    title: 'The Google account was unlinked',
    means: 'It can no longer be used to sign in to your account.',
  },
};

/** Identity's letters in English. */
export const en: IdentityLetters = {
  help: 'Need help? Write to',
  unsubscribe: 'Stop these reminders',
  letters: {
    ...ownerLettersEn,

    confirm_sign_up: ({ name, organisationName, link, expiresAt }) => ({
      subject: 'Confirm your e-mail address',
      preview: `One step is left, ${name}.`,
      title: 'Confirm your e-mail address',
      paragraphs: [
        organisationName
          ? [
              `Hello ${name}, confirm that this address is yours, and `,
              strong(organisationName),
              ' is ready on offplan.',
            ]
          : [`Hello ${name}, confirm that this address is yours, and your offplan account is ready.`],
      ],
      facts: [{ label: 'Valid until', value: moment(expiresAt) }],
      action: { label: 'Confirm address', href: link },
      notes: [{ text: 'If you did not sign up, ignore this message: without the confirmation there is no account.' }],
      reason: 'Somebody signed up to offplan with this address.',
    }),

    sign_up_known: ({ name, signInLink, resetLink, recoverLink, recoverName }) => ({
      subject: 'You already have an offplan account',
      preview: 'Sign in with it, or choose a new password.',
      title: 'You already have an account',
      paragraphs: [
        [
          `Hello ${name}, somebody, most likely you, has just tried to sign up with this address. It has an account already, so no other one was made.`,
        ],
        ...(recoverLink
          ? [['Your workspace ', strong(recoverName ?? ''), ' is still there and can be opened again.']]
          : []),
      ],
      action: recoverLink ? { label: 'Open it again', href: recoverLink } : { label: 'Sign in', href: signInLink },
      notes: [
        ...(recoverLink ? [{ text: 'You only want to sign in?', link: { label: 'Sign in', href: signInLink } }] : []),
        { text: 'Forgotten the password?', link: { label: 'Choose a new one', href: resetLink } },
        { text: 'If it was not you, ignore this message. Nothing has changed.' },
      ],
      reason: 'Somebody tried to sign up to offplan with this address.',
    }),

    reset_password: ({ name, link, expiresAt }) => ({
      subject: 'Choose a new password',
      preview: 'The link works once.',
      title: 'Choose a new password',
      paragraphs: [
        [`Hello ${name}, somebody asked for a new password for your offplan account. If it was you, choose one now.`],
      ],
      facts: [{ label: 'Valid until', value: moment(expiresAt) }],
      action: { label: 'Choose a password', href: link },
      notes: [{ text: 'The link works once. If it was not you, ignore this message: your password stays as it is.' }],
      reason: YOURS,
    }),

    password_changed: ({ name, at, supportEmail }) => ({
      subject: 'Your password was changed',
      preview: 'If it was you, there is nothing to do.',
      title: 'Your password was changed',
      paragraphs: [
        [`Hello ${name}, the password of your offplan account was changed. If it was you, there is nothing to do.`],
      ],
      facts: [{ label: 'When', value: moment(at) }],
      action: { label: 'It was not me', href: writeToSupport(supportEmail, 'I did not change my password') },
      notes: [{ text: 'If it was not you, write to us at once. We help you to get your account back.' }],
      reason: YOURS,
    }),

    confirm_email: ({ name, link, expiresAt }) => ({
      subject: 'Confirm your new e-mail address',
      preview: 'From then on you sign in with it.',
      title: 'Confirm your new e-mail address',
      paragraphs: [[`Hello ${name}, confirm that this address is yours. From then on you sign in with it.`]],
      facts: [{ label: 'Valid until', value: moment(expiresAt) }],
      action: { label: 'Confirm address', href: link },
      notes: [{ text: 'Until then your account keeps its old address. If it was not you, ignore this message.' }],
      reason: 'Somebody entered this address as the new one of an offplan account.',
    }),

    email_change_requested: ({ name, newEmail, at, resetLink, supportEmail }) => ({
      subject: 'Somebody asked to change your e-mail address',
      preview: 'If it was you, confirm it from the new address.',
      title: 'Another e-mail address was asked for',
      paragraphs: [
        [
          `Hello ${name}, somebody signed in to your offplan account asked to give it another e-mail address. It changes when the new address is confirmed; until then this one stays.`,
        ],
      ],
      facts: [
        { label: 'New address', value: newEmail },
        { label: 'When', value: moment(at) },
      ],
      action: { label: 'It was not me: choose a new password', href: resetLink },
      notes: [
        { text: 'If it was you, there is nothing to do here.' },
        {
          text: 'If it was not, choose a new password at once: that stops the change and ends every session.',
          link: {
            label: 'Write to us',
            href: writeToSupport(supportEmail, 'I did not ask for another e-mail address'),
          },
        },
      ],
      reason: YOURS,
    }),

    email_changed: ({ name, newEmail, at, supportEmail }) => ({
      subject: 'The e-mail address of your account was changed',
      preview: 'If it was you, there is nothing to do.',
      title: 'Your e-mail address was changed',
      paragraphs: [
        [
          `Hello ${name}, your offplan account has another e-mail address now, and no longer uses this one. If it was you, there is nothing to do.`,
        ],
      ],
      facts: [
        { label: 'New address', value: newEmail },
        { label: 'When', value: moment(at) },
      ],
      action: { label: 'It was not me', href: writeToSupport(supportEmail, 'I did not change my e-mail address') },
      notes: [{ text: 'If it was not you, write to us at once. We help you to get your account back.' }],
      reason: YOURS,
    }),

    sign_in_protection_changed: ({ name, change, at, supportEmail }) => ({
      subject: PROTECTION[change].title,
      preview: PROTECTION[change].means,
      title: PROTECTION[change].title,
      paragraphs: [[`Hello ${name}, something changed in how you sign in to offplan.`], [PROTECTION[change].means]],
      facts: [{ label: 'When', value: moment(at) }],
      action: { label: 'It was not me', href: writeToSupport(supportEmail, 'I did not change how I sign in') },
      notes: [
        {
          text: 'If it was you, there is nothing to do. If not, write to us at once: we help you to get your account back.',
        },
      ],
      reason: YOURS,
    }),

    member_invitation: ({ inviterName, organisationName, role, email, expiresAt, link }) => ({
      subject: `${inviterName} invites you to ${organisationName}`,
      preview: `Join as ${ROLE[role]}. The invitation is valid for 7 days.`,
      title: `${inviterName} invites you to ${organisationName}`,
      paragraphs: [
        [
          'You will work with the team of ',
          strong(organisationName),
          ' in offplan: the live board of units, your buyers, and the personal links you send them.',
        ],
      ],
      facts: [
        { label: 'Your role', value: ROLE[role] },
        { label: 'For', value: email },
        { label: 'Valid until', value: moment(expiresAt) },
      ],
      action: { label: 'Accept invitation', href: link },
      notes: [
        {
          text: 'The link works once and only for this e-mail address. If you did not expect it, you can ignore this message.',
        },
      ],
      reason: `Sent by offplan on behalf of ${organisationName}.`,
    }),

    guest_invitation: ({ inviterName, organisationName, projectName, capabilities, email, expiresAt, link }) => ({
      subject: `${inviterName} invites you to ${projectName}`,
      preview: `Work in a project of ${organisationName}. The invitation is valid for 7 days.`,
      title: `${inviterName} invites you to ${projectName}`,
      paragraphs: [
        [
          strong(organisationName),
          ' opens its project ',
          strong(projectName),
          ' in offplan to your organisation. It costs you nothing, and you keep your own workspace.',
        ],
      ],
      facts: [
        { label: 'You may', value: capabilities.map((one) => CAPABILITY[one]).join(', ') },
        { label: 'For', value: email },
        { label: 'Valid until', value: moment(expiresAt) },
      ],
      action: { label: 'Accept invitation', href: link },
      notes: [
        {
          text: 'The link works once and only for this e-mail address. If you did not expect it, you can ignore this message.',
        },
      ],
      reason: `Sent by offplan on behalf of ${organisationName}.`,
    }),

    ownership_offer: ({ ownerName, organisationName, expiresAt, link }) => ({
      subject: `${ownerName} offers you ${organisationName}`,
      preview: 'You would become its Owner.',
      title: `${ownerName} offers you the ownership of ${organisationName}`,
      paragraphs: [
        [
          'As Owner you decide about plan, payment, domains and address of ',
          strong(organisationName),
          ', and alone can close it. ',
          strong(ownerName),
          ' becomes an Admin.',
        ],
      ],
      facts: [{ label: 'Valid until', value: moment(expiresAt) }],
      action: { label: 'Look at the offer', href: link },
      notes: [{ text: 'Nothing changes until you accept. If you do not want it, let the offer pass.' }],
      reason: `You receive this as a member of ${organisationName}.`,
    }),

    ownership_moved: ({ organisationName, formerOwnerName, newOwnerName }, { appUrl }) => ({
      subject: `${organisationName} has a new Owner`,
      preview: `${newOwnerName} took over from ${formerOwnerName}.`,
      title: `${organisationName} has a new Owner`,
      paragraphs: [[strong(newOwnerName), ' accepted the ownership of ', strong(organisationName), '.']],
      facts: [
        { label: 'Owner', value: newOwnerName },
        { label: 'Admin from now on', value: formerOwnerName },
      ],
      action: { label: 'Open offplan', href: appUrl },
      reason: `You receive this because you took part in the transfer of ${organisationName}.`,
    }),

    member_left: ({ memberName, organisationName, unitCount }, { appUrl }) => ({
      subject: `${memberName} left ${organisationName}`,
      preview: 'Buyer records stay, and links to buyers keep working.',
      title: `${memberName} left ${organisationName}`,
      paragraphs: [
        [
          strong(memberName),
          ' no longer works in ',
          strong(organisationName),
          '. Buyer records stay as they are, and links that were sent to buyers keep working.',
        ],
      ],
      facts: unitCount === null ? undefined : [{ label: 'Units that moved up', value: String(unitCount) }],
      action: { label: 'Open offplan', href: appUrl },
      reason: `You receive this because you look after the team of ${organisationName}.`,
    }),

    guest_ended: ({ guestName, organisationName, projectNames, unitCount }, { appUrl }) => ({
      subject: `${guestName} no longer works with ${organisationName}`,
      preview: 'Its units are back in your pool.',
      title: `${guestName} no longer works with ${organisationName}`,
      paragraphs: [
        [
          'The access of ',
          strong(guestName),
          ' has ended. Its units went back to your internal pool; the buyer records stay with you.',
        ],
      ],
      facts: [
        { label: projectNames.length === 1 ? 'Project' : 'Projects', value: projectNames.join(', ') },
        ...(unitCount === null ? [] : [{ label: 'Units returned', value: String(unitCount) }]),
      ],
      action: { label: 'Open offplan', href: appUrl },
      reason: `You receive this because you look after the guests of ${organisationName}.`,
    }),

    restore_workspace: ({ name, organisationName, link, expiresAt }) => ({
      subject: `Bring ${organisationName} back`,
      preview: 'Everything is still there.',
      title: `Bring ${organisationName} back`,
      paragraphs: [
        [
          `Hello ${name}, `,
          strong(organisationName),
          ' was archived because nobody had used it for a long time. Everything in it is kept. Choose a plan, and it opens again as you left it.',
        ],
      ],
      facts: [{ label: 'Valid until', value: moment(expiresAt) }],
      action: { label: 'Choose a plan', href: link },
      notes: [{ text: 'You see the price before anything is paid.' }],
      reason: `You receive this as the Owner of ${organisationName}.`,
    }),

    organisation_closed: ({ organisationName, deletedOn, link }) => ({
      subject: `${organisationName} was closed`,
      preview: `It is deleted on ${mailDay('en', deletedOn)}.`,
      title: `${organisationName} was closed`,
      paragraphs: [
        [
          'The plan is cancelled and the workspace is archived. Until ',
          strong(mailDay('en', deletedOn)),
          ' it can be opened again; then it is deleted for good.',
        ],
      ],
      facts: [{ label: 'Deleted on', value: mailDay('en', deletedOn) }],
      action: { label: 'Open it again', href: link },
      notes: [{ text: 'If you want it to be deleted, there is nothing to do.' }],
      reason: `You receive this as the Owner of ${organisationName}.`,
    }),
  },
};
